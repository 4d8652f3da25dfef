{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Clone{% if built and plain %}, Default{% endif %})]
#[non_exhaustive]
pub struct {{ name }} {
{% for field in fields %}
    {{ field.docs }}
{% if field.deprecated %}
    #[deprecated]
{% endif %}
    pub {{ field.name }}: {{ field.ty }},
{% endfor %}
{% if extra %}
    {{ extra.docs }}
    pub {{ extra.name }}: {{ extra.ty }},
{% endif %}
}

{% if built %}
{% if not plain %}
impl {{ name }} {
    /// Makes one with what is required.
{% if many_parameters %}
    #[allow(clippy::too_many_arguments, reason = "the description requires them all")]
{% endif %}
    pub fn new({% for parameter in parameters %}{{ parameter.name }}: {{ parameter.ty }}, {% endfor %}) -> Self {
        Self {
{% for init in inits %}
            {{ init }},
{% endfor %}
        }
    }
}

{% if not parameters %}
impl Default for {{ name }} {
    fn default() -> Self {
        Self::new()
    }
}
{% endif %}

{% endif %}
{% if plain or setters %}
setters! {
    {{ name }}:{% if plain %} new;{% endif %}

{% for setter in setters %}
    {% if setter.deprecated %}#[deprecated] {% endif %}{{ setter.name }}: {{ setter.ty }},
{% endfor %}
}
{% endif %}
{% endif %}
