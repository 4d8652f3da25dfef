//! Entries of the policy that fit nothing in the description.

use toml::Spanned;

use super::Context;
use super::client::arguments;
use super::errors::{error_types, text_property};
use crate::diagnostics::{At, Diagnostic, Diagnostics};
use crate::model::{Location, SchemeKind, Type, TypeKind};

/// Checks the entries about credentials, the envelope and error bodies.
pub fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.policy.is_narrowed() {
        return;
    }
    check_credentials(context, diagnostics);
    check_errors(context, diagnostics);
    check_own_errors(context, diagnostics);
    super::aliases::check(context, diagnostics);
    super::paging::check(context, diagnostics);
    super::features::check(context, diagnostics);
}

/// Operations that are to have an error of their own, and are not there.
fn check_own_errors(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for own in &context.policy.errors.own {
        let key = own.get_ref();
        if !context.api.operations.iter().any(|one| one.key == *key) {
            let message = format!("`errors.own`: there is no operation `{key}`");
            diagnostics.push(
                Diagnostic::error("unused-policy-entry", At::Policy(own.span()), message)
                    .hint("correct or remove it"),
            );
        }
    }
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
        let name = policy.scheme.get_ref();
        let mut schemes = context.api.schemes.iter();
        let Some(scheme) = schemes.find(|scheme| scheme.name == *name) else {
            unknown(
                policy.scheme.span(),
                format!("there is no security scheme `{name}`"),
                hint.clone(),
            );
            continue;
        };
        if matches!(scheme.kind, SchemeKind::ClientCredentials { .. }) {
            continue;
        }
        for url in [&policy.token_url, &policy.revocation_url]
            .into_iter()
            .flatten()
        {
            unknown(
                url.span(),
                format!("`{name}` fetches no tokens"),
                "URLs of tokens are for the flow `clientCredentials` of OAuth 2.0".to_owned(),
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
    if let Some(fields) = &policy.fields {
        let lists: Vec<_> = bodies
            .iter()
            .filter_map(|id| list_at(context, Type::Named(*id), fields.list_path()))
            .collect();
        if lists.is_empty() {
            unused(
                diagnostics,
                "fields.list",
                &fields.list,
                "no error body has a list",
            );
        }
        for (key, wanted) in [
            ("fields.field", &fields.field),
            ("fields.message", &fields.message),
        ] {
            let has = |entry: &Type| property(context, entry, wanted.get_ref()).is_some();
            if !lists.is_empty() && !lists.iter().any(has) {
                unused(
                    diagnostics,
                    key,
                    wanted,
                    "no entry of that list has a property",
                );
            }
        }
    }
    for (key, wanted) in [("code", &policy.code), ("message", &policy.message)] {
        let Some(wanted) = wanted else { continue };
        let found = bodies.iter().any(|id| match &context.api.types[*id].kind {
            TypeKind::Struct(structure) => {
                text_property(context, *id, structure, wanted.get_ref()).is_some()
            }
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Alias(_) => {
                false
            }
        });
        if !found {
            unused(
                diagnostics,
                key,
                wanted,
                "no error body has a text property",
            );
        }
    }
}

fn unused(diagnostics: &mut Diagnostics, key: &str, wanted: &Spanned<String>, what: &str) {
    let message = format!("`errors.{key}`: {what} `{}`", wanted.get_ref());
    diagnostics.push(
        Diagnostic::error("unused-policy-entry", At::Policy(wanted.span()), message)
            .hint("correct or remove it"),
    );
}

/// The type of the entries of a list that these properties lead to.
fn list_at<'p>(
    context: &Context<'_>,
    from: Type,
    path: impl Iterator<Item = &'p str>,
) -> Option<Type> {
    let mut ty = from;
    for name in path {
        ty = property(context, &ty, name)?;
    }
    match behind_aliases(context, &ty) {
        Type::List(entry) => Some(entry.ty.clone()),
        _ => None,
    }
}

/// The type of a property.
fn property(context: &Context<'_>, ty: &Type, wire: &str) -> Option<Type> {
    let Type::Named(id) = behind_aliases(context, ty) else {
        return None;
    };
    let TypeKind::Struct(structure) = &context.api.types[*id].kind else {
        return None;
    };
    let field = structure.fields.iter().find(|field| field.wire == wire)?;
    Some(field.ty.ty.clone())
}

/// What a chain of aliases stands for. It is short, and none goes in a circle for ever.
pub fn behind_aliases<'a>(context: &Context<'a>, ty: &'a Type) -> &'a Type {
    let mut ty = ty;
    for _ in 0..64 {
        match ty {
            Type::Named(id) => match &context.api.types[*id].kind {
                TypeKind::Alias(target) => ty = &target.ty,
                TypeKind::Struct(_)
                | TypeKind::Enum(_)
                | TypeKind::Union(_)
                | TypeKind::Tuple(_) => break,
            },
            _ => break,
        }
    }
    ty
}
