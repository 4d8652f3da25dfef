//! Entries of the policy that fit nothing in the description.

use super::Context;
use super::client::arguments;
use super::package::{error_types, text_property};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::model::{Location, Type, TypeKind};

/// Checks the entries about credentials, the envelope and error bodies.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.policy.is_narrowed() {
        return;
    }
    check_credentials(context, diagnostics);
    check_errors(context, diagnostics);
}

/// Policy entries about credentials that fit no scheme of the description.
fn check_credentials(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut unknown = |at: std::ops::Range<usize>, message: String, hint: String| {
        diagnostics
            .push(Diagnostic::error("unused-policy-entry", At::Policy(at), message).hint(hint));
    };
    let known: Vec<&str> = context
        .api
        .schemes
        .iter()
        .map(|scheme| scheme.name.as_str())
        .collect();
    let hint = format!("the security schemes are {}", known.join(", "));
    for policy in &context.policy.security {
        if !known.contains(&policy.scheme.get_ref().as_str()) {
            unknown(
                policy.scheme.span(),
                format!("there is no security scheme `{}`", policy.scheme.get_ref()),
                hint.clone(),
            );
        }
    }
    for credential in &context.policy.environment.credentials {
        let Some(name) = &credential.scheme else {
            continue;
        };
        let Some(scheme) = context
            .api
            .schemes
            .iter()
            .find(|scheme| scheme.name == *name.get_ref())
        else {
            unknown(
                name.span(),
                format!("there is no security scheme `{}`", name.get_ref()),
                hint.clone(),
            );
            continue;
        };
        let keys: Vec<&str> = arguments(&scheme.kind)
            .iter()
            .map(|(key, _)| *key)
            .collect();
        let given: Vec<&str> = credential
            .variables
            .iter()
            .map(|(key, _)| key.get_ref().as_str())
            .collect();
        if keys.iter().any(|key| !given.contains(key))
            || given.iter().any(|key| !keys.contains(key))
        {
            unknown(
                credential.range.clone(),
                format!(
                    "`{}` takes the variables {}",
                    scheme.name,
                    keys.join(" and ")
                ),
                format!("given are {}", given.join(", ")),
            );
        }
    }
    if let Some(envelope) = &context.policy.envelope {
        let wanted = envelope.parameter.get_ref();
        let found = context
            .api
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .any(|parameter| {
                parameter.location == Location::Query
                    && parameter.wire == *wanted
                    && parameter.ty.ty == Type::Bool
            });
        if !found {
            unknown(
                envelope.parameter.span(),
                format!("no operation has a boolean query parameter `{wanted}`"),
                "correct the name or remove `[envelope]`".to_owned(),
            );
        }
    }
}

/// The policy's entries about error bodies and credentials that fit nothing.
fn check_errors(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let bodies = error_types(context);
    let policy = &context.policy.errors;
    for (key, wanted) in [("code", &policy.code), ("message", &policy.message)] {
        let Some(wanted) = wanted else { continue };
        let found = bodies.iter().any(|id| match &context.api.types[*id].kind {
            TypeKind::Struct(structure) => {
                text_property(context, *id, structure, wanted.get_ref()).is_some()
            }
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Alias(_) => false,
        });
        if !found {
            diagnostics.push(
                Diagnostic::error(
                    "unused-policy-entry",
                    At::Policy(wanted.span()),
                    format!(
                        "`errors.{key}`: no error body has a text property `{}`",
                        wanted.get_ref()
                    ),
                )
                .hint("correct or remove it"),
            );
        }
    }
}
