//! `exclusiveMinimum: 5` → `minimum: 5, exclusiveMinimum: true`.

use serde_json::{Map, Value};

pub(super) fn bounds(map: &mut Map<String, Value>, moved: &mut dyn FnMut(&str, &str)) {
    // Of two bounds the tighter one counts: the larger minimum, the smaller maximum.
    let tighter = |exclusive, plain| exclusive >= plain;
    if bound(map, "minimum", "exclusiveMinimum", tighter) {
        moved("/minimum", "/exclusiveMinimum");
    }
    let tighter = |exclusive, plain| exclusive <= plain;
    if bound(map, "maximum", "exclusiveMaximum", tighter) {
        moved("/maximum", "/exclusiveMaximum");
    }
}

/// Whether the exclusive bound counts.
fn bound(
    map: &mut Map<String, Value>,
    plain: &str,
    exclusive: &str,
    is_tighter: fn(f64, f64) -> bool,
) -> bool {
    let Some(Value::Number(limit)) = map.get(exclusive).cloned() else {
        return false;
    };
    let other = map.get(plain).and_then(Value::as_f64);
    let counts = match (limit.as_f64(), other) {
        (Some(limit), Some(other)) => is_tighter(limit, other),
        _ => true,
    };
    if counts {
        map.insert(plain.to_owned(), Value::Number(limit));
    }
    map.insert(exclusive.to_owned(), Value::Bool(counts));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_tighter_bound_counts() {
        let table = [
            (
                json!({"exclusiveMinimum": 5}),
                json!({"exclusiveMinimum": true, "minimum": 5}),
            ),
            (
                json!({"minimum": 7, "exclusiveMinimum": 5}),
                json!({"minimum": 7, "exclusiveMinimum": false}),
            ),
            (
                json!({"maximum": 7, "exclusiveMaximum": 5}),
                json!({"maximum": 5, "exclusiveMaximum": true}),
            ),
            (
                json!({"maximum": 7, "exclusiveMaximum": true}),
                json!({"maximum": 7, "exclusiveMaximum": true}),
            ),
        ];
        for (mut given, wanted) in table {
            bounds(given.as_object_mut().unwrap(), &mut |_, _| {});
            assert_eq!(given, wanted);
        }
    }
}
