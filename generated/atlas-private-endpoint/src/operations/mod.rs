// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! Builders, answers and errors of the operations.

mod private_endpoint_services;

pub use self::private_endpoint_services::*;
