//! The arithmetic of a visit as JSON, and what is said about that.

use vestibule_domain::arithmetic::{Arithmetic, Takes, TakesDay, TakesMinutes};
use vestibule_domain::charge::{Charge, Day, Other};
use vestibule_domain::world::{Amount, Entry, PassRef};
use vestibule_domain::{Minutes, Money, Percent, Zone};

use crate::api::envelope::{instant, quoted};
use crate::openapi::{Shape, member};

const AMOUNT: Shape = Shape::Number;
const NUMBER: Shape = Shape::Integer;
const WHETHER: Shape = Shape::Boolean;

/// What the answer looks like.
pub(super) const SHAPE: Shape = Shape::Object(&[
    member("CheckinId", NUMBER, "The visit."),
    member("FromTime", Shape::Text, "Its arrival, UTC."),
    member("ToTime", Shape::OrNull(&Shape::Text), "Its departure, UTC; null while it is open."),
    member("Microseconds", NUMBER, "How long it is, exactly; an open visit by its first instant."),
    member("LeftOutMicroseconds", NUMBER, "Of that, time in bookings that is left out."),
    member("NetMicroseconds", NUMBER, "What remains."),
    member("BilledMinutes", NUMBER, "That in started quarters of an hour; 0 when all of it was in bookings."),
    member(
        "Takes",
        Shape::Words(&["Nothing", "Day", "Minutes", "Session"]),
        "What kind of pass it stands on.",
    ),
    member("Day", Shape::OrNull(&DAY_PASS), "On a day pass: the day."),
    member("Minutes", Shape::OrNull(&TIME_PASS), "On a time pass: its minutes."),
    member("Charge", Shape::OrNull(&CHARGE), "On a pass sold at the door: what is charged."),
    member("Lines", Shape::List(&Shape::Text), "All of it for people, on the clocks of the location."),
    member("Entries", Shape::List(&ENTRY), "What the ledger has of the visit, oldest first."),
    member("Agrees", WHETHER, "Whether the ledger comes to the same."),
]);

const DAY_PASS: Shape = Shape::Object(&[
    member("Date", Shape::OrNull(&Shape::Text), "The business day it is used on."),
    member("First", WHETHER, "Whether this visit took the pass; others of that day take nothing."),
]);

const TIME_PASS: Shape = Shape::Object(&[
    member("Before", NUMBER, "What the pass had."),
    member("Billed", NUMBER, "What the visit comes to; 0 while it is open."),
    member("Taken", NUMBER, "What it took, as far as the pass had it."),
    member("Left", NUMBER, "What it left."),
    member("Overtime", NUMBER, "What the pass had not; it is not charged."),
]);

const CHARGE: Shape = Shape::Object(&[
    member("Currency", Shape::Text, "Of all amounts."),
    member("Price", AMOUNT, "The price of the pass."),
    member("PerMinutes", Shape::OrNull(&NUMBER), "The minutes that buys; null: a day."),
    member("OfPlan", WHETHER, "Whether it is the price of a plan, not of the catalogue."),
    member("Minutes", NUMBER, "Minutes billed; 0 for a day."),
    member("Gross", Shape::OrNull(&AMOUNT), "What they cost; null when it is out of range."),
    member("DiscountPercent", AMOUNT, "What comes off."),
    member("Net", Shape::OrNull(&AMOUNT), "What the session is worth, rounded half up once."),
    member(
        "Day",
        Shape::OrNull(&DAY),
        "The day, where it has a minimum or a maximum and anything is billed.",
    ),
    member("Invoiced", WHETHER, "Whether it is on an invoice, and stays as it is."),
    member("Charged", AMOUNT, "What is charged."),
]);

const DAY: Shape = Shape::Object(&[
    member("Date", Shape::Text, "The business day."),
    member("Others", Shape::List(&OTHER), "The other sessions of the customer there."),
    member("Sum", AMOUNT, "What all are worth."),
    member("Minimum", Shape::OrNull(&AMOUNT), "The least the day costs."),
    member("Maximum", Shape::OrNull(&AMOUNT), "The most it costs."),
    member("Due", AMOUNT, "The sum between them."),
    member("Charged", AMOUNT, "What the other sessions are charged."),
    member("Missing", AMOUNT, "What is not."),
]);

const OTHER: Shape = Shape::Object(&[
    member("CoworkerTimePassId", Shape::OrNull(&NUMBER), "Its pass."),
    member("Net", Shape::OrNull(&AMOUNT), "What it is worth; null when nothing of it is billed."),
    member("Charged", AMOUNT, "What it is charged."),
]);

const ENTRY: Shape = Shape::Object(&[
    member("CoworkerTimePassId", Shape::OrNull(&NUMBER), "The pass."),
    member("Unit", Shape::Words(&["Days", "Minutes", "Money"]), "What is counted."),
    member("Amount", AMOUNT, "How much; negative when given back."),
    member("Currency", Shape::OrNull(&Shape::Text), "Of money."),
]);

/// The answer about a visit, with what the ledger has of it.
pub(super) fn told(id: i64, arithmetic: &Arithmetic, entries: &[Entry], zone: &Zone) -> String {
    let Arithmetic { from, to, length, takes, .. } = arithmetic;
    let kind = match takes {
        Takes::Nothing => "Nothing",
        Takes::Day(_) => "Day",
        Takes::Minutes(_) => "Minutes",
        Takes::Session(_) => "Session",
    };
    object(&[
        ("CheckinId", id.to_string()),
        ("FromTime", quoted(&instant(*from))),
        ("ToTime", or_null(to.map(|to| quoted(&instant(to))))),
        ("Microseconds", length.whole().in_micros().to_string()),
        ("LeftOutMicroseconds", length.left_out().in_micros().to_string()),
        ("NetMicroseconds", length.net().in_micros().to_string()),
        ("BilledMinutes", minutes(length.billed())),
        ("Takes", quoted(kind)),
        ("Day", or_null(day_of(takes).map(day_pass))),
        ("Minutes", or_null(minutes_of(takes).map(time_pass))),
        ("Charge", or_null(charge_of(takes).map(charge))),
        ("Lines", list(arithmetic.lines(zone).iter().map(|line| quoted(line)))),
        ("Entries", list(entries.iter().map(entry))),
        ("Agrees", arithmetic.agrees_with(entries).to_string()),
    ])
}

const fn day_of(takes: &Takes) -> Option<&TakesDay> {
    if let Takes::Day(day) = takes { Some(day) } else { None }
}

const fn minutes_of(takes: &Takes) -> Option<&TakesMinutes> {
    if let Takes::Minutes(minutes) = takes { Some(minutes) } else { None }
}

const fn charge_of(takes: &Takes) -> Option<&Charge> {
    match takes {
        Takes::Session(charge) => Some(charge),
        Takes::Day(day) => day.charge.as_ref(),
        Takes::Nothing | Takes::Minutes(_) => None,
    }
}

fn day_pass(day: &TakesDay) -> String {
    object(&[
        ("Date", or_null(day.day.map(|day| quoted(&day.to_string())))),
        ("First", day.first.to_string()),
    ])
}

fn time_pass(taken: &TakesMinutes) -> String {
    object(&[
        ("Before", minutes(taken.before)),
        ("Billed", minutes(taken.billed)),
        ("Taken", minutes(taken.taken())),
        ("Left", minutes(taken.left())),
        ("Overtime", minutes(taken.overtime())),
    ])
}

fn charge(charge: &Charge) -> String {
    let session = &charge.session;
    object(&[
        ("Currency", quoted(charge.charged.currency().code())),
        ("Price", amount(session.rate.price)),
        ("PerMinutes", or_null(session.rate.per.map(minutes))),
        ("OfPlan", session.rate.of_plan.to_string()),
        ("Minutes", minutes(session.billed)),
        ("Gross", or_null(session.gross().map(amount))),
        ("DiscountPercent", percent(session.rate.discount)),
        ("Net", or_null(session.worth().map(amount))),
        ("Day", or_null(charge.day.as_ref().map(day))),
        ("Invoiced", charge.invoiced.to_string()),
        ("Charged", amount(charge.charged)),
    ])
}

fn day(day: &Day) -> String {
    object(&[
        ("Date", quoted(&day.day.to_string())),
        ("Others", list(day.others.iter().map(other))),
        ("Sum", amount(day.sum)),
        ("Minimum", or_null(day.minimum.map(amount))),
        ("Maximum", or_null(day.maximum.map(amount))),
        ("Due", amount(day.due)),
        ("Charged", amount(day.charged)),
        ("Missing", amount(day.missing())),
    ])
}

fn other(other: &Other) -> String {
    object(&[
        ("CoworkerTimePassId", pass(other.pass)),
        ("Net", or_null(other.worth.map(amount))),
        ("Charged", amount(other.charged)),
    ])
}

fn entry(entry: &Entry) -> String {
    let (unit, counted, currency) = match entry.amount {
        Amount::Days(days) => ("Days", days.to_string(), None),
        Amount::Minutes(minutes) => ("Minutes", minutes.to_string(), None),
        Amount::Charge(money) => ("Money", amount(money), Some(quoted(money.currency().code()))),
    };
    object(&[
        ("CoworkerTimePassId", pass(entry.pass)),
        ("Unit", quoted(unit)),
        ("Amount", counted),
        ("Currency", or_null(currency)),
    ])
}

fn pass(pass: PassRef) -> String {
    or_null(match pass {
        PassRef::Existing(id) => Some(id.get().to_string()),
        PassRef::Sold | PassRef::Coming(_) => None,
    })
}

fn minutes(minutes: Minutes) -> String {
    minutes.get().to_string()
}

/// Money as a number with the decimals of its currency, exactly.
fn amount(money: Money) -> String {
    without_unit(&money.to_string())
}

fn percent(percent: Percent) -> String {
    without_unit(&percent.to_string())
}

fn without_unit(shown: &str) -> String {
    shown.split(' ').next().unwrap_or("0").to_owned()
}

/// An object of values that are JSON already.
fn object(members: &[(&str, String)]) -> String {
    let members = members.iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn or_null(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}
