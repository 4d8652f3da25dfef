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
{% if all_gated %}
#[allow(unused_imports, reason = "the features that are on may have no errors")]
{% endif %}
use {{ runtime }}::{Reply, operation_error};
{% endif %}
{% if has_types %}
{% if all_gated and not bodies %}
#[allow(unused_imports, reason = "the features that are on may have no errors")]
{% endif %}
use {{ root }}::types;
{% endif %}
{% if shape %}
use {{ runtime }}::error_shape::{ErrorShape{% if fields %}, FieldsShape{% endif %}};
{% endif %}
{% if bodies or plain %}
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
{% for ty in plain %}
impl ErrorBody for {{ ty }} {}

{% endfor %}
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
{% if failure.gate %}
{{ failure.gate }}
{% endif %}
operation_error! {
    {{ failure.docs }}
    pub enum {{ failure.name }} {
{% for answer in failure.answers %}
        {{ answer.docs }}
        {{ answer.name }}({{ answer.body }}),
{% endfor %}
    }
}

/// What an answer says that is no success.
{% if failure.gate %}
{{ failure.gate }}
{% endif %}
impl From<Reply> for {{ failure.name }} {
    fn from(reply: Reply) -> Self {
{% if failure.always %}
        {{ failure.always }}
{% else %}
        match reply.status().as_u16() {
{% for answer in failure.answers %}
            {{ answer.pattern }} => reply.{{ answer.reader }}(Self::{{ answer.name }}),
{% endfor %}
{% if failure.has_others %}
            _ => reply.unexpected().into(),
{% endif %}
        }
{% endif %}
    }
}

{% with aliases = failure.aliases %}
{% include "names_before.rs" %}
{% endwith %}
{% endfor %}
