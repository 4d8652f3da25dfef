//! Registers a private endpoint with a MongoDB Atlas project. Run it with `--help` to see how,
//! or with `--demo` to see it at work without an account.

use std::ffi::OsString;
use std::process::ExitCode;

use atlas_private_endpoint::operations::CreatePrivateEndpointError as Error;
use atlas_private_endpoint::types::{
    CloudProvider, CreateAwsEndpointRequest, CreateAzureEndpointRequest, CreateEndpointRequest,
    CreateGcpEndpointGroupRequest, CreateGcpForwardingRuleRequest, PrivateLinkEndpoint,
};
use atlas_private_endpoint::{Client, Response, headers};

const USAGE: &str = "\
Registers a private endpoint with a MongoDB Atlas project.

Usage:
  create_private_endpoint --group ID --service ID --provider aws   --endpoint vpce-…
  create_private_endpoint --group ID --service ID --provider azure --endpoint RESOURCE-ID --ip ADDRESS
  create_private_endpoint --group ID --service ID --provider gcp   --endpoint GROUP-NAME
                          --gcp-project ID [--rule NAME=ADDRESS]…
  create_private_endpoint --demo
  create_private_endpoint --help

Options:
  --group ID           the project: 24 hexadecimal digits
  --service ID         the endpoint service in Atlas: 24 hexadecimal digits
  --provider NAME      aws, azure or gcp
  --endpoint ID        the endpoint in your own network
  --ip ADDRESS         azure: its private address
  --gcp-project ID     gcp: the project of the forwarding rules
  --rule NAME=ADDRESS  gcp: a forwarding rule of the group; may be given several times
  --demo               shows a success and two failures, against a small server in this process

Credentials come from the environment, the first complete set counts:
  MONGODB_ATLAS_ACCESS_TOKEN
  MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET
  MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY
MONGODB_ATLAS_BASE_URL is the server, if it is not https://cloud.mongodb.com.

Exit status: 0 it is registered, 1 the call failed, 2 arguments or credentials are missing or wrong.
";

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Ok(Command::Demo) => match demo::run().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => fail(1, &problem),
        },
        Ok(Command::Create(endpoint)) => match Client::from_env() {
            Ok(client) => report(create(&client, endpoint).await),
            Err(problem) => fail(2, &problem),
        },
        Err(problem) => fail(2, &format!("{problem}; see --help")),
    }
}

fn fail(status: u8, problem: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("error: {problem}");
    ExitCode::from(status)
}

/// What to register, and where.
struct Endpoint {
    group: String,
    service: String,
    provider: CloudProvider,
    request: CreateEndpointRequest,
}

type Outcome = Result<Response<PrivateLinkEndpoint>, Error>;

/// The call itself.
async fn create(client: &Client, endpoint: Endpoint) -> Outcome {
    client
        .create_private_endpoint(
            &endpoint.group,
            endpoint.provider,
            &endpoint.service,
            endpoint.request,
        )
        .send()
        .await
}

/// Says what came of it.
fn report(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(response) => {
            println!("registered: {}", describe(response.body()));
            if let Some(remaining) = response.header(headers::RATE_LIMIT_REMAINING) {
                println!("requests left: {remaining}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            // The message has the server's words, the fields that it finds wrong and, for
            // well-known codes, what to do.
            eprintln!("error: {error}");
            if let Some(wait) = error.retry_after() {
                eprintln!("  try again in {} s", wait.as_secs());
            }
            ExitCode::FAILURE
        }
    }
}

fn describe(endpoint: &PrivateLinkEndpoint) -> String {
    let (id, status) = match endpoint {
        PrivateLinkEndpoint::Aws(aws) => (
            &aws.interface_endpoint_id,
            aws.connection_status.as_ref().map(|status| status.as_str()),
        ),
        PrivateLinkEndpoint::Azure(azure) => (
            &azure.private_endpoint_resource_id,
            azure.status.as_ref().map(|status| status.as_str()),
        ),
        PrivateLinkEndpoint::Gcp(group) => (
            &group.endpoint_group_name,
            group.status.as_ref().map(|status| status.as_str()),
        ),
        // A provider that is newer than this program.
        other => return format!("{other:?}"),
    };
    let id = id.as_deref().unwrap_or("(no id)");
    format!("{id}, status {}", status.unwrap_or("unknown"))
}

enum Command {
    Help,
    Demo,
    Create(Endpoint),
}

impl Command {
    fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        const KNOWN: [&str; 7] = [
            "--group",
            "--service",
            "--provider",
            "--endpoint",
            "--ip",
            "--gcp-project",
            "--rule",
        ];
        let mut arguments = arguments.map(|argument| {
            let text = argument.into_string();
            text.map_err(|argument| format!("{argument:?} is not UTF-8"))
        });
        let mut options = Options(Vec::new());
        while let Some(name) = arguments.next().transpose()? {
            match name.as_str() {
                "-h" | "--help" => return Ok(Self::Help),
                "--demo" => return Ok(Self::Demo),
                known if KNOWN.contains(&known) => {
                    let value = arguments.next().transpose()?;
                    let value = value.ok_or_else(|| format!("`{name}` needs a value"))?;
                    options.0.push((name, value));
                }
                _ => return Err(format!("unknown argument `{name}`")),
            }
        }
        options.endpoint().map(Self::Create)
    }
}

/// The options that were given and have not been used yet.
struct Options(Vec<(String, String)>);

impl Options {
    fn endpoint(mut self) -> Result<Endpoint, String> {
        let (group, service) = (self.take("--group")?, self.take("--service")?);
        let (provider, id) = (self.take("--provider")?, self.take("--endpoint")?);
        let provider = CloudProvider::from(provider.to_uppercase().as_str());
        let request = match &provider {
            CloudProvider::Aws => CreateAwsEndpointRequest::new(id).into(),
            CloudProvider::Azure => CreateAzureEndpointRequest::new(id, self.take("--ip")?).into(),
            CloudProvider::Gcp => self.gcp(id)?.into(),
            _ => return Err("`--provider` is aws, azure or gcp".to_owned()),
        };
        match self.0.first() {
            Some((name, _)) => Err(format!("`{name}` is given twice, or not for {provider}")),
            None => Ok(Endpoint {
                group,
                service,
                provider,
                request,
            }),
        }
    }

    fn gcp(&mut self, name: String) -> Result<CreateGcpEndpointGroupRequest, String> {
        let request = CreateGcpEndpointGroupRequest::new(name, self.take("--gcp-project")?);
        let mut rules = Vec::new();
        while let Ok(rule) = self.take("--rule") {
            let (name, address) = rule
                .split_once('=')
                .ok_or_else(|| format!("`--rule {rule}` is not NAME=ADDRESS"))?;
            let rule = CreateGcpForwardingRuleRequest::new().endpoint_name(name);
            rules.push(rule.ip_address(address));
        }
        Ok(if rules.is_empty() {
            request
        } else {
            request.endpoints(rules)
        })
    }

    fn take(&mut self, name: &str) -> Result<String, String> {
        let at = self.0.iter().position(|(given, _)| given == name);
        at.map(|at| self.0.remove(at).1)
            .ok_or_else(|| format!("`{name}` is missing"))
    }
}

/// The same call against a server of our own, which knows three answers.
mod demo {
    use std::io;

    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::{TcpListener, TcpStream};

    use super::{Client, CloudProvider, CreateAwsEndpointRequest, Endpoint, Error, create, report};

    const GROUP: &str = "5f2c9a8e7b1d3046a9c8e5f1";
    const SERVICE: &str = "64d1b7e0c3a95f2816e4d0b9";
    const VPCE: &str = "vpce-0a1b2c3d4e5f60718";

    const CREATED: &str = r#"{"cloudProvider": "AWS", "connectionStatus": "PENDING_ACCEPTANCE",
        "interfaceEndpointId": "vpce-0a1b2c3d4e5f60718", "errorMessage": null}"#;
    const INVALID: &str = r#"{"error": 400, "errorCode": "VALIDATION_ERROR",
        "detail": "The request body is not valid.", "badRequestDetail": {"fields": [
        {"field": "id", "description": "must be vpce- and 17 hexadecimal digits"}]}}"#;
    const EXISTS: &str = r#"{"error": 409,
        "errorCode": "PRIVATELINK_INTERFACE_ENDPOINT_ALREADY_EXISTS",
        "detail": "The service has this interface endpoint already."}"#;

    pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(serve(listener));
        println!("a server of this process listens on {url}");

        let client = Client::builder().base_url(url).bearer("demo").build()?;
        for (id, expected) in [(VPCE, 200), ("vpce-1", 400), (VPCE, 409)] {
            println!("\nregistering {id} …");
            let outcome = create(&client, aws(id)).await;
            let status = outcome
                .as_ref()
                .map_or_else(Error::status, |r| Some(r.status()));
            report(outcome);
            if status.is_none_or(|status| status != expected) {
                return Err(format!("the answer should have been {expected}").into());
            }
        }
        Ok(())
    }

    fn aws(id: &str) -> Endpoint {
        Endpoint {
            group: GROUP.to_owned(),
            service: SERVICE.to_owned(),
            provider: CloudProvider::Aws,
            request: CreateAwsEndpointRequest::new(id).into(),
        }
    }

    /// Gives the answers one after the other, each over a connection of its own.
    async fn serve(listener: TcpListener) -> io::Result<()> {
        for (status, body) in [
            ("200 OK", CREATED),
            ("400 Bad Request", INVALID),
            ("409 Conflict", EXISTS),
        ] {
            let (mut stream, _) = listener.accept().await?;
            receive(&mut stream).await?;
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\
                 RateLimit-Remaining: 97\r\nContent-Length: {length}\r\n\
                 Connection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }

    /// Reads a request to its end; a client may not like an answer that comes before that.
    async fn receive(stream: &mut TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut length = 0;
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 2 {
            let header = line
                .split_once(':')
                .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            if let Some((_, value)) = header {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            line.clear();
        }
        stream.take(length).read_to_end(&mut Vec::new()).await?;
        Ok(())
    }
}
