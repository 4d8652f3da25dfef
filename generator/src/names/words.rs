//! Words of the description → words of Rust.

use std::borrow::Cow;

use heck::{ToPascalCase, ToSnakeCase};

/// `createAWSEndpoint` → `CreateAwsEndpoint`.
pub fn pascal(text: &str) -> String {
    identifier(spell(text).to_pascal_case(), "N")
}

/// `privateEndpointIPAddress` → `private_endpoint_ip_address`.
pub fn snake(text: &str) -> String {
    identifier(spell(text).to_snake_case(), "n")
}

/// A file and module name.
pub fn module(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    identifier(plain.to_snake_case(), "n")
}

/// A Cargo feature.
pub fn feature(text: &str) -> String {
    module(text).replace('_', "-")
}

/// The variant for a value of an enum or of a tag.
pub fn variant(value: &str) -> String {
    match value {
        "" => "Empty".to_owned(),
        _ => pascal(value),
    }
}

/// The variant for a value that has a title: the title, if it is a name and no sentence. A value that
/// is text itself gives way to a title that is one word as programs have them.
pub fn title(title: &str, is_text: bool) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let words = title.split_whitespace().count();
    let reads_well = match is_text {
        true => words == 1 && title.chars().all(is_word),
        false => (1..=5).contains(&words) && !title.contains(['.', ',', ':', ';']),
    };
    let starts_well = title.chars().next().is_some_and(char::is_alphabetic);
    (reads_well && starts_well && title.chars().count() <= 60).then(|| pascal(title))
}

/// Signs that carry the meaning are spelled, so that `>` and `>=`, `+1` and
/// `-1` stay apart; what else is no letter or digit parts words.
fn spell(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.into();
    }
    let has_word = text.chars().any(char::is_alphanumeric);
    let mut spelled = String::new();
    for (index, c) in text.char_indices() {
        let next_is_digit = text[index..]
            .chars()
            .nth(1)
            .is_some_and(|next| next.is_ascii_digit());
        let word = match c {
            '+' if !has_word || next_is_digit || index + 1 == text.len() => "plus",
            '-' if !has_word || (index == 0 && next_is_digit) => "minus",
            '>' => "greater",
            '<' => "less",
            '=' => "equal",
            '!' if !has_word => "not",
            '*' => "star",
            '%' => "percent",
            '$' if !has_word => "dollar",
            '/' if !has_word => "slash",
            '.' if !has_word => "dot",
            '_' if !has_word => "underscore",
            '&' => "and",
            '|' => "or",
            '~' if !has_word => "tilde",
            '@' if index == 0 => "at",
            _ if c.is_alphanumeric() => {
                spelled.push(c);
                continue;
            }
            _ => "",
        };
        spelled.push(' ');
        spelled.push_str(word);
        spelled.push(' ');
    }
    spelled.into()
}

/// Makes a valid identifier of it: letters that Rust does not know are
/// dropped, and a digit does not come first.
fn identifier(mut name: String, prefix: &str) -> String {
    name.retain(|c| c.is_ascii_alphanumeric() || c == '_' || c.is_alphabetic());
    // Compatibility forms may be letters to Unicode and still none to Rust.
    if !name.is_ascii() && syn::parse_str::<syn::Ident>(&format!("{prefix}{name}")).is_err() {
        name.retain(|c| c.is_ascii_alphanumeric() || c == '_');
    }
    let starts_well = name.chars().next().is_some_and(|c| c.is_alphabetic());
    if starts_well {
        name
    } else {
        format!("{prefix}{name}")
    }
}

pub fn status_class(class: u8) -> &'static str {
    match class {
        1 => "Informational",
        2 => "Success",
        3 => "Redirection",
        4 => "ClientError",
        _ => "ServerError",
    }
}

/// The name of a status (RFC 9110, section 15, and the registry).
pub fn status_code(code: u16) -> String {
    let name = match code {
        100 => "Continue",
        101 => "SwitchingProtocols",
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        407 => "ProxyAuthenticationRequired",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        418 => "ImATeapot",
        421 => "MisdirectedRequest",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        507 => "InsufficientStorage",
        508 => "LoopDetected",
        511 => "NetworkAuthenticationRequired",
        _ => return format!("Status{code}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_like_a_person_wrote_them() {
        let cases = [
            (
                "CreateAWSEndpointRequest",
                "CreateAwsEndpointRequest",
                "create_aws_endpoint_request",
            ),
            (
                "privateEndpointIPAddress",
                "PrivateEndpointIpAddress",
                "private_endpoint_ip_address",
            ),
            ("RateLimit-Limit", "RateLimitLimit", "rate_limit_limit"),
            ("2fa", "N2fa", "n2fa"),
            ("POST /pets/{id}", "PostPetsId", "post_pets_id"),
            ("größe", "Größe", "größe"),
            ("$ref", "Ref", "ref"),
            ("日本", "日本", "日本"),
            ("🦀", "N", "n"),
        ];
        for (text, wanted_pascal, wanted_snake) in cases {
            assert_eq!(pascal(text), wanted_pascal, "{text}");
            assert_eq!(snake(text), wanted_snake, "{text}");
        }
    }

    #[test]
    fn signs_keep_values_apart() {
        let cases = [
            (">", "Greater"),
            (">=", "GreaterEqual"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("", "Empty"),
            ("*", "Star"),
            ("asc", "Asc"),
        ];
        for (value, wanted) in cases {
            assert_eq!(variant(value), wanted, "{value}");
        }
    }
}
