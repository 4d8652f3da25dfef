{{ docs }}
{% for import in imports %}
use {{ import }};
{% endfor %}

{{ items }}
values! {
{% for name in values %}
    {{ name }},
{% endfor %}
}
