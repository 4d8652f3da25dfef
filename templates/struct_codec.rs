impl Decode for {{ name }} {
    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
{% for field in fields %}
        let mut {{ field.local }} = {{ field.initial }};
{% endfor %}
{% if extra %}
        let mut {{ extra }} = BTreeMap::new();
{% endif %}
        let mut object = r.object()?;
{% if empty %}
        while r.key(&mut object)?.is_some() {
            r.skip()?;
        }
{% else %}
        while let Some(key) = r.key(&mut object)? {
            match key {
{% for field in fields %}
                {{ field.wire }} => {{ field.local }} = {{ field.read }},
{% endfor %}
{% if extra %}
{% for constant in constants %}
                {{ constant[0] }} => r.skip()?,
{% endfor %}
                other => {
                    let name = other.to_owned();
                    {{ extra }}.insert(name, Decode::decode(r)?);
                }
{% else %}
                _ => r.skip()?,
{% endif %}
            }
        }
{% endif %}
        Ok(Self {
{% for field in fields %}
            {{ field.value }},
{% endfor %}
{% if extra %}
            {{ extra }},
{% endif %}
        })
    }
}

impl Encode for {{ name }} {
    fn encode(&self, w: &mut Writer) {
        w.begin_object();
{% for constant in constants %}
        w.field({{ constant[0] }}, {{ constant[1] }});
{% endfor %}
{% for field in fields %}
        {{ field.write }}
{% endfor %}
{% if extra %}
        for (key, value) in &self.{{ extra }} {
            w.key(key);
            value.encode(w);
        }
{% endif %}
        w.end_object();
    }
}

