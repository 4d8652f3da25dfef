{{ docs }}
{% for import in imports %}
use {{ import }};
{% endfor %}

{{ items }}
{% if values %}
values! {
{% for name in values %}
    {{ name }},
{% endfor %}
}
{% endif %}
