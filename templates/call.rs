{% if gate %}
{{ gate }}
{% endif %}
pending! {
    /// A call that is not sent yet, for which can be set: {{ words }}.
    pub struct {{ name }}:
{% for setter in setters if setter.brief %}
{% include "setter_line.rs" %}
{% endfor %}
}

{% if longer %}
{% if gate %}
{{ gate }}
{% endif %}
impl<T, E> {{ name }}<'_, T, E> {
{% for setter in setters if not setter.brief %}
{% with call = "self.0.call", inline = false %}
{% include "setter.rs" %}
{% endwith %}
{% endfor %}
}

{% endif %}
