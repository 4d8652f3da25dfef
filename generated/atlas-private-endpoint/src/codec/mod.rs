// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! The rules of the types, and how those are read of which the definition does not tell.

mod private_endpoint_services;
