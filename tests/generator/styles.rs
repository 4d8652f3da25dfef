//! The table "Style Examples" of the OpenAPI specification, row by row, as requests show it.
//!
//! Its columns are an empty string, a string, an array and an object. Where versions of the table
//! differ (a label that is not exploded), it is as in RFC 6570 and OpenAPI 3.0.4: joined by commas.
//! Brackets and bars are encoded, as RFC 3986 wants them; the table shows them as they are.

use bytes::Bytes;
use http::{Response, StatusCode};
use tests::cases::styles::Client;
use tests::cases::styles::types::Color;
use tests::runtime::transport::memory::MemoryTransport;

fn server() -> MemoryTransport {
    MemoryTransport::new(|_| {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    })
}

fn client(server: &MemoryTransport) -> Client {
    let builder = Client::builder().base_url("https://api.test");
    builder.transport(server.clone()).build().unwrap()
}

fn array() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).into()
}

fn object() -> Color {
    Color::new(150, 200, 100)
}

/// What stands in the path and the query, with the signs that the table has.
fn target(server: &MemoryTransport) -> String {
    let requests = server.requests();
    let uri = requests.last().unwrap().uri();
    let target = uri.path_and_query().unwrap().as_str();
    let signs = [("%5B", "["), ("%5D", "]"), ("%7C", "|")];
    signs
        .into_iter()
        .fold(target.to_owned(), |text, (code, sign)| {
            text.replace(code, sign)
        })
}

#[tokio::test]
async fn path() {
    let server = server();
    let client = client(&server);
    macro_rules! row {
        ($call:ident($($empty:literal)?) => $wanted:literal) => {
            client.$call($($empty,)? "blue", array(), object()).send().await.unwrap();
            assert_eq!(target(&server), $wanted);
        };
    }
    row!(matrix("") => "/matrix/;empty/;string=blue/;array=blue,black,brown/;object=R,100,G,200,B,150");
    row!(matrix_exploded("") => "/matrixExploded/;empty/;string=blue/;array=blue;array=black;array=brown/;R=100;G=200;B=150");
    row!(label("") => "/label/x./.blue/.blue,black,brown/.R,100,G,200,B,150");
    row!(label_exploded("") => "/labelExploded/x./.blue/.blue.black.brown/.R=100.G=200.B=150");
    row!(simple() => "/simple/blue/blue,black,brown/R,100,G,200,B,150");
    row!(simple_exploded() => "/simpleExploded/blue/blue,black,brown/R=100,G=200,B=150");
}

#[tokio::test]
async fn query() {
    let server = server();
    let client = client(&server);
    macro_rules! row {
        ($setter:ident($value:expr) => $wanted:literal) => {
            client.query().$setter($value).send().await.unwrap();
            assert_eq!(target(&server), concat!("/query?", $wanted));
        };
    }
    row!(empty_form_flat("") => "emptyFormFlat=");
    row!(string_form_flat("blue") => "stringFormFlat=blue");
    row!(array_form_flat(array()) => "arrayFormFlat=blue,black,brown");
    row!(object_form_flat(object()) => "objectFormFlat=R,100,G,200,B,150");
    row!(empty_form("") => "emptyForm=");
    row!(string_form("blue") => "stringForm=blue");
    row!(array_form(array()) => "arrayForm=blue&arrayForm=black&arrayForm=brown");
    row!(object_form(object()) => "R=100&G=200&B=150");
    row!(array_space_flat(array()) => "arraySpaceFlat=blue%20black%20brown");
    row!(object_space_flat(object()) => "objectSpaceFlat=R%20100%20G%20200%20B%20150");
    row!(array_pipe_flat(array()) => "arrayPipeFlat=blue|black|brown");
    row!(object_pipe_flat(object()) => "objectPipeFlat=R|100|G|200|B|150");
    row!(object_deep(object()) => "objectDeep[R]=100&objectDeep[G]=200&objectDeep[B]=150");
    row!(object_deep_exploded(object()) => "objectDeepExploded[R]=100&objectDeepExploded[G]=200&objectDeepExploded[B]=150");
    // The table has no such rows: exploded, they are as in the style form; without a word, they are not.
    row!(array_pipe_exploded(array()) => "arrayPipeExploded=blue&arrayPipeExploded=black&arrayPipeExploded=brown");
    row!(array_space(array()) => "arraySpace=blue%20black%20brown");
    // What is not given is not there.
    client.query().send().await.unwrap();
    assert_eq!(target(&server), "/query");
}

#[tokio::test]
async fn headers_and_cookies() {
    let server = server();
    let client = client(&server);
    macro_rules! row {
        ($call:ident.$setter:ident($value:expr), $header:literal => $wanted:literal) => {
            client.$call().$setter($value).send().await.unwrap();
            let requests = server.requests();
            assert_eq!(requests.last().unwrap().headers()[$header], $wanted);
        };
    }
    row!(header.x_empty(""), "x-empty" => "");
    row!(header.x_string("blue"), "x-string" => "blue");
    row!(header.x_array(array()), "x-array" => "blue,black,brown");
    row!(header.x_object(object()), "x-object" => "R,100,G,200,B,150");
    row!(header.x_empty_exploded(""), "x-emptyexploded" => "");
    row!(header.x_string_exploded("blue"), "x-stringexploded" => "blue");
    row!(header.x_array_exploded(array()), "x-arrayexploded" => "blue,black,brown");
    row!(header.x_object_exploded(object()), "x-objectexploded" => "R=100,G=200,B=150");
    row!(cookie.empty_flat(""), "cookie" => "emptyFlat=");
    row!(cookie.string_flat("blue"), "cookie" => "stringFlat=blue");
    row!(cookie.array_flat(array()), "cookie" => "arrayFlat=blue,black,brown");
    row!(cookie.object_flat(object()), "cookie" => "objectFlat=R,100,G,200,B,150");
    row!(cookie.empty(""), "cookie" => "empty=");
    row!(cookie.string("blue"), "cookie" => "string=blue");
    row!(cookie.array(array()), "cookie" => "array=blue; array=black; array=brown");
    row!(cookie.object(object()), "cookie" => "R=100; G=200; B=150");
}
