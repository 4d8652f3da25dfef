//! The end of a merge: what follows from all parts together.

use std::collections::HashSet;

use super::merge::Merge;
use super::{Bound, Shape, Sited};
use crate::diff::types::Types;

impl<'a> Merge<'_, 'a> {
    pub(super) fn finish(mut self) -> Shape<'a> {
        self.shape.unions.reverse();
        let shape = &mut self.shape;
        if !self.states_types && shape.unions.is_empty() && shape.values.is_none() {
            // Nobody means a text when they list properties.
            let is_object = !shape.properties.is_empty()
                || !shape.additional.as_ref().is_some_and(Vec::is_empty);
            let is_array = !shape.items.is_empty() || !shape.prefix.is_empty();
            // And a text when they say how its content is written.
            let is_text = !shape.content.is_empty()
                || (shape.format.as_ref())
                    .is_some_and(|format| ["byte", "binary"].contains(&format.value));
            shape.types = match (is_object, is_array, is_text) {
                (true, false, false) => Types::OBJECT,
                (false, true, false) => Types::ARRAY,
                (false, false, true) => Types::STRING,
                _ => shape.types,
            };
        }
        let null = if self.nullable {
            Types::NULL
        } else {
            Types::NONE
        };
        shape.types = shape.types.or(null);
        if let Some(values) = &mut shape.values {
            values.retain(|value| shape.types.meets(Types::of(&value.value)));
            let listed = values
                .iter()
                .fold(null, |all, value| all.or(Types::of(&value.value)));
            shape.types = shape.types.and(listed);
            // Null is a matter of the types.
            values.retain(|value| !value.value.is_null());
            let mut seen = HashSet::new();
            values.retain(|value| seen.insert(value.value.to_string()));
            if values.is_empty() && !shape.types.is_empty() {
                shape.values = None;
            }
        }
        if shape.types.and(Types::NUMBER) == Types::INTEGER {
            if let Some(step) = &shape.multiple_of
                && (1.0 / step.value).fract() == 0.0
            {
                shape.multiple_of = None;
            }
            whole(&mut shape.minimum, 1.0);
            whole(&mut shape.maximum, -1.0);
        }
        self.shape
    }
}

/// Bounds of integers are integers that belong to them.
fn whole(bound: &mut Option<Sited<Bound>>, step: f64) {
    if let Some(Sited { value: bound, .. }) = bound {
        let up = step > 0.0;
        let rounded = if up {
            bound.value.ceil()
        } else {
            bound.value.floor()
        };
        if bound.exclusive && rounded == bound.value {
            bound.value += step;
        } else {
            bound.value = rounded;
        }
        bound.exclusive = false;
    }
}
