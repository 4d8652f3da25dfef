    {{ setter.docs }}
    {% if setter.deprecated %}#[deprecated] {% endif %}{{ setter.name }}: {{ setter.ty }} => {{ setter.brief.step }}{% for rule in setter.brief.rules %} where {{ rule }}{% endfor %},
