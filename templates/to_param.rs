impl ToParam for {{ name }} {
    fn to_param(&self) -> ParamValue {
        ParamValue::from_json(self)
    }
}

