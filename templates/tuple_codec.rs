impl Decode for {{ name }} {
    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut elements = Elements::begin(r)?;
        let value = Self(
{% for element in elements %}
            elements.{{ element.presence }}(r)?,
{% endfor %}
        );
        elements.finish(r)?;
        Ok(value)
    }
}

impl Encode for {{ name }} {
    #[inline]
    fn encode(&self, w: &mut Writer) {
        let mut elements = ElementWriter::begin(w);
{% for element in elements %}
        elements.{{ element.presence }}(&self.{{ element.index }});
{% endfor %}
        elements.finish();
    }
}

