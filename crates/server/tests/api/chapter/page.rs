//! A page of the docs whose blocks are what really comes out: `text NAME` after a fence names the block.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

/// The longest line that is not broken, in letters.
const WIDEST: usize = 110;
/// Ids are at least as long as this, and nothing else that is shown is.
const DIGITS_OF_AN_ID: usize = 10;
/// The first short id.
const FIRST: usize = 101;

/// What came out, by the name of its block.
#[derive(Default)]
pub(super) struct Blocks {
    played: BTreeMap<&'static str, String>,
    ids: Vec<String>,
}

impl Blocks {
    /// A request and its answer; of that, what is under `keep`, or all of it.
    pub(super) fn http(
        &mut self,
        name: &'static str,
        asked: &str,
        body: &Value,
        status: u16,
        answer: &str,
        keep: &[&str],
    ) {
        let body = if body.is_null() { String::new() } else { self.laid(&body.to_string(), &[]) + "\n" };
        let asked = self.short(asked);
        let answer = self.laid(answer, keep);
        self.played.insert(name, format!("{asked}\n{body}\n{status}\n{answer}\n"));
    }

    /// A command and what it prints.
    pub(super) fn command(&mut self, name: &'static str, command: &str, printed: &str) {
        let text = self.short(&format!("$ {command}\n{}\n", printed.trim_end()));
        self.played.insert(name, text);
    }

    /// The page with these blocks in the place of its own.
    ///
    /// # Panics
    /// When a block of the page is not of the story, or one of the story is not on the page.
    pub(super) fn on(&self, page: &str) -> String {
        let (mut out, mut lines, mut shown) = (String::new(), page.lines(), 0);
        while let Some(line) = lines.next() {
            out.extend([line, "\n"]);
            let Some(fence) = line.strip_prefix("```") else { continue };
            let block = fence.strip_prefix("text ").and_then(|name| self.played.get(name));
            out += block.unwrap_or_else(|| panic!("`{fence}` is no block of the story"));
            out += "```\n";
            lines.find(|line| *line == "```").expect("the end of the block");
            shown += 1;
        }
        let names: Vec<_> = self.played.keys().collect();
        assert_eq!(shown, names.len(), "not every block is on the page: {names:?}");
        out
    }

    fn laid(&mut self, json: &str, keep: &[&str]) -> String {
        let kept = Tree::read(json).kept(keep).line();
        Tree::read(&self.short(&kept)).laid(0)
    }

    /// The text with short ids, numbered as they come.
    fn short(&mut self, text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text);
        while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
            let length = rest[start..].bytes().take_while(u8::is_ascii_digit).count();
            let (before, after) = rest.split_at(start);
            let (number, after) = after.split_at(length);
            out += before;
            out += &if length < DIGITS_OF_AN_ID { number.to_owned() } else { self.numbered(number) };
            rest = after;
        }
        out + rest
    }

    fn numbered(&mut self, id: &str) -> String {
        let nth = self.ids.iter().position(|known| known == id).unwrap_or_else(|| {
            self.ids.push(id.to_owned());
            self.ids.len() - 1
        });
        (FIRST + nth).to_string()
    }
}

/// Where a page first differs, and how it should go on to the end of that block.
pub(super) fn difference(expected: &str, page: &str) -> String {
    let same = expected.lines().zip(page.lines()).take_while(|(expected, found)| expected == found).count();
    let found = page.lines().nth(same).unwrap_or("the end");
    let rest: Vec<_> = expected.lines().skip(same).take_while(|line| *line != "```").collect();
    format!("differs from line {}: {found}\nIt should go on with:\n{}", same + 1, rest.join("\n"))
}

/// JSON with its numbers as they were written and its keys in their order.
enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn read(json: &str) -> Self {
        match serde_json::from_str(json).expect("JSON") {
            Value::Array(_) => {
                let items: Vec<&RawValue> = serde_json::from_str(json).expect("a list");
                Self::List(items.iter().map(|item| Self::read(item.get())).collect())
            }
            Value::Object(members) => {
                let written: BTreeMap<String, &RawValue> = serde_json::from_str(json).expect("an object");
                let member = |name: String| (name.clone(), Self::read(written[&name].get()));
                Self::Object(members.into_iter().map(|(name, _)| member(name)).collect())
            }
            _ => Self::Leaf(json.to_owned()),
        }
    }

    /// What is under these paths, such as `Passes/Name`; a list does not count as a step. Everything without any.
    fn kept(self, paths: &[&str]) -> Self {
        match self {
            Self::List(items) => Self::List(items.into_iter().map(|item| item.kept(paths)).collect()),
            Self::Object(members) if !paths.is_empty() => {
                let kept = members.into_iter().filter_map(|(name, tree)| {
                    let steps = paths.iter().map(|path| path.split_once('/').unwrap_or((path, "")));
                    let under: Vec<_> =
                        steps.filter(|(first, _)| *first == name).map(|(_, rest)| rest).collect();
                    let all = under.contains(&"");
                    (!under.is_empty()).then(|| (name, if all { tree } else { tree.kept(&under) }))
                });
                Self::Object(kept.collect())
            }
            whole => whole,
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Leaf(leaf) => leaf.clone(),
            Self::List(items) => format!("[{}]", joined(items.iter().map(Self::line), ", ")),
            Self::Object(members) => {
                format!(
                    "{{{}}}",
                    joined(members.iter().map(|(name, tree)| format!("{name:?}: {}", tree.line())), ", ")
                )
            }
        }
    }

    /// In one line where it fits.
    fn laid(&self, indent: usize) -> String {
        let line = self.line();
        if indent + line.chars().count() <= WIDEST {
            return line;
        }
        let (deeper, end) = (" ".repeat(indent + 2), " ".repeat(indent));
        let between = format!(",\n{deeper}");
        match self {
            Self::Leaf(_) => line,
            Self::List(items) => {
                let items = joined(items.iter().map(|item| item.laid(indent + 2)), &between);
                format!("[\n{deeper}{items}\n{end}]")
            }
            Self::Object(members) => {
                let member = |(name, tree): &(String, Self)| format!("{name:?}: {}", tree.laid(indent + 2));
                format!("{{\n{deeper}{}\n{end}}}", joined(members.iter().map(member), &between))
            }
        }
    }
}

fn joined(items: impl Iterator<Item = String>, between: &str) -> String {
    items.collect::<Vec<_>>().join(between)
}
