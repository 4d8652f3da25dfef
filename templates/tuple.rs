{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Debug, Clone, PartialEq)]
pub struct {{ name }}(
{% for element in elements %}
    {{ element.docs }}
{% if element.deprecated %}
    #[deprecated]
{% endif %}
    pub {{ element.ty }},
{% endfor %}
);

