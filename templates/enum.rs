{{ docs }}
{% if deprecated %}
#[deprecated]
{% endif %}
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum {{ name }} {
{% for variant in variants %}
    {{ variant.docs }}
    {{ variant.name }},
{% endfor %}
    /// A value that the description does not know.
{% if integers %}
    {{ unknown }}(i64),
{% else %}
    {{ unknown }}(Unrecognized),
{% endif %}
}

impl {{ name }} {
{% if integers %}
    /// The value as it is on the wire.
    pub fn value(&self) -> i64 {
        match self {
{% for variant in variants %}
            Self::{{ variant.name }} => {{ variant.literal }},
{% endfor %}
            Self::{{ unknown }}(value) => *value,
        }
    }
{% else %}
    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        match self {
{% for variant in variants %}
            Self::{{ variant.name }} => {{ variant.literal }},
{% endfor %}
            Self::{{ unknown }}(value) => value.as_str(),
        }
    }
{% endif %}
}

