//! The call as somebody writes it who needs no more than this, with reqwest and serde_json: no
//! retries, no limits, no typed headers, and an error that is a text.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Case;
use crate::server::RULES;

pub const GROUP: &str = "5f2c9a8e7b1d3046a9c8e5f1";
pub const SERVICE: &str = "64d1b7e0c3a95f2816e4d0b9";
pub const VPCE: &str = "vpce-0a1b2c3d4e5f60718";
pub const PROJECT: &str = "p-acmeanalytics0000prod001";
pub const TOKEN: &str = "a-token-of-some-length-0123456789abcdef";
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

pub struct Client {
    pub http: reqwest::Client,
    base_url: String,
}

impl Client {
    pub fn new(base_url: &str) -> Result<Self, Box<dyn Error>> {
        let http = reqwest::Client::builder()
            .user_agent("by-hand/0.1.0")
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none());
        Ok(Self {
            http: http.build()?,
            base_url: base_url.to_owned(),
        })
    }
}

#[derive(Serialize)]
#[serde(tag = "cloudProvider")]
enum Request {
    #[serde(rename = "AWS")]
    Aws { id: String },
    #[serde(rename = "GCP", rename_all = "camelCase")]
    Gcp {
        endpoint_group_name: String,
        endpoints: Vec<RuleRequest>,
        gcp_project_id: String,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleRequest {
    endpoint_name: String,
    ip_address: String,
}

#[derive(Deserialize)]
#[serde(tag = "cloudProvider")]
enum Endpoint {
    #[serde(rename = "AWS")]
    Aws(AwsEndpoint),
    #[serde(rename = "GCP")]
    Gcp(GcpGroup),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a program would use them")]
struct AwsEndpoint {
    connection_status: Option<Status>,
    delete_requested: Option<bool>,
    error_message: Option<String>,
    interface_endpoint_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a program would use them")]
struct GcpGroup {
    delete_requested: Option<bool>,
    endpoint_group_name: Option<String>,
    endpoints: Option<Vec<Rule>>,
    error_message: Option<String>,
    gcp_project_id: Option<String>,
    port_mapping_enabled: Option<bool>,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a program would use them")]
struct Rule {
    endpoint_name: Option<String>,
    ip_address: Option<String>,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    PendingAcceptance,
    Pending,
    Available,
    Rejected,
    Deleting,
    Initiating,
    Failed,
}

impl AwsEndpoint {
    fn found(&self) -> usize {
        usize::from(self.interface_endpoint_id.as_deref() == Some(VPCE))
    }
}

impl GcpGroup {
    fn found(&self) -> usize {
        self.endpoints.as_ref().map_or(0, Vec::len)
    }
}

fn large() -> Request {
    let rule = |n| RuleRequest {
        endpoint_name: format!("atlas-orders-{n}"),
        ip_address: format!("10.30.0.{n}"),
    };
    Request::Gcp {
        endpoint_group_name: "atlas-orders".to_owned(),
        endpoints: (0..RULES).map(rule).collect(),
        gcp_project_id: PROJECT.to_owned(),
    }
}

async fn send<T: DeserializeOwned>(client: &Client, case: Case) -> Result<T, Box<dyn Error>> {
    let (provider, body) = match case {
        Case::Small => (
            "AWS",
            Request::Aws {
                id: VPCE.to_owned(),
            },
        ),
        Case::Large => ("GCP", large()),
    };
    let url = format!(
        "{}/api/atlas/v2/groups/{GROUP}/privateEndpoint/{provider}/endpointService/{SERVICE}/endpoint",
        client.base_url
    );
    let response = client
        .http
        .post(url)
        .bearer_auth(TOKEN)
        .header(ACCEPT, MEDIA_TYPE)
        .header(CONTENT_TYPE, MEDIA_TYPE)
        .body(serde_json::to_vec(&body)?)
        .send()
        .await?;
    let status = response.status();
    let body = response.bytes().await?;
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

/// How many endpoints or rules the answer has.
pub async fn call(client: &Client, case: Case) -> Result<usize, Box<dyn Error>> {
    Ok(match send(client, case).await? {
        Endpoint::Aws(endpoint) => endpoint.found(),
        Endpoint::Gcp(group) => group.found(),
    })
}

/// The same, for a program that reads the answer as what it asked for.
pub async fn call_one(client: &Client, case: Case) -> Result<usize, Box<dyn Error>> {
    Ok(match case {
        Case::Small => send::<AwsEndpoint>(client, case).await?.found(),
        Case::Large => send::<GcpGroup>(client, case).await?.found(),
    })
}
