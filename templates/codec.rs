{{ docs }}
{% for import in imports %}
use {{ import }};
{% endfor %}

{{ items }}
{% if open_enums %}
use {{ runtime }}::open_enum;

open_enum!(
{% for name in open_enums %}
    {{ name }},
{% endfor %}
);
{% endif %}
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
