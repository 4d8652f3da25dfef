impl Decode for {{ name }} {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        {{ decode }}
    }
}

