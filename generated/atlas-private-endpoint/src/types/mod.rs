// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The types of the API.

mod private_endpoint_services;

pub use self::private_endpoint_services::*;
