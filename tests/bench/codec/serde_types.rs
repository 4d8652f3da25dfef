//! The types of `tests/cases/measured`, as somebody writes them for serde.

use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterPage {
    pub results: Vec<Cluster>,
    pub total_count: i64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    pub id: String,
    pub group_id: String,
    pub name: String,
    pub state: State,
    pub create_date: String,
    pub paused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_enabled: Option<bool>,
    #[serde(rename = "diskSizeGB")]
    pub disk_size_gb: f64,
    pub replica_count: i64,
    #[serde(rename = "mongoDBVersion", skip_serializing_if = "Option::is_none")]
    pub mongo_db_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_release_system: Option<ReleaseSystem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_strings: Option<ConnectionStrings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_scaling: Option<AutoScaling>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<Label>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_cert_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_data_risks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum State {
    Idle,
    Creating,
    Updating,
    Deleting,
    Repairing,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ReleaseSystem {
    Lts,
    Continuous,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionStrings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_srv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub struct AutoScaling {
    pub enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
}

#[derive(Deserialize, Serialize)]
pub struct Label {
    pub key: String,
    pub value: String,
}

#[derive(Deserialize, Serialize)]
pub struct EventPage {
    pub results: Vec<Event>,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "UPPERCASE")]
pub enum Event {
    Cluster(ClusterEvent),
    Login(LoginEvent),
    Invoice(InvoiceEvent),
    Alert(AlertEvent),
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterEvent {
    pub id: String,
    pub created: String,
    pub cluster_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<Label>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginEvent {
    pub id: String,
    pub created: String,
    pub user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<bool>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceEvent {
    pub id: String,
    pub created: String,
    pub invoice_id: String,
    pub cents: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_rate: Option<f64>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlertEvent {
    pub id: String,
    pub created: String,
    pub alert_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
}

#[derive(Deserialize, Serialize)]
pub struct TargetPage {
    pub results: Vec<Target>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
pub enum Target {
    Email(EmailTarget),
    Pager(PagerTarget),
    Webhook(WebhookTarget),
    Team(TeamTarget),
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailTarget {
    pub email_address: String,
    pub delay_minutes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_minutes: Option<i64>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PagerTarget {
    pub service_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub delay_minutes: i64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookTarget {
    pub webhook_url: String,
    pub webhook_secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<Label>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamTarget {
    pub team_id: String,
    pub team_name: String,
    pub roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms_enabled: Option<bool>,
}
