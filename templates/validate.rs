impl Validate for {{ name }} {
    fn validate(&self, v: &mut Validator) {
        {{ body }}
    }
}

