//! Amounts, counts and minutes that make no sense below zero, whatever record they are in.

use vestibule_records::{Decimal, FieldError, Row};

/// Names what is less than zero.
pub(super) fn below_zero(row: &Row) -> Vec<FieldError> {
    const NAMES: [&str; 8] = [
        "Price",
        "MinutesIncluded",
        "PassesIncluded",
        "Quantity",
        "DiscountTimePasses",
        "CheckinWeekLimit",
        "CheckinMonthLimit",
        "CheckinPricePlanLimit",
    ];
    let wrong = |name: &&str| row.get(name).int().is_some_and(|number| number < 0);
    let error = |name: &str| {
        let number = row.get(name).int().unwrap_or_default();
        let shown = match name {
            "Price" | "DiscountTimePasses" => Decimal::from_ten_thousandths(number).to_string(),
            _ => number.to_string(),
        };
        FieldError::new(name, format!("{shown} is less than zero"), shown)
    };
    NAMES.into_iter().filter(wrong).map(error).collect()
}
