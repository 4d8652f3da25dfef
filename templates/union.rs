one_of! {
    {{ docs }}
{% if deprecated %}
    #[deprecated]
{% endif %}
    pub enum {{ name }}{% if tag %} by {{ tag }}{% endif %} {
{% for variant in variants %}
        {{ variant.docs }}
        {{ variant.name }}({% if variant.from %}#[{{ variant.from }}] {% endif %}{{ variant.ty }}){% if variant.tags %} = {{ variant.tags }}{% endif %},
{% endfor %}
{% if unknown %}
        _ => {{ unknown }},
{% endif %}
    }
}

