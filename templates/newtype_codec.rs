impl Decode for {{ name }} {
    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Decode::decode(r).map(Self)
    }
}

impl Encode for {{ name }} {
    #[inline]
    fn encode(&self, w: &mut Writer) {
        self.0.encode(w);
    }
}

