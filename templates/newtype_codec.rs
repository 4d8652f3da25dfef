impl Decode for {{ name }} {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Decode::decode(r).map(Self)
    }
}

impl Encode for {{ name }} {
    fn encode(&self, w: &mut Writer) {
        self.0.encode(w);
    }
}

