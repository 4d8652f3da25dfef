{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Debug, Clone, PartialEq)]
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
impl {{ name }} {
    {{ new_docs }}
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

{% for setter in setters %}
    /// Sets [`{{ setter.name }}`](Self::{{ setter.name }}).
{% if setter.deprecated %}
    #[deprecated]
{% endif %}
    #[must_use]
    pub fn {{ setter.name }}(mut self, {{ setter.parameter.name }}: {{ setter.parameter.ty }}) -> Self {
        self.{{ setter.name }} = {{ setter.value }};
        self
    }

{% endfor %}
}
{% if not parameters %}

impl Default for {{ name }} {
    fn default() -> Self {
        Self::new()
    }
}
{% endif %}
{% endif %}

