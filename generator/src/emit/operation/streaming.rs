//! Ways to send a call: for its answer as a whole, and as a stream.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde::Serialize;

use super::answers::{Arms, arm, media_type, read_media};
use crate::emit::Context;
use crate::model::{Content, Media, Operation, Response, Status};

/// A method that sends the call.
#[derive(Serialize)]
pub struct SendView {
    pub name: &'static str,
    pub docs: &'static str,
    /// What is in the response.
    pub ty: String,
    /// Method calls on the request besides those of its parameters.
    pub steps: Vec<String>,
    /// (pattern, result): the arms that choose by status.
    pub arms: Vec<(String, String)>,
}

/// All of a way to send, where one status succeeds and the error reads all others.
#[derive(Serialize)]
pub struct BriefSend {
    status: String,
    /// A constructor of the runtime's `Sending`.
    reader: &'static str,
    /// What is in the response.
    ty: String,
}

impl SendView {
    /// Lets the arms be what the function ends with: the error reads every answer that is no success.
    pub fn ends_with_arms(&mut self) {
        for (_, result) in &mut self.arms {
            if let Some(value) = result.strip_prefix("return ") {
                *result = value.to_owned();
            }
        }
    }

    /// The same in a line, where it is that simple.
    pub fn brief(&self) -> Option<BriefSend> {
        let ([(pattern, result)], []) = (self.arms.as_slice(), self.steps.as_slice()) else {
            return None;
        };
        let is = |read: TokenStream| *result == quote!(Ok(#read?)).to_string();
        let reader = match () {
            () if is(quote!(reply.json())) => "json",
            () if is(quote!(reply.empty())) => "empty",
            () => return None,
        };
        pattern.parse::<u16>().is_ok().then(|| BriefSend {
            status: pattern.clone(),
            reader,
            ty: self.ty.clone(),
        })
    }
}

/// Whether an answer of that media type is a stream of values.
pub fn is_stream(media: Option<&Media>) -> bool {
    media.is_some_and(|media| matches!(media.content, Content::Events(_) | Content::Lines(_)))
}

/// The function that tells whether an answer is to be left as a stream, where one of them is.
fn which(operation: &Operation, pick: fn(&Response) -> Option<&Media>) -> Option<TokenStream> {
    let (streams, others): (Vec<_>, Vec<_>) =
        successes(operation).partition(|(_, response)| is_stream(pick(response)));
    let (_, first) = streams.first()?;
    let holds = match pick(first)?.content {
        Content::Events(_) => quote!(stream::holds_events),
        _ => quote!(stream::holds_lines),
    };
    if others.is_empty() {
        return Some(holds);
    }
    let codes = |answers: &[(Status, &Response)]| -> Vec<Literal> {
        let codes = answers.iter().filter_map(|(status, _)| match status {
            Status::Code(code) => Some(Literal::u16_unsuffixed(*code)),
            Status::Class(_) | Status::Default => None,
        });
        codes.collect()
    };
    let (own, other) = (codes(&streams), codes(&others));
    let status = if own.len() == streams.len() {
        quote!(matches!(status.as_u16(), #(#own)|*))
    } else {
        quote!(!matches!(status.as_u16(), #(#other)|*))
    };
    Some(quote!(|status, headers| #status && #holds(status, headers)))
}

/// The answer as it is.
pub fn whole(operation: &Operation, ty: &str, success: Arms, errors: &Arms) -> SendView {
    let which = which(operation, |response| response.object.media.as_ref());
    let steps = which.map(|which| quote!(streams(#which)).to_string());
    SendView {
        name: "send",
        docs: "Sends the request and reads the answer.",
        ty: ty.to_owned(),
        steps: steps.into_iter().collect(),
        arms: sorted(success, errors),
    }
}

/// The answer as a stream, where that can be had besides: of values, or of bytes.
pub fn streaming(context: &Context<'_>, operation: &Operation, errors: &Arms) -> Option<SendView> {
    of_values(context, operation, errors).or_else(|| of_bytes(operation, errors))
}

fn of_values(context: &Context<'_>, operation: &Operation, errors: &Arms) -> Option<SendView> {
    let media = successes(operation).find_map(|(_, response)| response.object.stream.as_ref())?;
    let ty = media_type(context, Some(media));
    // Other streams would be of another type.
    let same = successes(operation).filter_map(|(status, response)| {
        let stream = response.object.stream.as_ref()?;
        let read = read_media(Some(stream));
        (media_type(context, Some(stream)) == ty).then(|| arm(status, quote!(return Ok(#read))))
    });
    let which = which(operation, |response| response.object.stream.as_ref())?;
    let accept = &media.name;
    Some(SendView {
        name: "send_streaming",
        docs: "Sends the request, for an answer that is a stream.\n///\n/// The request may have to ask for it, too.",
        steps: vec![
            quote!(accepting(#accept)).to_string(),
            quote!(streams(#which)).to_string(),
        ],
        arms: sorted(same.collect(), errors),
        ty,
    })
}

fn of_bytes(operation: &Operation, errors: &Arms) -> Option<SendView> {
    let is_long = |response: &Response| {
        let content = response.object.media.as_ref().map(|media| &media.content);
        matches!(content, Some(Content::Bytes | Content::Text))
    };
    if !successes(operation).any(|(_, response)| is_long(response)) {
        return None;
    }
    let arms =
        successes(operation).map(|(status, _)| arm(status, quote!(return Ok(reply.stream()?))));
    Some(SendView {
        name: "send_streaming",
        docs: "Sends the request, and leaves the body of a success to be received as a stream.",
        ty: "Body".to_owned(),
        steps: vec![quote!(streams(|_, _| true)).to_string()],
        arms: sorted(arms.collect(), errors),
    })
}

/// What succeeds, with its status. If there is only `default`, a 2xx is what it describes.
fn successes(operation: &Operation) -> impl Iterator<Item = (Status, &Response)> {
    let responses = &operation.responses;
    let default = responses
        .default
        .as_ref()
        .filter(|_| responses.success.is_empty());
    let listed = responses
        .success
        .iter()
        .map(|response| (response.status, response));
    listed.chain(default.map(|response| (Status::Class(2), response)))
}

fn sorted(success: Arms, errors: &Arms) -> Vec<(String, String)> {
    let mut arms: Arms = success.into_iter().chain(errors.iter().cloned()).collect();
    arms.sort_by_key(|(status, _)| *status);
    arms.into_iter()
        .map(|(_, arm)| (arm.pattern, arm.result))
        .collect()
}
