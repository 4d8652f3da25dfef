{{ docs }}
{% for import in imports %}
use {{ import }};
{% endfor %}

{{ items }}
{% if bridged %}
#[cfg(feature = "serde")]
use {{ runtime }}::serde_bridge;

#[cfg(feature = "serde")]
serde_bridge!(
{% for name in bridged %}
    {{ name }},
{% endfor %}
);
{% endif %}
