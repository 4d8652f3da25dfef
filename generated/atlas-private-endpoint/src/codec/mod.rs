// @generated from an OpenAPI description. To change this file, change the description, its policy
// or the templates, and run the generator again.

//! How the types are read and written.

mod private_endpoint_services;
