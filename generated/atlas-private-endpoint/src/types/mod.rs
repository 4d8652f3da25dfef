// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! The types of the API.

mod private_endpoint_services;

pub use self::private_endpoint_services::*;
