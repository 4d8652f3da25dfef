//! What is said beside the rules: defaults, deprecation, texts.

use serde_json::Value;

use super::{Local, site, text};
use crate::diff::change::Change;
use crate::diff::promise;
use crate::diff::relation::Severity;
use crate::diff::shape::Sited;

impl<'a> Local<'_, 'a> {
    pub(super) fn annotations(&mut self) {
        let (old, new) = (self.old, self.new);
        let known = |change: Change| {
            change
                .request_is(Severity::Compatible)
                .response_is(Severity::Compatible)
        };
        if old.default.as_ref().map(|default| default.value)
            != new.default.as_ref().map(|default| default.value)
        {
            let shown = |default: &Option<Sited<&Value>>| {
                default
                    .as_ref()
                    .map_or("none".to_owned(), |default| text(default.value))
            };
            let change = self.change("default-changed", site(&old.default), site(&new.default));
            let change = change
                .arg("old", shown(&old.default))
                .arg("new", shown(&new.default));
            self.push(known(change).request_is(Severity::Risky));
        }
        match (&old.deprecated, &new.deprecated) {
            (None, Some(at)) => {
                let change = self.change("deprecated", None, Some(at));
                self.push(known(change));
            }
            (Some(at), None) => {
                let change = self.change("no-longer-deprecated", Some(at), None);
                self.push(known(change));
            }
            _ => {}
        }
        let same_text = old.description.as_ref().map(|text| text.value)
            == new.description.as_ref().map(|text| text.value);
        if !same_text {
            let change = self.change(
                "description-changed",
                site(&old.description),
                site(&new.description),
            );
            self.push(known(change));
        }
        for changed in promise::compare(&old.promise, &new.promise, None) {
            let change = changed.told(self.change(changed.rule, None, None));
            let severity = changed.severity;
            self.push(change.request_is(severity).response_is(severity));
        }
    }
}
