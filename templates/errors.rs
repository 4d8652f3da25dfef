{{ docs }}

{% for module in modules %}
{{ module.gate }}
mod {{ module.name }};
{% if module.exports %}
{{ module.gate }}
pub use self::{{ module.name }}::*;
{% endif %}
{% endfor %}
{% if borrows %}
use super::{{ borrows }};
{% endif %}
{% if failures %}
use {{ runtime }}::{Reply, operation_error};
{% endif %}
{% if bodies or failures %}
use {{ root }}::types;
{% endif %}
{% if shape %}
use {{ runtime }}::error_shape::{ErrorShape{% if fields %}, FieldsShape{% endif %}};
{% endif %}
{% if bodies %}
use {{ runtime }}::failure::ErrorBody;
{% endif %}

{% if shape and not borrows %}
/// Where the errors of this API say what happened.
pub static SHAPE: ErrorShape = ErrorShape {
    code: {{ code }},
    message: {{ message }},
{% if fields %}
    fields: Some(FieldsShape {
        list: {{ fields.list }},
        field: {{ fields.field }},
        message: {{ fields.message }},
    }),
{% else %}
    fields: None,
{% endif %}
    {% if hints %}hint{% else %}hint: |_| None{% endif %},
};

{% endif %}
{% for body in bodies %}
impl ErrorBody for types::{{ body.name }} {
{% if body.code %}
    fn code(&self) -> Option<&str> {
        {{ body.code }}
    }

{% endif %}
{% if body.message %}
    fn message(&self) -> Option<&str> {
        {{ body.message }}
    }

{% endif %}
{% if body.hint %}
    fn hint(&self) -> Option<&'static str> {
        self.code().and_then(hint)
    }

{% endif %}
{% if body.shape %}
    fn shape(&self) -> Option<&'static ErrorShape> {
        Some(&SHAPE)
    }
{% endif %}
}

{% endfor %}
{% if hints %}
/// What can be done about an error with this code.
pub fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
{% for hint in hints %}
        {{ hint[0] }} => {{ hint[1] }},
{% endfor %}
        _ => return None,
    })
}
{% endif %}

{% for failure in failures %}
operation_error! {
    /// Why an operation failed whose error answers are [`{{ failure.body }}`].
    pub enum {{ failure.name }} {
{% for status in failure.statuses %}
        {{ status.docs }}
        {{ status.name }}({{ failure.body }}),
{% endfor %}
    }
}

/// What an answer says that is no success.
impl From<Reply> for {{ failure.name }} {
    fn from(reply: Reply) -> Self {
{% if failure.only %}
        let variant = Self::{{ failure.only }};
{% else %}
        let variant = match reply.status().as_u16() {
{% for status in failure.statuses %}
            {{ status.pattern }} => Self::{{ status.name }},
{% endfor %}
{% if failure.has_others %}
            _ => return reply.unexpected().into(),
{% endif %}
        };
{% endif %}
        match reply.json() {
            Ok(response) => variant(Box::new(response)),
            Err(error) => error.into(),
        }
    }
}

{% with aliases = failure.aliases %}
{% include "names_before.rs" %}
{% endwith %}
{% endfor %}
