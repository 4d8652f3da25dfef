// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Builders, answers and errors of the operations.

mod private_endpoint_services;

pub use self::private_endpoint_services::*;
