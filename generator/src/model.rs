//! The intermediate representation: what an API is, free of how OpenAPI wrote
//! it and of how Rust will write it. It is built by `lower` and never changed.

use std::ops::Index;
use std::sync::Arc;

use serde_json::Value;

use crate::pointer::Pointer;

/// One API: everything that the later stages need to know.
#[derive(Debug, Clone)]
pub struct Api {
    pub info: Info,
    pub servers: Vec<Server>,
    pub schemes: Vec<SecurityScheme>,
    pub tags: Vec<Tag>,
    pub operations: Vec<Operation>,
    pub types: Types,
    /// Formats that strings have and that the policy has types for, in the order of their names.
    pub formats: Vec<String>,
}

/// What the description says about itself.
#[derive(Debug, Clone, Default)]
pub struct Info {
    pub title: String,
    pub version: String,
    pub description: Option<String>,
}

/// A server that the API is offered at (OpenAPI 3.0.3, Server Object).
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The URL, with `{name}` for each variable.
    pub template: String,
    pub variables: Vec<ServerVariable>,
    pub description: Option<String>,
}

impl Server {
    /// The URL with each variable replaced by its default.
    pub fn url(&self) -> String {
        let variables = self.variables.iter();
        variables.fold(self.template.clone(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.name), &variable.default)
        })
    }

    /// Whether it can be used without knowing where the description came from.
    pub fn is_absolute(&self) -> bool {
        let url = self.url();
        url.starts_with("https://") || url.starts_with("http://")
    }
}

/// A variable in a server's URL (Server Variable Object).
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    pub name: String,
    pub default: String,
    /// All that it may be; anything if it is empty.
    pub values: Vec<String>,
}

/// A group of operations.
#[derive(Debug, Clone)]
pub struct Tag {
    pub name: String,
    pub description: Option<String>,
}

/// A handle of a [`TypeDef`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// All named types, addressed by [`TypeId`].
#[derive(Debug, Clone, Default)]
pub struct Types(pub Vec<TypeDef>);

impl Types {
    pub fn iter(&self) -> impl Iterator<Item = &TypeDef> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The struct that a type is, through aliases.
    pub fn target_struct(&self, ty: &Type) -> Option<TypeId> {
        let mut next = ty;
        // More steps than there are types lead in a circle.
        for _ in 0..=self.len() {
            let Type::Named(id) = next else {
                return None;
            };
            match &self[*id].kind {
                TypeKind::Struct(_) => return Some(*id),
                TypeKind::Alias(target) => next = &target.ty,
                TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) => return None,
            }
        }
        None
    }
}

impl Index<TypeId> for Types {
    type Output = TypeDef;

    fn index(&self, id: TypeId) -> &TypeDef {
        &self.0[id.0 as usize]
    }
}

/// A type that gets a name.
#[derive(Debug, Clone)]
pub struct TypeDef {
    pub id: TypeId,
    /// Where its schema stands; its Rust name follows from this place.
    pub at: Pointer,
    pub docs: Docs,
    pub kind: TypeKind,
}

#[derive(Debug, Clone)]
pub enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    Tuple(Tuple),
    /// A component that is a primitive, a list or a map.
    Alias(TypeUse),
}

/// An object with known properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    pub fields: Vec<Field>,
    /// The type of further properties, where the description declares them.
    pub extra: Option<TypeUse>,
    /// How few and how many properties there may be.
    pub min_properties: Option<usize>,
    pub max_properties: Option<usize>,
}

impl Struct {
    /// Whether a number of properties is asked for.
    pub fn counts_properties(&self) -> bool {
        self.min_properties.is_some() || self.max_properties.is_some()
    }
}

#[derive(Debug, Clone)]
pub struct Field {
    pub wire: String,
    pub ty: TypeUse,
    pub presence: Presence,
    pub access: Access,
    pub docs: Docs,
    pub at: Pointer,
}

/// Whether a property may be absent, and whether it may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    Required,
    Optional,
    Nullable,
    OptionalNullable,
}

impl Presence {
    pub fn new(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (false, false) => Self::Optional,
            (true, true) => Self::Nullable,
            (false, true) => Self::OptionalNullable,
        }
    }

    /// The same with the property allowed to be absent.
    pub fn optional(self) -> Self {
        match self {
            Self::Required | Self::Optional => Self::Optional,
            Self::Nullable | Self::OptionalNullable => Self::OptionalNullable,
        }
    }

    pub fn must_be_given(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}

/// Which direction a property travels (`readOnly`, `writeOnly`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    Both,
    Read,
    Write,
}

/// A closed list in the description, an open enum in Rust.
#[derive(Debug, Clone)]
pub struct Enum {
    pub values: EnumValues,
    /// What is said of each value; a title names it.
    pub docs: Vec<Docs>,
}

#[derive(Debug, Clone)]
pub enum EnumValues {
    Strings(Vec<String>),
    Integers(Vec<i64>),
}

/// An array whose elements have types of their own.
#[derive(Debug, Clone)]
pub struct Tuple {
    pub elements: Vec<Element>,
    /// A list of what may follow, where the description says what that is.
    pub rest: Option<TypeUse>,
}

#[derive(Debug, Clone)]
pub struct Element {
    pub ty: TypeUse,
    pub presence: Presence,
    pub docs: Docs,
}

/// One of several types.
#[derive(Debug, Clone)]
pub struct Union {
    /// The property that tells which, if the description names one or all have their own value of it.
    pub tag: Option<String>,
    /// The description does not name it: it follows from the variants.
    pub infers_tag: bool,
    pub variants: Vec<Variant>,
}

#[derive(Debug, Clone)]
pub struct Variant {
    /// The values of the tag that choose this variant.
    pub tags: Vec<String>,
    pub ty: TypeUse,
    pub at: Pointer,
    pub title: Option<String>,
}

/// A type where it is used: the type, whether null may stand there, and the
/// rules that a value has to meet.
///
/// There are many of them, and few have more than a type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeUse {
    pub ty: Type,
    pub nullable: bool,
    /// `None`: there are none; see [`Rules::boxed`].
    pub rules: Option<Box<Rules>>,
    pub default: Option<Box<Value>>,
}

impl TypeUse {
    pub fn of(ty: Type) -> Self {
        Self {
            ty,
            nullable: false,
            rules: None,
            default: None,
        }
    }

    /// Its rules, which may be [none](Rules::NONE).
    pub fn rules(&self) -> &Rules {
        static NONE: Rules = Rules::NONE;
        self.rules.as_deref().unwrap_or(&NONE)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    Bool,
    Integer(IntegerFormat),
    Float(FloatFormat),
    /// A string, with the format that the description gives it.
    String(Option<String>),
    /// A string of this format, for which the policy has a type.
    Format(String),
    /// Base64 text (`format: byte`).
    Base64,
    /// Raw octets (`format: binary`).
    Binary,
    /// Raw octets as a part of their own, which may be a stream.
    File,
    List(Box<TypeUse>),
    Map(Box<TypeUse>),
    Named(TypeId),
    /// Any JSON value.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntegerFormat {
    Int32,
    Int64,
    UInt32,
    UInt64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloatFormat {
    Float,
    Double,
}

/// What JSON Schema calls validation keywords.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// A text has to match all of them.
    pub patterns: Vec<String>,
    pub min_length: Option<usize>,
    pub max_length: Option<usize>,
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<f64>,
    pub min_items: Option<usize>,
    pub max_items: Option<usize>,
    pub unique_items: bool,
    pub min_properties: Option<usize>,
    pub max_properties: Option<usize>,
    /// Rules of the name that a value of a map stands under; all have to be met.
    pub names: Vec<Rules>,
}

impl Rules {
    /// Any value meets them.
    pub const NONE: Self = Self {
        patterns: Vec::new(),
        min_length: None,
        max_length: None,
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        names: Vec::new(),
    };

    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }

    /// As a use of a type has them.
    pub fn boxed(self) -> Option<Box<Self>> {
        (!self.is_empty()).then(|| Box::new(self))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    pub value: f64,
    pub exclusive: bool,
}

/// Text about an item, as the description has it (Markdown).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    pub title: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub link: Option<Box<Link>>,
    /// An example, where it is a text.
    pub example: Option<Box<str>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub url: String,
    pub text: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`, else method and path.
    pub key: String,
    pub method: Method,
    pub path: PathTemplate,
    /// Where it is sent, if not where the others are.
    pub server: Option<Server>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub responses: Responses,
    pub security: Vec<Vec<String>>,
    /// Index in [`Api::tags`].
    pub tag: Option<usize>,
    pub docs: Docs,
    pub at: Pointer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// All methods in the order of the Path Item Object.
    pub const ALL: [Self; 8] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// The key of the Path Item Object.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }

    /// Whether sending it twice does no more than sending it once (RFC 9110, 9.2.2).
    pub fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    /// The path as the description has it.
    pub text: String,
    pub segments: Vec<Segment>,
    /// What the description puts behind a `?` of the path: `a=1&b`, without what are parameters.
    pub query: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    Literal(String),
    /// Index in [`Operation::parameters`].
    Parameter(usize),
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub wire: String,
    pub location: Location,
    pub style: Style,
    pub explode: bool,
    pub allow_reserved: bool,
    pub required: bool,
    /// The media type of a part, where the description names one.
    pub content_type: Option<String>,
    pub ty: TypeUse,
    pub docs: Docs,
    pub at: Pointer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
    /// A part of a body of `multipart/form-data`.
    Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `content` with a JSON media type: the value is sent as JSON text.
    Json,
}

#[derive(Debug, Clone)]
pub struct Body {
    pub required: bool,
    pub media: Media,
    pub docs: Docs,
    pub at: Pointer,
}

/// A media type and how its content is read and written.
#[derive(Debug, Clone)]
pub struct Media {
    /// As the description has it, parameters included.
    pub name: String,
    pub content: Content,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "almost all content is JSON")]
pub enum Content {
    Json(TypeUse),
    Form(Form),
    /// `multipart/form-data` whose parts are not known one by one; those that are, are parameters.
    Multipart(TypeUse),
    Text,
    Bytes,
    /// Server-sent events, with the type of their data; `None`: it is text.
    Events(Option<TypeUse>),
    /// Values of JSON, one a line.
    Lines(TypeUse),
}

impl Content {
    /// The type that is read or written; `None` for what has none of its own.
    pub fn ty(&self) -> Option<&TypeUse> {
        match self {
            Self::Json(ty) | Self::Form(Form { ty, .. }) | Self::Lines(ty) => Some(ty),
            Self::Events(ty) => ty.as_ref(),
            Self::Multipart(_) | Self::Text | Self::Bytes => None,
        }
    }
}

/// An object that is sent as `application/x-www-form-urlencoded`.
#[derive(Debug, Clone)]
pub struct Form {
    pub ty: TypeUse,
    /// How properties are written that the description says more of.
    pub encodings: Vec<Encoding>,
}

/// An Encoding Object: how one property is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    pub property: String,
    /// Its media type, where it is not what follows from its type.
    pub content_type: Option<String>,
    /// `None`: it is written by its media type.
    pub serialization: Option<Serialization>,
}

/// How a value becomes text, as the parameters of a query do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serialization {
    pub style: Style,
    pub explode: bool,
    pub allow_reserved: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Responses {
    pub success: Vec<Response>,
    pub errors: Vec<Response>,
    pub default: Option<Response>,
}

impl Responses {
    pub fn iter(&self) -> impl Iterator<Item = &Response> {
        self.success.iter().chain(self.failures())
    }

    /// The answers that are no success; `default` is the last of them.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        self.errors.iter().chain(&self.default)
    }
}

/// What a status is answered with.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: Status,
    /// Operations that refer to the same one share it.
    pub object: Arc<ResponseObject>,
}

/// What a response is, whatever its status.
#[derive(Debug, Clone)]
pub struct ResponseObject {
    /// `None`: no body.
    pub media: Option<Media>,
    /// What it can be a stream of, if the call asks for that.
    pub stream: Option<Media>,
    pub headers: Vec<Header>,
    pub docs: Docs,
    pub at: Pointer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Code(u16),
    /// `4XX` and the like.
    Class(u8),
    Default,
}

/// As descriptions write it.
impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Header {
    pub wire: String,
    pub ty: TypeUse,
    pub docs: Docs,
    pub at: Pointer,
}

#[derive(Debug, Clone)]
pub struct SecurityScheme {
    pub name: String,
    pub kind: SchemeKind,
    pub description: Option<String>,
    pub at: Pointer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    Basic,
    Bearer,
    Digest,
    ApiKey { location: Location, name: String },
    ClientCredentials { token_url: String },
}
