{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Clone)]
pub struct {{ name }}(
{% for element in elements %}
    {{ element.docs }}
{% if element.deprecated %}
    #[deprecated]
{% endif %}
    pub {{ element.ty }},
{% endfor %}
);

