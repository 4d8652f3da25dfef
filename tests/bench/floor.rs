//! The least that a generator has to do: read the description, and parse and print the Rust that it
//! writes.
//!
//! ```sh
//! cargo run --release -p bench --bin floor -- DESCRIPTION CRATE
//! ```

use std::error::Error;
use std::fmt;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::{env, fs};

use cpu_time::ProcessTime;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

fn main() -> Result<(), Box<dyn Error>> {
    let [description, generated] = arguments().ok_or("usage: floor DESCRIPTION CRATE")?;
    let start = ProcessTime::now();
    let texts = read(&description)?.bytes();
    let read = start.elapsed();
    for file in rust(&generated.join("src"))? {
        let syntax = syn::parse_file(&fs::read_to_string(file)?)?;
        black_box(prettyplease::unparse(&syntax));
    }
    let all = start.elapsed();
    println!(
        "description {read:.2?} ({texts} bytes of text), Rust {:.2?}",
        all - read
    );
    Ok(())
}

fn arguments() -> Option<[PathBuf; 2]> {
    let given: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    given.try_into().ok()
}

/// A tree of what is in a description, without any judgement: a key may stand twice.
enum Tree {
    Scalar,
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(Tree, Tree)>),
}

fn read(path: &Path) -> Result<Tree, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        return Ok(serde_json::from_str(&text)?);
    }
    Ok(serde_yaml::from_str(&text)?)
}

impl Tree {
    /// The bytes of all texts.
    fn bytes(&self) -> usize {
        match self {
            Self::Scalar => 0,
            Self::Text(text) => text.len(),
            Self::List(items) => items.iter().map(Self::bytes).sum(),
            Self::Map(entries) => {
                let entries = entries.iter();
                entries
                    .map(|(key, value)| key.bytes() + value.bytes())
                    .sum()
            }
        }
    }
}

struct AnyTree;

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyTree)
    }
}

impl<'de> Visitor<'de> for AnyTree {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Scalar)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Tree, E> {
        Ok(Tree::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Scalar)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }
}

/// The files of a crate, without its runtime, which no generator has to parse.
fn rust(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "runtime") {
                found.extend(rust(&path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}
