//! One action, as it is written.

use serde_json::Value;
use serde_json_path::JsonPath;

use super::{Outcome, Version, invalid};
use crate::diagnostics::nearest;
use crate::pointer::Pointer;

/// An Action Object.
pub(super) struct Action {
    /// Where it stands.
    pub(super) at: Pointer,
    pub(super) target: JsonPath,
    pub(super) change: Change,
}

pub(super) enum Change {
    Remove,
    /// The value to merge.
    Update(Value),
    /// The place of the value to merge.
    Copy(JsonPath),
}

const FIELDS: [&str; 5] = ["target", "description", "update", "remove", "copy"];

pub(super) fn read(at: &Pointer, action: &Value, version: Version) -> Outcome<Action> {
    let Value::Object(fields) = action else {
        return Err(invalid(at.clone(), "an action is an object"));
    };
    let is_known = |key: &String| FIELDS.contains(&key.as_str()) || key.starts_with("x-");
    if let Some(key) = fields.keys().find(|key| !is_known(key)) {
        let problem = invalid(at.child(key), format!("an action has no field `{key}`"));
        let hint = match nearest(FIELDS.into_iter(), key) {
            Some(field) => format!("did you mean `{field}`?"),
            None => "an action has `target` and one of `update`, `remove` and `copy`".to_owned(),
        };
        return Err(problem.hint(hint));
    }
    let target = fields.get("target");
    let Some(target) = target else {
        return Err(invalid(
            at.clone(),
            "an action needs a `target`, a JSONPath",
        ));
    };
    Ok(Action {
        at: at.clone(),
        target: path(&at.child("target"), target)?,
        change: change(at, action, version)?,
    })
}

fn change(at: &Pointer, action: &Value, version: Version) -> Outcome<Change> {
    match action.get("remove") {
        Some(Value::Bool(true)) => return Ok(Change::Remove),
        None | Some(Value::Bool(false)) => {}
        Some(_) => return Err(invalid(at.child("remove"), "`remove` is true or false")),
    }
    match (action.get("update"), action.get("copy")) {
        (Some(update), None) => {
            refers_inside(&at.child("update"), update)?;
            Ok(Change::Update(update.clone()))
        }
        (None, Some(_)) if version == Version::V1_0 => {
            let problem = invalid(at.child("copy"), "there is no `copy` in version 1.0");
            Err(problem.hint("write `overlay: 1.1.0`"))
        }
        (None, Some(copy)) => Ok(Change::Copy(path(&at.child("copy"), copy)?)),
        (Some(_), Some(_)) => Err(invalid(
            at.child("copy"),
            "an action has either `update` or `copy`",
        )),
        (None, None) => Err(invalid(at.clone(), "this action does nothing")
            .hint("add `update`, `copy` or `remove: true`")),
    }
}

fn path(at: &Pointer, value: &Value) -> Outcome<JsonPath> {
    let Some(text) = value.as_str() else {
        return Err(invalid(at.clone(), "a JSONPath is a text"));
    };
    JsonPath::parse(text).map_err(|error| {
        let place = error.position();
        let message = format!(
            "`{text}` is no JSONPath: {}, at character {place}",
            error.message()
        );
        invalid(at.clone(), message).hint("it is written like `$.paths['/pets'].get`")
    })
}

/// The description has all of its files already when an overlay comes.
fn refers_inside(at: &Pointer, value: &Value) -> Outcome<()> {
    match value {
        Value::Object(map) => map.iter().try_for_each(|(key, value)| match value {
            Value::String(text) if key == "$ref" && !text.starts_with('#') => {
                let message =
                    format!("an overlay can't refer to `{text}`, only to the description");
                let problem = invalid(at.child(key), message);
                Err(problem.hint("refer to the file in the description, or add what is in it"))
            }
            value => refers_inside(&at.child(key), value),
        }),
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| refers_inside(&at.index(index), item))
        }
        _ => Ok(()),
    }
}
