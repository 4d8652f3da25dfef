// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! The rules of the types, and how those are read of which the definition does not tell.

mod private_endpoint_services;
