{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
{% if newtype %}
#[derive(Clone)]
pub struct {{ name }}(
    /// What it holds.
    pub {{ ty }},
);
{% else %}
pub type {{ name }} = {{ ty }};
{% endif %}

