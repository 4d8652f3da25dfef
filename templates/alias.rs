{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
{% if newtype %}
#[derive(Debug, Clone, PartialEq)]
pub struct {{ name }}(
    /// What it holds.
    pub {{ ty }},
);
{% else %}
pub type {{ name }} = {{ ty }};
{% endif %}

