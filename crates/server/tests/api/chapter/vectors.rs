//! The table of the test vectors names tests that are there, and all of them.

use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../../../../docs/vectors.md");
const FILES: [(&str, &str); 3] = [
    ("crates/domain/tests/examples.rs", include_str!("../../../../domain/tests/examples.rs")),
    ("crates/server/tests/api/vectors.rs", include_str!("../vectors.rs")),
    ("crates/server/tests/api/deliveries.rs", include_str!("../deliveries.rs")),
];

/// The number of a vector, the name of its test, and the file that is in.
type Row = (usize, String, String);

fn number(test: &str) -> usize {
    let digits = test.strip_prefix("vector_").and_then(|rest| rest.split('_').next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("{test} has no number"))
}

fn tests() -> BTreeSet<Row> {
    let names = |text: &'static str| {
        text.lines().filter_map(|line| {
            let name =
                line.trim_start().trim_start_matches("async ").strip_prefix("fn ")?.split('(').next()?;
            name.starts_with("vector_").then_some(name)
        })
    };
    let rows =
        |(file, text)| names(text).map(move |name| (number(name), name.to_owned(), String::from(file)));
    FILES.into_iter().flat_map(rows).collect()
}

fn table() -> BTreeSet<Row> {
    let rows = TABLE.lines().filter_map(|line| {
        let cells: Vec<_> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, number, _, name, file, _] = cells[..] else { return None };
        Some((number.parse().ok()?, name.to_owned(), file.to_owned()))
    });
    rows.collect()
}

#[test]
fn every_test_vector_has_a_test_and_the_table_names_it() {
    let tests = tests();
    let numbers: BTreeSet<usize> = tests.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=25).collect());
    assert_eq!(table(), tests);
}
