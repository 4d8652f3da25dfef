//! How much clients bear: the severities of a review for other clients than the usual ones.

use super::relation::{Direction, Severity};
use super::review::{Finding, Review};

/// Whose view the severities are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Clients that bear nothing: what is risky breaks.
    Strict,
    /// Clients that read only what they know of.
    #[default]
    Standard,
    /// Clients made by this generator: they keep values that they do not know, and do not check rules
    /// in answers.
    Generated,
}

/// What a generated client reads without a mistake, whatever the value is.
const BORNE: [&str; 14] = [
    "content-changed",
    "dependent-required-changed",
    "enum-removed",
    "enum-value-added",
    "format-changed",
    "limit-loosened",
    "multiple-changed",
    "object-opened",
    "pattern-changed",
    "pattern-removed",
    "requirement-removed",
    "unique-items-removed",
    "variant-added",
    "variant-removed",
];

impl Preset {
    /// Changes the severities and counts again.
    pub fn apply(self, review: &mut Review) {
        if self == Self::Standard {
            return;
        }
        for entry in &mut review.entries {
            for finding in &mut entry.changes {
                self.finding(finding);
            }
            entry.wire.request.severity = worst(&entry.changes, Direction::Request);
            entry.wire.response.severity = worst(&entry.changes, Direction::Response);
        }
        review.summarize();
    }

    fn finding(self, finding: &mut Finding) {
        let wire = &mut finding.wire;
        match self {
            Self::Standard => {}
            Self::Strict => {
                for effect in [&mut wire.request, &mut wire.response] {
                    if effect.severity == Severity::Risky {
                        effect.severity = Severity::Breaking;
                    }
                }
            }
            Self::Generated => {
                if BORNE.contains(&finding.rule.as_str()) {
                    let effect = &mut wire.response;
                    effect.severity = match effect.severity {
                        Severity::Breaking => Severity::Risky,
                        Severity::Risky => Severity::Compatible,
                        other => other,
                    };
                }
            }
        }
        finding.severity = wire.request.severity.max(wire.response.severity);
    }
}

fn worst(findings: &[Finding], direction: Direction) -> Severity {
    let severities = findings.iter().map(|finding| match direction {
        Direction::Request => finding.wire.request.severity,
        Direction::Response => finding.wire.response.severity,
    });
    severities.max().unwrap_or_default()
}
