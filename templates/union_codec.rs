impl Decode for {{ name }} {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        {{ decode }}
    }
}

impl Encode for {{ name }} {
    fn encode(&self, w: &mut Writer) {
        match self {
{% for variant in variants %}
            Self::{{ variant }}(value) => value.encode(w),
{% endfor %}
{% if unknown %}
            Self::{{ unknown }}(value) => value.encode(w),
{% endif %}
        }
    }
}

