//! Random changes of a description.

use serde_json::{Value, json};

/// Removes a node, or puts another value in its place.
pub fn mutate(root: &mut Value, random: &mut Random) {
    let mut pointers = Vec::new();
    collect(root, String::new(), &mut pointers);
    let (parent, key) = &pointers[random.below(pointers.len())];
    let other = pointers[random.below(pointers.len())].clone();
    let value = match random.below(4) {
        0 => None,
        // Something from elsewhere in the description.
        1 => root.pointer(&format!("{}/{}", other.0, other.1)).cloned(),
        _ => Some(value(random)),
    };
    match (root.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => {
            members.insert(unescape(key), value);
        }
        (Some(Value::Object(members)), None) => {
            members.shift_remove(&unescape(key));
        }
        (Some(Value::Array(items)), value) => {
            let index: usize = key.parse().unwrap();
            match value {
                Some(value) => items[index] = value,
                None => {
                    items.remove(index);
                }
            }
        }
        _ => unreachable!("a pointer leads to its parent"),
    }
}

fn value(random: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(18_446_744_073_709_551_615_u64),
        json!(1.5e300),
        json!(""),
        json!("x"),
        json!("self"),
        json!("日本 \"\\ {} */ \n\u{0}\u{202e}"),
        json!("#/components/schemas/x"),
        json!("#/components"),
        json!("#"),
        json!("("),
        json!([]),
        json!({}),
        json!([null]),
        json!({"": {}}),
        json!({"$ref": "#/components/schemas/x"}),
        json!({"$ref": "#/paths"}),
        json!({"type": "object"}),
        json!({"type": "array"}),
        json!({"oneOf": [{"type": "string"}, {}]}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"enum": ["a", 1, null, {}]}),
        json!({"default": {"description": "d", "content": {"*/*": {}}}}),
    ];
    values[random.below(values.len())].clone()
}

/// All nodes below the root: the escaped pointer of the parent, and the escaped key.
fn collect(value: &Value, at: String, found: &mut Vec<(String, String)>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        found.push((at.clone(), key.clone()));
        collect(child, format!("{at}/{key}"), found);
    }
}

fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// SplitMix64: small, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}
