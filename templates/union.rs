{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Clone)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "what a variant holds is decided by the description")]
pub enum {{ name }} {
{% for variant in variants %}
    {{ variant.docs }}
    {{ variant.name }}({{ variant.ty }}),
{% endfor %}
{% if unknown %}
    /// A variant that the description does not know, as JSON.
    {{ unknown }}(RawJson),
{% endif %}
}

{% if converts %}
variants! {
    {{ name }}:
{% for variant in variants if variant.from %}
    {{ variant.name }}({{ variant.from }}),
{% endfor %}
}
{% endif %}
