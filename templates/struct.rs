object! {
    {{ docs }}
{% if deprecated %}
    #[deprecated]
{% endif %}
    pub struct {{ name }}{% if new is not none %}: new({{ new }}){% endif %} {
{% for constant in constants %}
        {{ constant[0] }} = {{ constant[1] }},
{% endfor %}
{% for field in fields %}
        {{ field.docs }}
{% if field.deprecated %}
        #[deprecated = "says the description"]
{% endif %}
        {{ field.name }}: {{ field.presence }} {{ field.ty }} = {{ field.wire }}{% if field.from %} from {{ field.from }}{% endif %},
{% endfor %}
{% if extra %}
        ..{{ extra.name }}: {{ extra.ty }},
{% endif %}
    }
}

