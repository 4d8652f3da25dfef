impl ToParam for {{ name }} {
    #[inline]
    fn to_param(&self) -> ParamValue<'_> {
        ParamValue::from_json(self)
    }
}

