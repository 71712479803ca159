//! Holds the table of paths in `docs/api.md` against the declarations.

use std::collections::BTreeSet;

use vestibule_records::declared;

#[test]
fn the_page_about_the_api_names_every_path_and_no_other() {
    let page = include_str!("../../../docs/api.md");
    let written: Vec<String> = page.lines().flat_map(paths).collect();
    let declared = declared::all().into_iter().map(|schema| format!("{}/{}", schema().module, schema().path));
    assert_eq!(BTreeSet::from_iter(written.iter().cloned()), BTreeSet::from_iter(declared));
    assert_eq!(written.len(), declared::all().len(), "one of them is written twice: {written:?}");
}

/// The paths of a row like ``| `spaces` | customers | `coworkers`, `teams` |``.
fn paths(line: &str) -> Vec<String> {
    let Some((module, rest)) = line.strip_prefix("| `").and_then(|row| row.split_once("` | ")) else {
        return Vec::new();
    };
    if !["spaces", "billing", "sys", "security"].contains(&module) {
        return Vec::new();
    }
    rest.split('`').skip(1).step_by(2).map(|entities| format!("{module}/{entities}")).collect()
}
