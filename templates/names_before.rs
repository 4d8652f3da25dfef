{% for alias in aliases %}
/// It is called [`{{ alias.name }}`] now.
{% if alias.gate %}
{{ alias.gate }}
{% endif %}
#[deprecated = {{ alias.note }}]
pub type {{ alias.before }}{{ alias.generics }} = {{ alias.name }}{{ alias.generics }};

{% endfor %}
