impl From<i64> for {{ name }} {
    fn from(value: i64) -> Self {
        match value {
{% for variant in variants %}
            {{ variant[1] }} => Self::{{ variant[0] }},
{% endfor %}
            _ => Self::{{ unknown }}(value),
        }
    }
}

impl Decode for {{ name }} {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let value = Self::from(i64::decode(r)?);
        if matches!(value, Self::{{ unknown }}(_)) {
            r.unknown_value();
        }
        Ok(value)
    }
}

impl Encode for {{ name }} {
    fn encode(&self, w: &mut Writer) {
        w.i64(self.value());
    }
}

impl FromStr for {{ name }} {
    type Err = std::num::ParseIntError;

    fn from_str(value: &str) -> Result<Self, Self::Err> {
        value.parse::<i64>().map(Self::from)
    }
}

impl ToParam for {{ name }} {
    fn to_param(&self) -> ParamValue {
        self.value().to_param()
    }
}

impl fmt::Display for {{ name }} {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

