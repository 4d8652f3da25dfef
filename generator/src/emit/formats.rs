//! The types that a policy has for formats: how they are read and written, and what they need.

use std::collections::BTreeSet;

use quote::quote;

use super::Context;
use crate::config::FormatPolicy;

/// Texts that are of a format.
const SAMPLES: [(&str, &str); 8] = [
    ("uuid", "67e55044-10b1-426f-9247-bb680e5fe0c8"),
    ("date-time", "2024-01-31T12:30:00Z"),
    ("date", "2024-01-31"),
    ("duration", "PT1H30M"),
    ("decimal", "1.5"),
    ("uri", "https://example.com/"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
];

/// Names that `Cargo.toml` has anyway.
const OWN: [&str; 16] = [
    "base64",
    "bytes",
    "fastrand",
    "futures-core",
    "http",
    "http-auth",
    "http-body",
    "httpdate",
    "percent-encoding",
    "regress",
    "reqwest",
    "secrecy",
    "serde",
    "serde_json",
    "tokio",
    "tracing",
];

/// The entries of the policy that the crate has strings for.
fn used<'c>(context: &'c Context<'_>) -> impl Iterator<Item = &'c FormatPolicy> {
    let formats = context.api.formats.iter();
    formats.filter_map(|format| context.policy.format(format))
}

/// Lines for `Cargo.toml`.
pub fn dependencies(context: &Context<'_>) -> Vec<String> {
    let lines = used(context).flat_map(|format| &format.dependencies);
    let lines = lines.filter(|(name, _)| !OWN.contains(&name.as_str()));
    let lines: BTreeSet<_> = lines.map(|(_, line)| line.clone()).collect();
    lines.into_iter().collect()
}

/// How the types are read and written: a line for each type.
pub fn codecs(context: &Context<'_>) -> String {
    let mut lines = String::new();
    let mut done = BTreeSet::new();
    for format in used(context).filter(|format| done.insert(format.ty.as_str())) {
        let name = format.format.get_ref();
        let expected = format!("the text is no value of the format `{name}`");
        let ty = &format.ty;
        let read = format.read.as_deref();
        let read = read.unwrap_or("std::str::FromStr::from_str");
        let write = format.write.as_deref().unwrap_or("ToString::to_string");
        lines.push_str(&format!(
            "text_format!({ty}, {}, {read}, {write});\n",
            quote!(#expected)
        ));
    }
    if lines.is_empty() {
        return lines;
    }
    format!("use {}::text_format;\n{lines}", context.runtime)
}

/// A value for an example.
pub fn example(context: &Context<'_>, format: &str) -> Option<String> {
    let (_, text) = SAMPLES.iter().find(|(name, _)| *name == format)?;
    match &context.policy.format(format)?.read {
        None => Some(format!("{text:?}.parse()?")),
        Some(read) => {
            let is_path = syn::parse_str::<syn::Path>(read).is_ok();
            is_path.then(|| format!("{read}({text:?})?"))
        }
    }
}
