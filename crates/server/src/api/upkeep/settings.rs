//! Settings that the rules read must be readable.

use vestibule_records::{BusinessSetting, Decimal, FieldError, Filter, Row, Test};
use vestibule_store::{Lookup, Snapshot, outbox};

use super::rules::Rules;
use crate::access;
use crate::api::envelope;
use crate::delivery::target;
use crate::public::LONGEST_DEBOUNCE;
use crate::sources::{LONGEST_WINDOW, WINDOW_WORDS};

pub(super) const BUSINESS_SETTING: Rules = Rules {
    agree: |row, before, facts| setting_errors(row, before, facts.snapshot),
    ..Rules::of::<BusinessSetting>()
};

/// The words of settings that are one of a few.
const CHOICES: [(&str, &[&str]); 15] = [
    ("checkin.payasyougo", &TRUTH),
    ("checkin.alwaysrecordbyminute", &TRUTH),
    ("checkin.discountbookings", &TRUTH),
    ("checkin.payasyougomemberspaywithcontract", &TRUTH),
    ("members.notifyonautocheckout", &TRUTH),
    ("security.disableautochecking", &TRUTH),
    ("store.alwaysinvoice", &TRUTH),
    ("vestibule.capacity", &["off", "warn", "enforce"]),
    ("vestibule.kiosk.language", &["en", "de", "es"]),
    ("vestibule.kiosk.namesearch", &["off", "pin", "name"]),
    ("vestibule.kiosk.visitors", &TRUTH),
    ("vestibule.openinghours", &["off", "warn", "enforce"]),
    ("vestibule.antipassback", &["off", "flag", "refuse"]),
    ("vestibule.passsharing", &["off", "flag", "refuse"]),
    ("vestibule.spaceapi.publish", &TRUTH),
];
const TRUTH: [&str; 2] = ["True", "False"];

/// The setting of this name that the location has already.
pub(super) fn namesake(row: &Row) -> Lookup {
    let name = row.get("Name").text().unwrap_or_default().to_owned();
    let location = Test::Is(row.get("BusinessId").clone());
    let filters = vec![
        Filter::on::<BusinessSetting>("BusinessId", location),
        Filter::on::<BusinessSetting>("Name", Test::Same(name)),
    ];
    Lookup::two(row.schema, filters)
}

/// Settings that the rules read must be readable, and a location has each only once (`domain.md 10`).
fn setting_errors(row: &Row, before: Option<&Row>, snapshot: &Snapshot) -> Vec<FieldError> {
    let name = row.get("Name").text().unwrap_or_default();
    let value = row.get("Value").text().unwrap_or_default().trim();
    let mut errors = Vec::new();
    let own = before.map(Row::id);
    if snapshot.found.iter().flatten().any(|other| Some(other.id()) != own) {
        let message = format!("this location has a setting '{name}' already");
        errors.push(FieldError::new("Name", message, envelope::quoted(name)));
    }
    let mut wrong = |message: String| errors.push(FieldError::new("Value", message, envelope::quoted(value)));
    let amount = || Decimal::parse(value).filter(|amount| amount.ten_thousandths() >= 0);
    let name_in_any_case = name.to_ascii_lowercase();
    if let Some((_, words)) = CHOICES.iter().find(|(setting, _)| *setting == name_in_any_case)
        && !value.is_empty()
        && !words.iter().any(|word| value.eq_ignore_ascii_case(word))
    {
        wrong(none_of(value, words));
    }
    match name_in_any_case.as_str() {
        _ if value.is_empty() => {}
        "checkin.dailycutofftime" if !vestibule_store::is_cut_off(value) => {
            wrong(format!("'{value}' is not a time of day such as 03:00"));
        }
        "vestibule.checkin.debounceseconds" if !is_debounce(value) => {
            wrong(format!("'{value}' is not a whole number of seconds from 0 to {LONGEST_DEBOUNCE}"));
        }
        "checkin.devicecountlimit" if value.parse::<u32>().is_err() => {
            wrong(format!("'{value}' is not a whole number of devices"));
        }
        "vestibule.spaceapi.threshold" if !value.parse::<u32>().is_ok_and(|least| least > 0) => {
            wrong(format!("'{value}' is not a whole number of people from 1"));
        }
        "mobileapp.nexclicker.maxcapacity" if value.parse::<u32>().is_err() => {
            wrong(format!("'{value}' is not a whole number of people"));
        }
        name if is_window(name) && !is_minutes(value) => {
            wrong(format!("'{value}' is not a whole number of minutes from 0 to {LONGEST_WINDOW}"));
        }
        name if is_address(name) => {
            if let Err(why) = target::read(value) {
                wrong(why.to_owned());
            }
        }
        // A header has to hold it.
        name if is_token(name) && !value.bytes().all(|byte| byte.is_ascii_graphic()) => {
            wrong("is not ASCII without spaces".to_owned());
        }
        // A receiver that takes text for ASCII must come to the same key.
        "webhooks.sharedsecret" if !value.is_ascii() => wrong("is not ASCII".to_owned()),
        "checkin.payasyougominprice" | "checkin.payasyougomaxprice" => match amount() {
            None => wrong(format!("'{value}' is not an amount")),
            Some(amount) => {
                let least = name_in_any_case.ends_with("minprice");
                let other = if least { "Checkin.PayAsYouGoMaxPrice" } else { "Checkin.PayAsYouGoMinPrice" };
                let location = row.get("BusinessId").int().unwrap_or_default();
                let other = snapshot.catalogue.setting(location, other).and_then(Decimal::parse);
                if other.is_some_and(|other| if least { amount > other } else { amount < other }) {
                    wrong("the least a day costs would be more than the most".to_owned());
                }
            }
        },
        _ => {}
    }
    errors
}

fn is_address(name: &str) -> bool {
    [outbox::DOORS_URL, access::GROUPS_URL].iter().any(|address| name.eq_ignore_ascii_case(address))
}

fn is_token(name: &str) -> bool {
    [outbox::DOORS_TOKEN, access::GROUPS_TOKEN].iter().any(|token| name.eq_ignore_ascii_case(token))
}

fn none_of(value: &str, words: &[&str]) -> String {
    match words {
        [one, other] => format!("'{value}' is neither {one} nor {other}"),
        _ => format!("'{value}' is none of {}", words.join(", ")),
    }
}

/// Whether it says how late a signal may come.
fn is_window(name: &str) -> bool {
    let kind = name.strip_prefix("vestibule.signals.");
    kind.is_some_and(|rest| {
        WINDOW_WORDS.iter().any(|(_, word)| {
            let word = word.to_ascii_lowercase();
            rest == format!("{word}.acceptminutes") || rest == format!("{word}.flagminutes")
        })
    })
}

fn is_minutes(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|minutes| (0..=LONGEST_WINDOW).contains(&minutes))
}

fn is_debounce(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|seconds| (0..=LONGEST_DEBOUNCE).contains(&seconds))
}
