impl Client {
    {{ docs }}
{% if deprecated %}
    #[deprecated]
{% endif %}
{% if many_parameters %}
    #[allow(clippy::too_many_arguments, reason = "the description requires them all")]
{% endif %}
    pub fn {{ method }}(&self, {% for parameter in parameters %}{{ parameter.name }}: {{ parameter.ty }}, {% endfor %}) -> {{ builder }}<'_> {
        {{ builder }} {
            client: self,
{% for init in inits %}
            {{ init }},
{% endfor %}
            options: CallOptions::new(),
        }
    }
}

/// A call of [`Client::{{ method }}`] that is not sent yet.
#[derive(Clone)]
#[must_use = "nothing is sent before `send()`"]
pub struct {{ builder }}<'a> {
    client: &'a Client,
{% for field in fields %}
    {{ field.name }}: {{ field.ty }},
{% endfor %}
    options: CallOptions,
}

parameters! {
    {{ builder }}:
{% for setter in setters %}
    {{ setter.docs }}
    {% if setter.deprecated %}#[deprecated] {% endif %}{{ setter.name }}: {{ setter.ty }},
{% endfor %}
}

impl {{ builder }}<'_> {
{% for send in sends %}
    /// {{ send.docs }}
    pub async fn {{ send.name }}(self) -> Result<Response<{{ send.ty }}>, {{ error }}> {
{% if statuses %}
        use {{ error }} as Error;
{% endif %}
        let core = self.client.core();
{% if send.steps %}
        let call = self.into_call(){% for step in send.steps %}.{{ step }}{% endfor %};
        let reply = core.call(call).await?;
{% else %}
        let reply = core.call(self.into_call()).await?;
{% endif %}
{% if statuses %}
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
            _ => Err({% if reads_error %}reply.into(){% else %}reply.unexpected().into(){% endif %}),
        }
{% endif %}
    }

{% endfor %}
    fn into_call(self) -> Box<Call> {
{% if body_step and body_step.optional %}
        let call = self.client.core().start(&{{ constant }}, &self)
{% else %}
        self.client.core().start(&{{ constant }}, &self)
{% endif %}
{% for step in steps %}
            .{{ step }}
{% endfor %}
{% if body_step and not body_step.optional %}
            .{{ body_step.step }}
{% endif %}
{% if asks_envelope %}
            .opens_envelope({{ asks_envelope }})
{% endif %}
            .options(self.options){% if body_step and body_step.optional %};
        match self.{{ body_step.field }} {
            Some(body) => call.{{ body_step.step }},
            None => call,
        }
{% endif %}
    }
}

impl Validate for {{ builder }}<'_> {
    fn validate(&self, {% if checks %}v{% else %}_{% endif %}: &mut Validator) {
        {{ checks }}
    }
}

static {{ constant }}: Operation = Operation {
    id: {{ id }},
    method: Method::{{ http_method }},
    path: {{ path }},
    accept: {{ accept }},
    security: {{ security }},
    idempotent: {% if idempotent %}true{% else %}false{% endif %},
{% if envelope %}
    envelope: Some(&Envelope {
        parameter: {{ envelope[0] }},
        status: {{ envelope[1] }},
        content: {{ envelope[2] }},
    }),
{% else %}
    envelope: None,
{% endif %}
};

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
{% if shared_error %}
/// Why [`Client::{{ method }}`] failed.
pub type {{ error }} = {{ shared_error }};
{% else %}
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
