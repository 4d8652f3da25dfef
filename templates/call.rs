{% if gate %}
{{ gate }}
{% endif %}
pending! {
    /// A call that is not sent yet, for which can be set: {{ words }}.
    pub struct {{ name }}:
{% for setter in setters if setter.brief %}
    {{ setter.docs }}
    {% if setter.deprecated %}#[deprecated] {% endif %}{{ setter.name }}: {{ setter.ty }} => {{ setter.brief.step }}{% for rule in setter.brief.rules %} where {{ rule }}{% endfor %},
{% endfor %}
}

{% if longer %}
{% if gate %}
{{ gate }}
{% endif %}
impl<T, E> {{ name }}<'_, T, E> {
{% for setter in setters if not setter.brief %}
    {{ setter.docs }}
{% if setter.deprecated %}
    #[deprecated]
{% endif %}
    pub fn {{ setter.name }}(mut self, {{ setter.name }}: {{ setter.ty }}) -> Self {
{% if setter.conversion %}
        {{ setter.conversion }}
{% endif %}
{% if setter.checks %}
        if let Some(v) = self.0.call.checks() {
            {{ setter.checks }}
        }
{% endif %}
        self.0.call = self.0.call.{{ setter.step }};
        self
    }

{% endfor %}
}

{% endif %}
