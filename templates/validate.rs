impl Validate for {{ name }} {
    #[inline]
    fn validate(&self, v: &mut Validator) {
        {{ body }}
    }
}

