{% for alias in aliases %}
/// It is called [`{{ alias.name }}`] now.
#[deprecated = {{ alias.note }}]
pub type {{ alias.before }}{{ alias.generics }} = {{ alias.name }}{{ alias.generics }};

{% endfor %}
