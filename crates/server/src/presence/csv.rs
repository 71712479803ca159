//! Lines for spreadsheets.

/// A line of cells. What a spreadsheet would take for a formula is made text by an apostrophe before it.
pub(crate) fn line<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (nth, text) in cells.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        cell(text, out);
    }
    out.push_str("\r\n");
}

fn cell(text: &str, out: &mut String) {
    // Spreadsheets skip what is blank before they look for a formula.
    let is_formula =
        text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let guard = if is_formula { "'" } else { "" };
    if text.contains(['"', ',', '\r', '\n']) {
        out.push('"');
        out.push_str(guard);
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(guard);
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[&str]) -> String {
        let mut out = String::new();
        line(cells.iter().copied(), &mut out);
        out
    }

    #[test]
    fn what_could_be_a_formula_is_text() {
        for wrong in ["=1+1", "+44 20 7946 0000", "-2", "@SUM(A1)", " =1", "\t=1"] {
            assert_eq!(written(&[wrong]), format!("'{wrong}\r\n"), "{wrong:?}");
        }
        assert_eq!(written(&["=HYPERLINK(\"x\",1)"]), "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(written(&["Ann Lee", "", "Bolt, Acme", "a\nb"]), "Ann Lee,,\"Bolt, Acme\",\"a\nb\"\r\n");
    }
}
