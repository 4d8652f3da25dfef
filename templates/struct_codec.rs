object! {
    {{ name }}:
{% for constant in constants %}
    const {{ constant[0] }} = {{ constant[1] }},
{% endfor %}
{% for field in fields %}
    {{ field.wire }} => {{ field.presence }} {{ field.name }},
{% endfor %}
{% if extra %}
    ..{{ extra }},
{% endif %}
}

