"""What makes openapi-generator's crates compile: without it, most of them could not be measured.

Each rule mends one mistake of its templates wherever it occurs; none is for one description.
"""

import re

VARIANT = re.compile(r"^    (\S.*?)\(([\w:<>, ]+)\),\n", re.MULTILINE)
DISPLAY = """
impl std::fmt::Display for {name} {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }}
}}
"""


def apply(tool, out):
    """Mends the crate; gives how many files were mended, by rule."""
    counts = {}
    if tool.name != "openapi-generator":
        return counts
    rules = [names_of_variants, paths_of_models, optional_bytes, parameters_as_text(out)]
    for file in out.rglob("*.rs"):
        text = file.read_text(encoding="utf-8")
        for rule in rules:
            mended = rule(text)
            if mended != text:
                counts[rule.__name__] = counts.get(rule.__name__, 0) + 1
                text = mended
        file.write_text(text, encoding="utf-8")
    return counts


def names_of_variants(text):
    """`ArrayVecserde_json::Value(…)`, `Metadata field (multi-select)(…)`, and the same name twice."""
    if "#[serde(untagged)]" not in text:
        return text
    seen = set()

    def variant(found):
        name = re.sub(r"\W+", "_", found[1])
        if name in seen:
            return ""
        seen.add(name)
        return f"    {name}({found[2]}),\n"

    return VARIANT.sub(variant, text)


def paths_of_models(text):
    """`models::models::Pet`, and `models::Null` for what can only be null."""
    text = text.replace("models::models::", "models::")
    return re.sub(r"\bmodels::Null\b", "serde_json::Value", text)


def optional_bytes(text):
    """A field of bytes that cannot be null is read as one that can."""
    return re.sub(
        r'"super::DoubleOption<(serde_with::base64::Base64)>"(?=\)\]\n.*\n.*: Option<Vec<u8>>)', r'"Option<\1>"', text
    )


def parameters_as_text(out):
    """`to_string()` is called on the items of lists and on parts of forms; some cannot do it."""
    names = set()
    for file in out.glob("src/apis/*.rs"):
        text = file.read_text(encoding="utf-8")
        names.update(re.findall(r"Vec<models::(\w+)>", text))
        for part in re.findall(r"p_form_(\w+)\.to_string\(\)", text):
            names.update(re.findall(rf"\b{part}: models::(\w+)", text))

    def parameters_as_text(text):
        name = re.search(r"^pub (?:struct|enum) (\w+)", text, re.MULTILINE)
        if not name or name[1] not in names or f"Display for {name[1]}" in text:
            return text
        return text + DISPLAY.format(name=name[1])

    return parameters_as_text
