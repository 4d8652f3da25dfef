//! The types without a network: what is decoded is encoded again as it was.

use std::fmt::Debug;
use std::str::FromStr;

use atlas_private_endpoint::runtime::json::{self, Decode, Encode};
use atlas_private_endpoint::types::{
    ApiError, AwsConnectionStatus, AwsInterfaceEndpoint, AzureEndpointStatus, AzurePrivateEndpoint,
    BadRequestDetail, CloudProvider, CreateAwsEndpointRequest, CreateAzureEndpointRequest,
    CreateEndpointRequest, CreateGcpEndpointGroupRequest, CreateGcpForwardingRuleRequest,
    FieldViolation, GcpConsumerForwardingRule, GcpEndpointGroupStatus, GcpForwardingRuleStatus,
    PrivateGcpEndpointGroup, PrivateLinkEndpoint,
};
use atlas_private_endpoint::{Maybe, RawJson};
use serde_json::Value;

use crate::support::{AWS_BODY, aws, azure, gcp};

const REQUESTS: [&str; 4] = [
    AWS_BODY,
    r#"{"cloudProvider":"AZURE","id":"/a","privateEndpointIPAddress":"10.0.0.1"}"#,
    r#"{"cloudProvider":"GCP","endpointGroupName":"g","gcpProjectId":"p"}"#,
    r#"{"cloudProvider":"GCP","endpointGroupName":"g","endpoints":[{"endpointName":"e"},{"ipAddress":"i"},{}],"gcpProjectId":"p"}"#,
];

pub const AWS: &str = r#"{"cloudProvider":"AWS","connectionStatus":"PENDING_ACCEPTANCE","deleteRequested":false,"errorMessage":null,"interfaceEndpointId":"vpce-1"}"#;
pub const AZURE: &str = r#"{"cloudProvider":"AZURE","deleteRequested":true,"errorMessage":"broken","privateEndpointConnectionName":"n","privateEndpointIPAddress":"10.0.0.1","privateEndpointResourceId":"/r","status":"INITIATING"}"#;
pub const GCP: &str = r#"{"cloudProvider":"GCP","deleteRequested":false,"endpointGroupName":"g","endpoints":[{"endpointName":"e","ipAddress":"10.0.0.2","status":"AVAILABLE"},{"status":"PAUSED"}],"gcpProjectId":"p","portMappingEnabled":true,"status":"VERIFIED"}"#;
const UNKNOWN: &str = r#"{"cloudProvider":"OCI","ocid":[1.0,{"a":null}]}"#;
const ENDPOINTS: [&str; 4] = [AWS, AZURE, GCP, UNKNOWN];
const ERROR: &str = r#"{"badRequestDetail":{"fields":[{"description":"d","field":"f"}]},"detail":null,"error":400,"errorCode":"VALIDATION_ERROR","parameters":["a",1,{"b":[null]}],"reason":"Bad Request"}"#;

fn round_trip<T: Decode + Encode>(text: &str) {
    let value: T = json::from_slice(text.as_bytes()).unwrap_or_else(|e| panic!("{text}: {e}"));
    let again = String::from_utf8(json::to_vec(&value)).expect("UTF-8");
    assert_eq!(again, text);
}

#[test]
fn what_is_read_is_written_as_it_was() {
    REQUESTS
        .into_iter()
        .for_each(round_trip::<CreateEndpointRequest>);
    ENDPOINTS
        .into_iter()
        .for_each(round_trip::<PrivateLinkEndpoint>);
    // A variant that is not known keeps its text, spaces and all.
    round_trip::<PrivateLinkEndpoint>(r#"{"cloudProvider":"OCI","n":[1.0,  1e40 ,"\u0041"] }"#);
    round_trip::<ApiError>(ERROR);
    round_trip::<ApiError>(r#"{"error":500,"errorCode":"E"}"#);
}

#[test]
fn requests_can_be_read_back() {
    for request in [aws(), azure(), gcp()] {
        let again: CreateEndpointRequest =
            json::from_slice(&json::to_request(&request)).expect("what we wrote");
        assert_eq!(again, request);
    }
    // The tag may come last, twice inside of others, and beside what nobody knows.
    let text = r#"{"new":{"cloudProvider":"GCP"},"id":"x","cloudProvider":"AWS"}"#;
    let request: CreateEndpointRequest = json::from_slice(text.as_bytes()).expect("a request");
    assert_eq!(request, CreateAwsEndpointRequest::new("x").into());
}

#[test]
fn a_request_that_is_none_says_where() {
    let cases = [
        (
            r#"{"cloudProvider":"AWS"}"#,
            "at `$` (byte 0): missing property `id`",
        ),
        (
            r#"{"cloudProvider":"OCI","id":"x"}"#,
            "at `$` (byte 0): expected one of the variants of CreateEndpointRequest, found an object",
        ),
        (
            r#"{"id":"x"}"#,
            "at `$` (byte 0): expected one of the variants of CreateEndpointRequest, found an object",
        ),
        (
            r#"{"cloudProvider":"AWS","id":5}"#,
            "at `$.id` (byte 28): expected a string, found a number",
        ),
        (
            r#"{"cloudProvider":"GCP","endpointGroupName":"g","gcpProjectId":"p","endpoints":[{},7]}"#,
            "at `$.endpoints[1]` (byte 82): expected an object, found a number",
        ),
        ("[]", "at `$` (byte 0): expected an object, found an array"),
    ];
    for (text, message) in cases {
        let error = json::from_slice::<CreateEndpointRequest>(text.as_bytes()).expect_err(text);
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn absent_null_and_a_value_stay_apart() {
    let cases = [
        (r#"{"cloudProvider":"AWS"}"#, Maybe::Absent),
        (
            r#"{"cloudProvider":"AWS","errorMessage":null}"#,
            Maybe::Null,
        ),
        (
            r#"{"cloudProvider":"AWS","errorMessage":""}"#,
            Maybe::Value(String::new()),
        ),
    ];
    for (text, expected) in cases {
        round_trip::<PrivateLinkEndpoint>(text);
        let endpoint: AwsInterfaceEndpoint =
            json::from_slice(text.as_bytes()).expect("an endpoint");
        assert_eq!(endpoint.error_message, expected);
    }
}

/// All values of an open enum, and one that came later.
fn open_enum<T>(as_str: fn(&T) -> &str, values: &[(&str, T)], is_unknown: fn(&T) -> bool)
where
    T: Decode + Encode + FromStr + ToString + for<'a> From<&'a str> + PartialEq + Debug,
{
    for (text, value) in values {
        assert_eq!(as_str(value), *text);
        assert_eq!(value.to_string(), *text);
        assert_eq!(&T::from(*text), value);
        assert_eq!(T::from_str(text).ok().as_ref(), Some(value));
        assert!(!is_unknown(value));
        round_trip::<T>(&format!("\"{text}\""));
    }
    // Values are compared as they are: another case is another value.
    for text in ["PAUSED", "", &values[0].0.to_lowercase()] {
        assert!(is_unknown(&T::from(text)));
        assert_eq!(as_str(&T::from(text)), text);
        round_trip::<T>(&format!("\"{text}\""));
    }
    json::from_slice::<T>(b"5").expect_err("no string");
    json::from_slice::<T>(b"null").expect_err("no string");
}

macro_rules! open_enum {
    ($type:ident { $($text:literal = $variant:ident),+ $(,)? }) => {
        open_enum(
            $type::as_str,
            &[$(($text, $type::$variant)),+],
            |value| matches!(value, $type::Unknown(_)),
        )
    };
}

#[test]
fn enums_know_their_values_and_keep_others() {
    open_enum!(CloudProvider { "AWS" = Aws, "AZURE" = Azure, "GCP" = Gcp });
    open_enum!(AwsConnectionStatus {
        "PENDING_ACCEPTANCE" = PendingAcceptance,
        "PENDING" = Pending,
        "AVAILABLE" = Available,
        "REJECTED" = Rejected,
        "DELETING" = Deleting,
    });
    open_enum!(AzureEndpointStatus {
        "INITIATING" = Initiating,
        "AVAILABLE" = Available,
        "FAILED" = Failed,
        "DELETING" = Deleting,
    });
    open_enum!(GcpForwardingRuleStatus {
        "INITIATING" = Initiating,
        "AVAILABLE" = Available,
        "FAILED" = Failed,
        "DELETING" = Deleting,
    });
    open_enum!(GcpEndpointGroupStatus {
        "INITIATING" = Initiating,
        "VERIFIED" = Verified,
        "AVAILABLE" = Available,
        "FAILED" = Failed,
        "DELETING" = Deleting,
        "DELETED" = Deleted,
    });
}

/// Through serde and back, by text and by tree; the tree is what the type's own codec writes.
#[test]
fn values_are_compared_and_shown_by_their_json() {
    let endpoint = |text: &str| -> PrivateLinkEndpoint {
        json::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
    };
    let (short, other) = (
        r#"{"cloudProvider":"AWS","connectionStatus":"NEW"}"#,
        r#"{"cloudProvider":"AWS","connectionStatus":"NEWER"}"#,
    );
    assert_eq!(endpoint(short), endpoint(short));
    assert_ne!(endpoint(short), endpoint(other));
    let PrivateLinkEndpoint::Aws(aws) = endpoint(short) else {
        panic!("not AWS");
    };
    assert_eq!(format!("{aws:?}"), format!("AwsInterfaceEndpoint {short}"));
    assert_eq!(
        format!("{aws:#?}"),
        "AwsInterfaceEndpoint {\n  \"cloudProvider\": \"AWS\",\n  \"connectionStatus\": \"NEW\"\n}"
    );
    let status = aws.connection_status;
    assert_eq!(format!("{status:?}"), r#"Some(AwsConnectionStatus("NEW"))"#);
}

fn through_serde<T>(text: &str)
where
    T: Decode + PartialEq + Debug + serde::Serialize + serde::de::DeserializeOwned,
{
    let value: T = json::from_slice(text.as_bytes()).expect("our codec reads it");
    let by_serde: T = serde_json::from_str(text).expect("serde reads it");
    assert_eq!(by_serde, value);
    let tree = serde_json::to_value(&value).expect("serde writes it");
    let expected: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(tree, expected);
    assert_eq!(serde_json::from_value::<T>(tree).expect("a tree"), value);
}

#[test]
fn serde_knows_every_type() {
    REQUESTS
        .into_iter()
        .for_each(through_serde::<CreateEndpointRequest>);
    ENDPOINTS
        .into_iter()
        .for_each(through_serde::<PrivateLinkEndpoint>);
    through_serde::<CreateAwsEndpointRequest>(REQUESTS[0]);
    through_serde::<CreateAzureEndpointRequest>(REQUESTS[1]);
    through_serde::<CreateGcpEndpointGroupRequest>(REQUESTS[3]);
    through_serde::<CreateGcpForwardingRuleRequest>(r#"{"endpointName":"e"}"#);
    through_serde::<AwsInterfaceEndpoint>(AWS);
    through_serde::<AzurePrivateEndpoint>(AZURE);
    through_serde::<PrivateGcpEndpointGroup>(GCP);
    through_serde::<GcpConsumerForwardingRule>(r#"{"status":"FAILED"}"#);
    through_serde::<ApiError>(ERROR);
    through_serde::<BadRequestDetail>(r#"{"fields":[]}"#);
    through_serde::<FieldViolation>(r#"{"description":"d","field":"f"}"#);
    through_serde::<RawJson>(UNKNOWN);
    through_serde::<CloudProvider>(r#""OCI""#);
    through_serde::<AwsConnectionStatus>(r#""PENDING""#);
    through_serde::<AzureEndpointStatus>(r#""FAILED""#);
    through_serde::<GcpEndpointGroupStatus>(r#""DELETED""#);
    through_serde::<GcpForwardingRuleStatus>(r#""DELETING""#);

    let error = serde_json::from_str::<FieldViolation>(r#"{"field":"f"}"#).expect_err("half of it");
    assert!(
        error.to_string().contains("missing property `description`"),
        "{error}"
    );
}
