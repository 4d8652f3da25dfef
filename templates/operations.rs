{{ docs }}
{% for import in imports %}
use {{ import }};
{% endfor %}

{{ items }}
