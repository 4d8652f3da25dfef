open_enum! {
    {{ docs }}
{% if deprecated %}
    #[deprecated]
{% endif %}
    pub enum {{ name }}{% if integers %}: i64{% endif %} {
{% for variant in variants %}
        {{ variant.about }}
        {% if variant.deprecated %}#[deprecated] {% endif %}{{ variant.name }} = {{ variant.literal }},
{% endfor %}
        _ => {{ unknown }},
    }
}

