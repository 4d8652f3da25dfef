"""Changes of base.yaml: a name, what is replaced (the first place that has it), by what. A fourth part is the
reason for calling a change major although the consumer, which can't do all that a user can, still compiles."""

PET_AGE = "        age: {type: integer, format: int32}\n        weight"
GET_VIEW = "        - {name: view, in: query, required: true, schema: {type: string, enum: [short, long]}}\n"
NEW_PET = "    NewPet:\n      type: object\n      required: [name, kind]\n      properties:\n"
NOT_FOUND = "        '404': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n"
TOTAL = "          headers:\n            X-Total: {schema: {type: integer, format: int32}}\n"
DELETE = "    delete:\n      operationId: deletePet\n"

SHARED = "the error was shared with other operations: code breaks that takes both, or names the variant through another one"

CHANGES = [
    # Operations.
    ("operation added", DELETE, "    patch:\n      operationId: patchPet\n      tags: [pets]\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses: {'204': {description: Done.}}\n" + DELETE),
    ("operation removed", DELETE, DELETE.replace("delete:", "x-delete:")),
    ("operation removed after it was deprecated", DELETE, "    x-delete:\n      deprecated: true\n      operationId: deletePet\n"),
    ("operation renamed", "operationId: getPet", "operationId: findPet"),
    ("operation deprecated", "operationId: getPet\n", "operationId: getPet\n      deprecated: true\n"),
    ("tag of an operation", "operationId: deletePet\n      tags: [pets]", "operationId: deletePet\n      tags: [shops]", "the consumer has the features of all tags: one that has only that of the old tag does not find it"),
    ("path", "  /pets:\n", "  /v2/pets:\n"),
    ("method", "    put:\n", "    post:\n"),
    ("server", "https://pets.example.com", "https://pets.example.org"),
    # Security.
    ("security scheme added", "key: {type: apiKey, in: header, name: X-Key}", "key: {type: apiKey, in: header, name: X-Key}\n    basic: {type: http, scheme: basic}"),
    ("security scheme renamed", "[{key: []}]", "[{token: []}]"),
    ("type of a security scheme", "key: {type: apiKey, in: header, name: X-Key}", "key: {type: http, scheme: basic}"),
    ("place of a key", "in: header, name: X-Key", "in: query, name: key"),
    # Parameters.
    ("path parameter renamed", "/pets/{id}:\n    get:\n      operationId: getPet\n      tags: [pets]\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}", "/pets/{pet}:\n    get:\n      operationId: getPet\n      tags: [pets]\n      parameters:\n        - {name: pet, in: path, required: true, schema: {type: string}}"),
    ("optional parameter added", "        - {name: kind, in: query", "        - {name: more, in: query, schema: {type: string}}\n        - {name: kind, in: query"),
    ("required parameter added", "        - {name: kind, in: query", "        - {name: more, in: query, required: true, schema: {type: string}}\n        - {name: kind, in: query"),
    ("optional parameter removed", "        - {name: limit, in: query, schema: {type: integer, format: int32}}\n", ""),
    ("parameter became required", "{name: limit, in: query,", "{name: limit, in: query, required: true,"),
    ("parameter became optional", GET_VIEW, GET_VIEW.replace("required: true, ", "")),
    ("parameter became wider", "{name: limit, in: query, schema: {type: integer, format: int32}}", "{name: limit, in: query, schema: {type: integer, format: int64}}"),
    ("parameter of another type", "{name: limit, in: query, schema: {type: integer, format: int32}}", "{name: limit, in: query, schema: {type: string}}"),
    ("parameter became an enum", "{name: X-Trace, in: header, schema: {type: string}}", "{name: X-Trace, in: header, schema: {type: string, enum: [a, b]}}"),
    ("value of a parameter's enum removed", "enum: [short, long]", "enum: [short]"),
    ("value of a parameter's enum added", "enum: [short, long]", "enum: [short, long, full]"),
    ("style of a parameter", "{name: names, in: query,", "{name: names, in: query, explode: false,"),
    ("parameter moved", "{name: X-Trace, in: header,", "{name: X-Trace, in: query,"),
    ("parameter became a list", "{name: X-Trace, in: header, schema: {type: string}}", "{name: X-Trace, in: header, schema: {type: array, items: {type: string}}}"),
    ("parameter renamed", "{name: limit, in: query", "{name: size, in: query"),
    ("default of a parameter", "{name: limit, in: query, schema: {type: integer, format: int32}}", "{name: limit, in: query, schema: {type: integer, format: int32, default: 5}}"),
    ("order of parameters", "        - {name: id, in: path, required: true, schema: {type: string}}\n" + GET_VIEW, GET_VIEW + "        - {name: id, in: path, required: true, schema: {type: string}}\n"),
    # Properties.
    ("optional property of an answer added", PET_AGE, "        more: {type: string}\n" + PET_AGE),
    ("required property of an answer added", "required: [id, name]\n      properties:\n", "required: [id, name, more]\n      properties:\n        more: {type: string}\n"),
    ("optional property of a request added", NEW_PET, NEW_PET + "        more: {type: string}\n"),
    ("required property of a request added", NEW_PET, NEW_PET.replace("kind]", "kind, more]") + "        more: {type: string}\n"),
    ("required property of a variant added", "Cat: {type: object, required: [type], properties: {", "Cat: {type: object, required: [type, name], properties: {name: {type: string}, "),
    ("property removed", "        weight: {type: number}\n", ""),
    ("property became required", "required: [id, name]", "required: [id, name, age]"),
    ("property became optional", "required: [id, name]", "required: [id]"),
    ("property of a request became optional", "required: [name, kind]", "required: [name]"),
    ("property became nullable", PET_AGE, PET_AGE.replace("int32}", "int32, nullable: true}")),
    ("property became not nullable", "note: {type: string, nullable: true}", "note: {type: string}"),
    ("limit of a property", "        weight: {type: number}", "        weight: {type: number, maximum: 9}"),
    ("pattern of a property", "        name: {type: string}\n        age", "        name: {type: string, pattern: '^a'}\n        age"),
    ("property became wider", PET_AGE, PET_AGE.replace("int32", "int64")),
    ("integer became a number", PET_AGE, PET_AGE.replace("integer, format: int32", "number")),
    ("format of a text", "        next: {type: string}", "        next: {type: string, format: uuid}"),
    ("property became bytes", "        next: {type: string}", "        next: {type: string, format: byte}"),
    ("property became recursive", "        city: {type: string}".strip(), "city: {$ref: '#/components/schemas/Owner'}"),
    ("property renamed", "        next: {type: string}", "        following: {type: string}"),
    ("spelling of a property's name", "        next: {type: string}", "        Next: {type: string}"),
    ("property became read-only", NEW_PET + "        name: {type: string}", NEW_PET + "        name: {type: string, readOnly: true}"),
    ("property became write-only", "        weight: {type: number}", "        weight: {type: number, writeOnly: true}"),
    ("property deprecated", "        weight: {type: number}", "        weight: {type: number, deprecated: true}"),
    ("object closed", "    Problem:\n      type: object\n", "    Problem:\n      type: object\n      additionalProperties: false\n"),
    ("object opened for values of a type", "    Problem:\n      type: object\n", "    Problem:\n      type: object\n      additionalProperties: {type: string}\n"),
    ("values of a map", "additionalProperties: {type: string}}", "additionalProperties: {type: integer}}"),
    ("items of a list", "        tags: {type: array, items: {type: string}}\n        labels", "        tags: {type: array, items: {type: boolean}}\n        labels"),
    ("order of properties", "        name: {type: string}\n        kind: {$ref: '#/components/schemas/Kind'}\n", "        kind: {$ref: '#/components/schemas/Kind'}\n        name: {type: string}\n"),
    # Enums, unions, schemas.
    ("enum value added", "enum: [cat, dog]", "enum: [cat, dog, cow]"),
    ("enum value removed", "enum: [cat, dog]", "enum: [cat]"),
    ("enum became a text", "Kind: {type: string, enum: [cat, dog]}", "Kind: {type: string}"),
    ("variant added", "        - {$ref: '#/components/schemas/Dog'}\n      discriminator: {propertyName: type, mapping: {", "        - {$ref: '#/components/schemas/Dog'}\n        - {$ref: '#/components/schemas/Owner'}\n      discriminator: {propertyName: type, mapping: {owner: '#/components/schemas/Owner', "),
    ("variant removed", "        - {$ref: '#/components/schemas/Dog'}\n      discriminator: {propertyName: type, mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}", "      discriminator: {propertyName: type, mapping: {cat: '#/components/schemas/Cat'}}"),
    ("schema of a variant replaced", "dog: '#/components/schemas/Dog'}}", "dog: '#/components/schemas/Owner'}}"),
    ("discriminator renamed", "{propertyName: type, mapping", "{propertyName: sort, mapping"),
    ("tag of a variant", "mapping: {cat:", "mapping: {tom:"),
    ("schema renamed", "Problem", "Fault"),
    ("inline schema became a component", "address: {type: object, properties: {city: {type: string}}}", "address: {$ref: '#/components/schemas/Address'}\n    Address: {type: object, properties: {city: {type: string}}}"),
    ("allOf of the same meaning", "    Dog: {type: object, required: [type], properties: {type: {type: string}, good: {type: boolean}}}", "    Dog: {allOf: [{type: object, required: [type], properties: {type: {type: string}}}, {type: object, properties: {good: {type: boolean}}}]}"),
    ("object became any value", "    Problem:\n      type: object\n      properties:\n        code: {type: integer, format: int32}\n        detail: {type: string}", "    Problem: {}"),
    # Bodies and answers.
    ("body became optional", "requestBody: {required: true,", "requestBody: {required: false,"),
    ("body became required", "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}", "requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}"),
    ("body removed", "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}\n", ""),
    ("body of another type", "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}\n", "      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}\n"),
    ("body of another media type", "requestBody: {required: true, content: {application/json:", "requestBody: {required: true, content: {application/merge-patch+json:"),
    ("media type of an answer", "'201': {description: Made., content: {application/json:", "'201': {description: Made., content: {application/vnd.pets+json:"),
    ("success of the same body added", "        '409': {description: There.", "        '200': {description: Was there., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n        '409': {description: There."),
    ("success of another body added", "        '409': {description: There.", "        '202': {description: Later., content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}\n        '409': {description: There."),
    ("status of the success", "        '201': {", "        '200': {"),
    ("class of statuses", "        '200': {description: One.,", "        2XX: {description: One.,"),
    ("answer replaced", "'201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}", "'201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}"),
    ("answer became a list", "'201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}", "'201': {description: Made., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}"),
    ("answer of nothing got a body", "'204': {description: Gone.}", "'200': {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}"),
    ("error added", NOT_FOUND, NOT_FOUND + "        '410': {description: Gone.}\n", SHARED),
    ("error removed", NOT_FOUND, ""),
    ("body of an error replaced", NOT_FOUND, NOT_FOUND.replace("Problem", "Owner")),
    ("body of an error added", "'422': {description: Bad.}", "'422': {description: Bad., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}"),
    ("default error added", NOT_FOUND, NOT_FOUND + "        default: {description: Else., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n", SHARED),
    ("header added", TOTAL, TOTAL + "            X-More: {schema: {type: string}}\n"),
    ("first header added", "        '204': {description: Gone.}", "        '204': {description: Gone., headers: {X-More: {schema: {type: string}}}}"),
    ("last header removed", TOTAL, ""),
    ("type of a header", TOTAL, TOTAL.replace("integer, format: int32", "string")),
    # Names that stay, by the policy.
    ("operation renamed, its old name deprecated", "operationId: getPet", "operationId: findPet"),
    ("schema renamed, its old name deprecated", "Problem", "Fault"),
    ("operation renamed, its old name kept", "operationId: getPet", "operationId: findPet"),
    # Texts.
    ("text", "description: Pets.", "description: All pets."),
]

# What the policy of the changed crate says.
POLICIES = {
    "operation renamed, its old name deprecated": '[aliases]\nget_pet = "find_pet"\nGetPetView = "FindPetView"\n',
    "schema renamed, its old name deprecated": '[aliases]\nProblem = "Fault"\n',
    "operation renamed, its old name kept": '[operations]\nfindPet = "getPet"\n',
}
