impl ToParam for {{ name }} {
    fn to_param(&self) -> ParamValue<'_> {
        ParamValue::from_json(self)
    }
}

