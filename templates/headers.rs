//! The headers of answers that the description names: `response.header(headers::NAME)`.
{% if headers %}

{% for import in imports %}
use {{ import }};
{% endfor %}
use {{ runtime }}::Header;
{% endif %}

{% for header in headers %}
{{ header.docs }}
pub const {{ header.name }}: Header<{{ header.ty }}> = Header::new({{ header.wire }});
{% endfor %}
