    {{ setter.docs }}
{% if setter.deprecated %}
    #[deprecated]
{% endif %}
{% if inline %}
    #[inline]
{% endif %}
    pub fn {{ setter.name }}(mut self, {{ setter.name }}: {{ setter.ty }}) -> Self {
{% if setter.conversion %}
        {{ setter.conversion }}
{% endif %}
{% if setter.checks %}
        if let Some(v) = {{ call }}.checks() {
            {{ setter.checks }}
        }
{% endif %}
        {{ call }} = {{ call }}.{{ setter.step }};
        self
    }

