// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! What the errors of this API say, and what can be done about them.

use crate::runtime::{Reply, operation_error};
use crate::types;
use crate::runtime::error_shape::{ErrorShape, FieldsShape};
use crate::runtime::failure::ErrorBody;

/// Where the errors of this API say what happened.
pub static SHAPE: ErrorShape = ErrorShape {
    code: Some("errorCode"),
    message: Some("detail"),
    fields: Some(FieldsShape {
        list: &["badRequestDetail", "fields"],
        field: "field",
        message: "description",
    }),
    hint,
};

impl ErrorBody for types::ApiError {
    fn code(&self) -> Option<&str> {
        Some(&self.error_code)
    }

    fn message(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    fn hint(&self) -> Option<&'static str> {
        self.code().and_then(hint)
    }

    fn shape(&self) -> Option<&'static ErrorShape> {
        Some(&SHAPE)
    }
}

/// What can be done about an error with this code.
pub fn hint(code: &str) -> Option<&'static str> {
    Some(
        match code {
            "ACCOUNT_SUSPENDED" => {
                "an invoice of the organization is overdue; settle it in the billing page of Atlas"
            }
            "IP_ADDRESS_NOT_ON_ACCESS_LIST" => {
                "add the address of this machine to the API access list of the service account or API key (not to the project's network access list)"
            }
            "NO_PAYMENT_INFORMATION_FOUND" => {
                "add a means of payment to the organization that owns the project"
            }
            "ORG_REQUIRES_ACCESS_LIST" => {
                "the organization lets API calls in from listed addresses only; give the service account or API key an access list with the address of this machine"
            }
            "PATH_PARAM_PARSE_ERROR" => {
                "an id in the path is malformed; project and service ids are 24 lower-case hexadecimal digits, and a `vpce-…` id belongs into the body"
            }
            "PRIVATELINK_CANNOT_ACCEPT_ENDPOINTS" => {
                "the endpoint service is still being set up; wait until its status is AVAILABLE or WAITING_FOR_USER and try again"
            }
            "PRIVATELINK_INTERFACE_ENDPOINT_ALREADY_EXISTS" => {
                "this interface endpoint is registered already; look it up instead of creating it"
            }
            "PRIVATELINK_INTERFACE_ENDPOINT_ID_MALFORMED" => {
                "the id of an AWS interface endpoint looks like `vpce-0a1b2c3d4e5f60718`"
            }
            "PRIVATE_ENDPOINT_SERVICE_NOT_FOUND" => {
                "check the endpoint service id, its provider and its project; ask Atlas for the project's endpoint services to see what exists"
            }
            "RATE_LIMITED" => {
                "wait as long as the header Retry-After says, then try again"
            }
            "RATE_LIMITED_TOKEN_BUCKET" => {
                "wait as long as the header Retry-After says, then try again; the parameters hold the seconds to wait and the size of the bucket"
            }
            "RESOURCE_NOT_FOUND" => {
                "check the project id and the endpoint service id, and that both belong to these credentials and this base URL"
            }
            "UNEXPECTED_ERROR" => {
                "a fault on the side of Atlas; look whether the endpoint exists before you try again"
            }
            "USER_CANNOT_ACCESS_GROUP" => {
                "invite the service account or API key to this project and give it the role Project Owner"
            }
            "USER_UNAUTHORIZED" => {
                "the role of these credentials is too small; this call needs Project Owner"
            }
            "VALIDATION_ERROR" => {
                "a value in the request is not allowed; a client with `validate(true)` finds most of them before anything is sent"
            }
            "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES" => {
                "Atlas is being upgraded and takes no changes; try again in a few minutes"
            }
            _ => return None,
        },
    )
}

operation_error! {
    /// Why an operation failed whose error answers are [`types::ApiError`].
    pub enum ApiErrorFailure {
        /// The answer `400`.
        BadRequest(types::ApiError),
        /// The answer `401`.
        Unauthorized(types::ApiError),
        /// The answer `402`.
        PaymentRequired(types::ApiError),
        /// The answer `403`.
        Forbidden(types::ApiError),
        /// The answer `404`.
        NotFound(types::ApiError),
        /// The answer `409`.
        Conflict(types::ApiError),
        /// The answer `429`.
        TooManyRequests(types::ApiError),
        /// The answer `500`.
        InternalServerError(types::ApiError),
    }
}

/// What an answer says that is no success.
impl From<Reply> for ApiErrorFailure {
    fn from(reply: Reply) -> Self {
        match reply.status().as_u16() {
            400 => reply.json_error(Self::BadRequest),
            401 => reply.json_error(Self::Unauthorized),
            402 => reply.json_error(Self::PaymentRequired),
            403 => reply.json_error(Self::Forbidden),
            404 => reply.json_error(Self::NotFound),
            409 => reply.json_error(Self::Conflict),
            429 => reply.json_error(Self::TooManyRequests),
            500 => reply.json_error(Self::InternalServerError),
            _ => reply.unexpected().into(),
        }
    }
}
