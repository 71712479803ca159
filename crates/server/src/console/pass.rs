//! A pass in words.

use vestibule_domain::time::Zone;
use vestibule_domain::world::{CustomerPass, PassTerms, Right};
use vestibule_store::Catalogue;

use super::wall;

/// What is left of it: `1 day`, `used on 2026-09-02 09:15`, `105 min of 600 min`.
pub(super) fn left(pass: &CustomerPass, zone: &Zone) -> String {
    match pass.right {
        Right::Day { used: None } => "1 day".to_owned(),
        Right::Day { used: Some(used) } => format!("used on {}", wall::moment(used, zone)),
        Right::Time { .. } if pass.pay_as_you_go() => "sold for one visit".to_owned(),
        Right::Time { left, total, .. } => format!("{left} of {total}"),
    }
}

/// The names of the locations where it holds.
pub(super) fn places(terms: &PassTerms, catalogue: &Catalogue) -> String {
    let holds = if terms.locations.is_empty() {
        catalogue.with_everything_below(&[terms.owner.get()])
    } else {
        terms.locations.iter().map(|place| place.get()).collect()
    };
    let names = holds.into_iter().filter_map(|id| catalogue.location(id));
    names.map(|place| place.name.as_str()).collect::<Vec<_>>().join(", ")
}
