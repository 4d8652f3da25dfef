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
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send()`"]
pub struct {{ builder }}<'a> {
    client: &'a Client,
{% for field in fields %}
    {{ field.name }}: {{ field.ty }},
{% endfor %}
    options: CallOptions,
}

impl {{ builder }}<'_> {
{% for setter in setters %}
    {{ setter.docs }}
{% if setter.deprecated %}
    #[deprecated]
{% endif %}
    pub fn {{ setter.name }}(mut self, {{ setter.name }}: {{ setter.ty }}) -> Self {
        self.{{ setter.name }} = {{ setter.value }};
        self
    }

{% endfor %}
    /// Settings for this call alone: time limits, retries, more headers, another server.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Checks the rules that the description has for the request.
    ///
    /// # Errors
    /// With all violations. The server has the last word: what passes here may
    /// still be refused, and rules may have been relaxed since.
    pub fn validate(&self) -> Result<(), ValidationError> {
{% if checks %}
        let mut validator = Validator::new();
        let v = &mut validator;
        {{ checks }}
        validator.finish()
{% else %}
        Ok(())
{% endif %}
    }

{% for send in sends %}
    /// {{ send.docs }}
    ///
    /// # Errors
    /// When the server answers with an error, or no answer can be had or read.
    pub async fn {{ send.name }}(self) -> Result<Response<{{ send.ty }}{{ header_type }}>, {{ error }}> {
{% if statuses %}
        use {{ error }} as Error;
{% endif %}
        let core = self.client.core();
        if core.validates() {
            self.validate()?;
        }
        let call = Call::new(&{{ constant }})
{% for step in steps %}
            .{{ step }}
{% endfor %}
{% if body_step and not body_step.optional %}
            .{{ body_step.step }}
{% endif %}
{% for step in send.steps %}
            .{{ step }}
{% endfor %}
{% if asks_envelope %}
            .opens_envelope({{ asks_envelope }})
{% endif %}
            .options(self.options);
{% if body_step and body_step.optional %}
        let call = match &self.{{ body_step.field }} {
            Some(body) => call.{{ body_step.step }},
            None => call,
        };
{% endif %}
        let reply = core.execute(call).await?;
        let error = match reply.status().as_u16() {
{% for arm in send.arms %}
            {{ arm[0] }} => {{ arm[1] }},
{% endfor %}
{% if not catches_all %}
            _ => reply.unexpected().into(),
{% endif %}
        };
        Err(error)
    }

{% endfor %}
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
{% if headers %}
/// The headers that the answers of [`Client::{{ method }}`] come with. A header
/// that is missing, or not of its type, is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct {{ headers.name }} {
{% for field in headers.fields %}
    {{ field.docs }}
    pub {{ field.name }}: Option<{{ field.ty }}>,
{% endfor %}
}

impl FromHeaders for {{ headers.name }} {
    fn from_headers(headers: &HeaderMap) -> Self {
        Self {
{% for field in headers.fields %}
            {{ field.name }}: header(headers, {{ field.wire }}),
{% endfor %}
        }
    }
}

{% endif %}
/// Why [`Client::{{ method }}`] failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum {{ error }} {
{% for status in statuses %}
    {{ status.docs }}
    {{ status.name }}(Box<Response<{{ status.ty }}{{ header_type }}>>),
{% endfor %}
    /// The server answered with a status that the description does not list.
    UnexpectedStatus(Box<UnexpectedStatus>),
    /// The answer is not what the description says it is.
    Undecodable(Box<Undecodable>),
    /// The request could not be carried out.
    Transport(TransportError),
    /// The answer took too long.
    Timeout(TimeoutError),
    /// There are no credentials for this operation, or they could not be used.
    Credentials(CredentialsError),
    /// The request breaks a rule of the description. It was not sent.
    Validation(ValidationError),
}

impl {{ error }} {
    /// A view of the error that is the same for all operations.
    pub fn failure(&self) -> Failure<'_> {
        let cause = match self {
{% for pattern in answers %}
            {{ pattern }} => Cause::answer(response),
{% endfor %}
            Self::UnexpectedStatus(error) => Cause::UnexpectedStatus(error),
            Self::Undecodable(error) => Cause::Undecodable(error),
            Self::Transport(error) => Cause::Transport(error),
            Self::Timeout(error) => Cause::Timeout(error),
            Self::Credentials(error) => Cause::Credentials(error),
            Self::Validation(error) => Cause::Validation(error),
        };
        Failure::new(&{{ constant }}, cause)
    }
}

operation_error!({{ error }});
