//! A server that does as little as can be: it reads a request and writes the answer that it has ready.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// The forwarding rules of the large case.
pub const RULES: usize = 50;

const SMALL: &str = r#"{"cloudProvider":"AWS","connectionStatus":"PENDING_ACCEPTANCE","deleteRequested":false,"errorMessage":null,"interfaceEndpointId":"vpce-0a1b2c3d4e5f60718"}"#;

/// Serves until the input ends, which it does with the process that has started this one.
pub fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer_all(stream));
        }
    });
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// One request after the other; the client ends it.
fn answer_all(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (small, large) = (answer(SMALL), answer(&large()));
    let mut bytes = vec![0; 64 << 10];
    loop {
        let mut filled = 0;
        while !is_whole(&bytes[..filled]) {
            let count = stream.read(&mut bytes[filled..])?;
            if count == 0 {
                return Ok(());
            }
            filled += count;
        }
        let is_large = find(&bytes[..filled], b"/privateEndpoint/GCP/").is_some();
        stream.write_all(if is_large { &large } else { &small })?;
    }
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = find(request, b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let length = head.split_once("content-length: ").map(|(_, rest)| rest);
    let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

fn answer(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.atlas.2023-01-01+json\r\n\
         RateLimit-Limit: 100\r\nRateLimit-Remaining: 97\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn large() -> String {
    let rule = |n| {
        format!(
            r#"{{"endpointName":"atlas-orders-{n}","ipAddress":"10.30.0.{n}","status":"AVAILABLE"}}"#
        )
    };
    let rules: Vec<String> = (0..RULES).map(rule).collect();
    format!(
        r#"{{"cloudProvider":"GCP","deleteRequested":false,"endpointGroupName":"atlas-orders","endpoints":[{}],"errorMessage":null,"gcpProjectId":"p-acmeanalytics0000prod001","portMappingEnabled":false,"status":"INITIATING"}}"#,
        rules.join(",")
    )
}
