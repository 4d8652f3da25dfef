// @generated from an OpenAPI description; change that, its policy or the templates instead.

//! Where the error bodies of an API say what happened, for bodies that have no type.

use serde_json::Value;

/// The longest body that is searched: errors are short, and other answers are none of theirs.
const LONGEST: usize = 64 << 10;

/// The properties of an API's error bodies that say what happened.
#[derive(Clone, Copy, Debug)]
pub struct ErrorShape {
    /// The property with the stable code.
    pub code: Option<&'static str>,
    /// The property with the sentence for people.
    pub message: Option<&'static str>,
    /// Where the fields are listed that the server finds wrong.
    pub fields: Option<FieldsShape>,
    /// What can be done about an error with this code.
    pub hint: fn(&str) -> Option<&'static str>,
}

/// Where an error body lists the fields that the server finds wrong.
#[derive(Clone, Copy, Debug)]
pub struct FieldsShape {
    /// The properties that lead to the list.
    pub list: &'static [&'static str],
    /// The property of an entry that names the field.
    pub field: &'static str,
    /// The property of an entry that says what is wrong with it.
    pub message: &'static str,
}

/// A field of a request that the server finds wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldProblem {
    /// The field, as the server names it.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// What a body says about an error.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

impl ErrorShape {
    /// What a body says, which need not be one of an error, nor JSON.
    pub(super) fn read(&self, body: &[u8]) -> Told {
        let value = parse(body).unwrap_or_default();
        let text = |name: Option<&str>| Some(value.get(name?)?.as_str()?.to_owned());
        Told {
            code: text(self.code),
            message: text(self.message),
        }
    }

    /// The fields that a body lists. Entries without a name or a text are left out.
    pub(super) fn field_problems(&self, body: &[u8]) -> Vec<FieldProblem> {
        let Some((shape, value)) = self.fields.zip(parse(body)) else {
            return Vec::new();
        };
        let mut list = Some(&value);
        for name in shape.list {
            list = list.and_then(|value| value.get(name));
        }
        let entries = list.and_then(Value::as_array).map(Vec::as_slice);
        let problem = |entry: &Value| {
            Some(FieldProblem {
                field: entry.get(shape.field)?.as_str()?.to_owned(),
                message: entry.get(shape.message)?.as_str()?.to_owned(),
            })
        };
        entries
            .unwrap_or_default()
            .iter()
            .filter_map(problem)
            .collect()
    }
}

fn parse(body: &[u8]) -> Option<Value> {
    if body.len() > LONGEST {
        return None;
    }
    serde_json::from_slice(body).ok()
}
