{{ docs }}
{% for import in imports %}
use {{ import }};
{% endfor %}
{% if siblings %}
#[allow(unused_imports, reason = "a file may need no type of another one")]
use super::*;
{% endif %}

{{ items }}
