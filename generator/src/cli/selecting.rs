//! The arguments that select operations.

use clap::Args;
use generator::config::{Criteria, Criterion, METHODS, Selection, is_method, path_pattern_problem};

/// Which operations a command is about; in place of `[select]` of the policy.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Selection (what is named, or fits tag, path and method at once)")]
pub struct Selecting {
    /// An operation: its operationId, or method and path as in 'GET /pets/{id}'; repeatable, like all of these
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,

    /// Operations with this tag
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Operations below paths of this pattern: `*` is a part of a segment, `**` any segments
    #[arg(long = "path", value_name = "PATTERN", value_parser = path)]
    paths: Vec<String>,

    /// Operations with this method
    #[arg(long = "method", value_name = "METHOD", value_parser = method)]
    methods: Vec<String>,

    /// Not this operation
    #[arg(long = "exclude-operation", value_name = "ID")]
    exclude_operations: Vec<String>,

    /// No operation with this tag
    #[arg(long = "exclude-tag", value_name = "TAG")]
    exclude_tags: Vec<String>,

    /// No operation below paths of this pattern
    #[arg(long = "exclude-path", value_name = "PATTERN", value_parser = path)]
    exclude_paths: Vec<String>,

    /// No operation with this method
    #[arg(long = "exclude-method", value_name = "METHOD", value_parser = method)]
    exclude_methods: Vec<String>,
}

impl Selecting {
    /// What was said; `None` if that is nothing.
    pub fn selection(&self) -> Option<Selection> {
        let all = |texts: &[String]| texts.iter().map(|text| Criterion::new(text)).collect();
        let selection = Selection {
            include: Criteria {
                operations: all(&self.operations),
                tags: all(&self.tags),
                paths: all(&self.paths),
                methods: all(&self.methods),
            },
            exclude: Criteria {
                operations: all(&self.exclude_operations),
                tags: all(&self.exclude_tags),
                paths: all(&self.exclude_paths),
                methods: all(&self.exclude_methods),
            },
        };
        (!selection.is_empty()).then_some(selection)
    }
}

fn path(text: &str) -> Result<String, String> {
    path_pattern_problem(text).map_or_else(|| Ok(text.to_owned()), Err)
}

fn method(text: &str) -> Result<String, String> {
    let problem = || format!("the methods are {}", METHODS.join(", "));
    is_method(text).then(|| text.to_owned()).ok_or_else(problem)
}
