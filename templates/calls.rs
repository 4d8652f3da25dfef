//! What calls of several operations have in common. Each operation has a name for its own.

{% for import in imports %}
{% if gated %}
#[allow(unused_imports, reason = "the features that are on may have no such calls")]
{% endif %}
use {{ import }};
{% endfor %}

{{ items }}
