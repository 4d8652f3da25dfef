{% if integers %}
{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum {{ name }} {
{% for variant in variants %}
    {{ variant.docs }}
{% if variant.about %}
    ///
    {{ variant.about }}
{% endif %}
{% if variant.deprecated %}
    #[deprecated]
{% endif %}
    {{ variant.name }},
{% endfor %}
    /// A value that the description does not know.
    {{ unknown }}(i64),
}

impl {{ name }} {
    /// The value as it is on the wire.
    pub fn value(&self) -> i64 {
        match self {
{% for variant in variants %}
            Self::{{ variant.name }} => {{ variant.literal }},
{% endfor %}
            Self::{{ unknown }}(value) => *value,
        }
    }
}
{% else %}
open_enum! {
    {{ docs }}
{% if deprecated %}
    #[deprecated]
{% endif %}
    pub enum {{ name }} {
{% for variant in variants %}
        {{ variant.about }}
        {% if variant.deprecated %}#[deprecated] {% endif %}{{ variant.name }} = {{ variant.literal }},
{% endfor %}
        _ => {{ unknown }},
    }
}
{% endif %}

