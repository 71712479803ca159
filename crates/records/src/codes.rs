//! Numbers of cards and key fobs, told apart by their letters and digits alone: readers spell them with and without
//! colons, in either letter case (`domain.md` 6.1).

use crate::{Row, Schema};

impl Schema {
    /// The table of the codes of its rows, if it has fields that hold codes: a row and a code in each line.
    #[must_use]
    pub fn codes_table(&self) -> Option<String> {
        self.fields.iter().any(|field| field.codes).then(|| format!("{}_codes", self.table))
    }
}

impl Row {
    /// The codes in its fields, each once. One field may hold several, set apart by commas, semicolons, bars or line
    /// breaks.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let fields = self.schema.fields.iter().zip(&self.values).filter(|(field, _)| field.codes);
        let texts = fields.filter_map(|(_, value)| value.text());
        let mut codes: Vec<String> =
            texts.flat_map(|text| text.split([',', ';', '|', '\n'])).map(code).collect();
        codes.retain(|code| !code.is_empty());
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// A code as it is compared: its letters and digits, in upper case.
///
/// ```
/// assert_eq!(vestibule_records::code("04:a1-b2 c3"), "04A1B2C3");
/// ```
#[must_use]
pub fn code(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Coworker, Record};

    fn codes(card: &str, fob: &str) -> Vec<String> {
        let (card, fob) = (Some(card.to_owned()), Some(fob.to_owned()));
        Coworker { access_card_id: card, key_fob_number: fob, ..Coworker::default() }.into_row().codes()
    }

    #[test]
    fn a_customer_may_have_several_cards_and_a_fob() {
        assert_eq!(codes("04:a1:b2:c3, 04D4E5F6;77", "fob 9"), ["04A1B2C3", "04D4E5F6", "77", "FOB9"]);
        assert_eq!(codes("04a1", "04-A1"), ["04A1"]);
        assert!(codes(" , :", "").is_empty());
    }
}
