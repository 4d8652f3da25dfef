// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Operations of *Private Endpoint Services*.

use crate::{errors, types};
use crate::client::Client;
use crate::runtime::call;

impl Client {
    /// Create one private endpoint for one provider
    ///
    /// Tells Atlas about an endpoint in your own cloud network, and asks it to accept the
    /// connection.
    ///
    /// Three steps lead to a working private connection:
    ///
    /// 1. Create an endpoint *service* in Atlas; its id is `endpointServiceId`.
    /// 2. Create the endpoint on your side: a VPC interface endpoint (AWS), a private endpoint
    ///    (Azure) or forwarding rules (Google Cloud).
    /// 3. Register that endpoint with this call.
    ///
    /// Atlas answers at once and goes on in the background: the status in the reply says how
    /// far it got, and is rarely `AVAILABLE` the first time.
    ///
    /// The body and the `cloudProvider` in the path must name the same provider. The caller
    /// needs the role *Project Owner*.
    ///
    /// `POST /api/atlas/v2/groups/{groupId}/privateEndpoint/{cloudProvider}/endpointService/{endpointServiceId}/endpoint`
    ///
    /// # Arguments
    /// - `group_id`: Id of the project: 24 hexadecimal digits in lower case. Atlas calls a project a *group* in its paths; the two are the same thing. Rules: pattern `^([a-f0-9]{24})$`.
    /// - `cloud_provider`: The cloud that both the endpoint service and the new endpoint live in. Rules: default `"AWS"`.
    /// - `endpoint_service_id`: Id of the Atlas endpoint service to connect to: 24 hexadecimal digits in lower case, as returned when the service was created. Rules: pattern `^([a-f0-9]{24})$`.
    ///
    /// # Errors
    /// [`CreatePrivateEndpointError`]:
    /// - 400: Atlas could not make sense of the request, or a value in it is not allowed.
    /// - 401: The credentials are missing, wrong or expired, or may not use this project.
    /// - 402: Atlas wants a valid means of payment first, or has a bill that is overdue.
    /// - 403: The credentials are good, but a role is missing or the address of the caller is not let in.
    /// - 404: The project or the endpoint service does not exist.
    /// - 409: The request is at odds with what exists, for example the endpoint is already registered.
    /// - 429: The rate limit is used up. Wait as long as `Retry-After` says.
    /// - 500: Something went wrong inside Atlas. Whether the endpoint was created is unknown.
    ///
    /// # Example
    /// ```no_run
    /// # async fn example(client: atlas_private_endpoint::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use atlas_private_endpoint::types::*;
    /// let response = client
    ///     .create_private_endpoint(
    ///         "5f2c9a8e7b1d3046a9c8e5f1",
    ///         CloudProvider::Aws,
    ///         "64d1b7e0c3a95f2816e4d0b9",
    ///         CreateAwsEndpointRequest::new("vpce-0a1b2c3d4e5f60718"),
    ///     )
    ///     .send()
    ///     .await?;
    /// println!("{:?}", response.body());
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn create_private_endpoint(
        &self,
        group_id: &str,
        cloud_provider: types::CloudProvider,
        endpoint_service_id: &str,
        body: impl Into<types::CreateEndpointRequest>,
    ) -> CreatePrivateEndpoint<'_> {
        let core = self.core();
        let body: types::CreateEndpointRequest = body.into();
        let call = core
            .start(CreatePrivateEndpoint::OPERATION)
            .path_like(group_id, "^([a-f0-9]{24})$")
            .path(&cloud_provider)
            .path_like(endpoint_service_id, "^([a-f0-9]{24})$")
            .checked_json("application/vnd.atlas.2023-01-01+json", &body);
        CreatePrivateEndpoint(core, call)
    }
}

call! {
    /// A call of [`Client::create_private_endpoint`] that is not sent yet.
    pub struct CreatePrivateEndpoint = "create_private_endpoint":
    POST "/api/atlas/v2/groups/{groupId}/privateEndpoint/{cloudProvider}/endpointService/{endpointServiceId}/endpoint",
    accept "application/vnd.atlas.2023-01-01+json, application/json",
    security [["ServiceAccounts"], ["DigestAuth"]],
    200 json => types::PrivateLinkEndpoint, or CreatePrivateEndpointError = errors::ApiErrorFailure;
    /// Asks Atlas to put the HTTP status into the body, for clients that cannot see the status
    /// line. One object then arrives as `{"status": 200, "content": { … }}`, and a list gets a
    /// `status` beside its `results`. The status line itself may say 200 even for a failure.
    ///
    /// Sent as the query parameter `envelope`. Rules: default `false`.
    envelope: bool => query("envelope"),
    /// Indents the JSON of the reply for human readers. Nothing else changes. Sent as the query parameter `pretty`. Rules: default `false`.
    pretty: bool => query("pretty"),
}
