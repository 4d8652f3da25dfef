impl Client {
    {{ docs }}
{% if deprecated %}
    #[deprecated]
{% endif %}
{% if many_parameters %}
    #[allow(clippy::too_many_arguments, reason = "the description requires them all")]
{% endif %}
    #[inline]
    pub fn {{ method }}(&self, {% for parameter in parameters %}{{ parameter.name }}: {{ parameter.ty }}, {% endfor %}) -> {{ builder }}<'_> {
        let core = self.core();
{% for conversion in conversions %}
        {{ conversion }}
{% endfor %}
{% if checks %}
        let mut call = core.start({{ operation }});
        if let Some(v) = call.checks() {
            {{ checks }}
        }
        let call = call{% for step in steps %}.{{ step }}{% endfor %};
{% else %}
        let call = core.start({{ operation }}){% for step in steps %}.{{ step }}{% endfor %};
{% endif %}
{% if with %}
        calls::{{ with }}({{ builder }}.of(core, call))
{% else %}
        {{ builder }}{% if is_alias %}.of{% endif %}(core, call)
{% endif %}
    }
{% for alias in aliases %}

    /// It is called [`Client::{{ method }}`] now.
    #[deprecated = {{ alias.note }}]
{% if many_parameters %}
    #[allow(clippy::too_many_arguments, reason = "the description requires them all")]
{% endif %}
    #[inline]
    pub fn {{ alias.before }}(&self, {% for parameter in parameters %}{{ parameter.name }}: {{ parameter.ty }}, {% endfor %}) -> {{ builder }}<'_> {
        self.{{ method }}({% for parameter in parameters %}{{ parameter.name }}, {% endfor %})
    }
{% endfor %}
}

call! {
    /// A call of [`Client::{{ method }}`] that is not sent yet.
    pub {% if is_alias %}type{% else %}struct{% endif %} {{ builder }} = {{ id }}:
    {{ http_method }} {{ path }},
    accept {{ accept }},
{% if brief %}
    security {{ security }},
    {{ brief.status }} {{ brief.reader }} => {{ brief.ty }}, or {{ error }}{% if shared_error %} = {{ shared_error }}{% endif %}{% if with %}, with {{ with }}{% endif %};
{% else %}
    security {{ security }};
{% endif %}
{% for setter in setters if setter.brief and not with %}
{% include "setter_line.rs" %}
{% endfor %}
}

{% if sends or longer and not with %}
impl<'a> {{ builder }}<'a> {
{% for setter in setters if not setter.brief %}
{% with call = "self.1", inline = true %}
{% include "setter.rs" %}
{% endwith %}
{% endfor %}
{% for send in sends %}
    /// {{ send.docs }}
    #[inline]
    pub fn {{ send.name }}(self) -> Sending<'a, {{ send.ty }}, {{ error }}> {
{% if send.steps %}
        let call = self.1{% for step in send.steps %}.{{ step }}{% endfor %};
{% endif %}
        Sending::new(self.0, {% if send.steps %}call{% else %}self.1{% endif %}, |reply, _| {
{% if not shared_error %}
{% if statuses %}
            use {{ error }} as Error;
{% endif %}
            let error = match reply.status().as_u16() {
{% for arm in send.arms %}
                {{ arm[0] }} => {{ arm[1] }},
{% endfor %}
{% if not catches_all %}
                _ => reply.unexpected().into(),
{% endif %}
            };
            Err(error)
{% else %}
            match reply.status().as_u16() {
{% for arm in send.arms %}
                {{ arm[0] }} => {{ arm[1] }},
{% endfor %}
{% if not catches_all %}
                _ => Err(reply.into()),
{% endif %}
            }
{% endif %}
        })
    }

{% endfor %}
}
{% endif %}

{% if output.variants %}
/// What [`Client::{{ method }}`] succeeds with.
#[derive(Debug{% if not output.has_stream %}, Clone, PartialEq{% endif %})]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "what a variant holds is decided by the description")]
pub enum {{ output.name }} {
{% for variant in output.variants %}
    {{ variant.docs }}
    {{ variant.name }}{% if variant.ty %}({{ variant.ty }}){% endif %},
{% endfor %}
}

{% endif %}
{% if shared_error and not brief %}
/// Why [`Client::{{ method }}`] failed.
pub type {{ error }} = {{ shared_error }};
{% endif %}
{% if not shared_error %}
operation_error! {
    /// Why [`Client::{{ method }}`] failed.
    pub enum {{ error }} {
{% for status in statuses %}
        {{ status.docs }}
        {{ status.name }}({{ status.ty }}),
{% endfor %}
    }
}
{% endif %}
