//! A verdict with its reasons as JSON: what is answered, what is kept with a refusal, and what is said about both.

use vestibule_domain::ids::PassId;
use vestibule_domain::pass::Rule;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Amount, PassRef, World};
use vestibule_domain::{Cure, Examination, Money, OnOffer, Remark, Ruled, Tried, Verdict};

use crate::api::envelope::{instant, quoted};
use crate::openapi::{Member, Shape, member};

const ID: Shape = Shape::OrNull(&Shape::Integer);
const MOMENT: Shape = Shape::OrNull(&Shape::Text);

/// What it looks like.
pub(crate) const SHAPE: Shape = Shape::Object(&[
    member("Admitted", Shape::Boolean, "Whether they get in, or are inside already."),
    member(
        "Code",
        Shape::Text,
        "In one word: `admitted`, `already_inside`, or why not: `no_pass`, `pass_outside_hours`.",
    ),
    member("Sentence", Shape::Text, "For people, on the clocks of the location."),
    member("BusinessId", Shape::Integer, "The location."),
    member("CoworkerId", ID, "The customer."),
    member("At", Shape::Text, "The arrival, UTC."),
    member("Pass", Shape::OrNull(&PASS), "The pass it stands on; null without one."),
    member("Charge", Shape::OrNull(&MONEY), "What is charged at once; null where nothing is."),
    member("Takes", TAKES, "What is taken at once; the minutes of a time pass are taken at departure."),
    member(
        "Passes",
        Shape::List(&TRIED),
        "The passes that could matter: those that serve in the order of their use, then the others.",
    ),
    member("Offers", Shape::List(&OFFER), "What is on offer at the door."),
    member(
        "NextPasses",
        MOMENT,
        "When it would next be let in if nothing changed but the time; null where that is not known.",
    ),
    member("Cure", Shape::OrNull(&CURE), "The cheapest thing that would let them in."),
    member("Cures", Shape::List(&CURE), "All of them that are free, then the cheapest pass that would do."),
    member("Remarks", Shape::List(&REMARK), "What the location lets happen, and notes."),
]);

const PASS: Shape = Shape::Object(&[
    member("Pass", ID, "The `CoworkerTimePass`; null for one that is sold at the door or given by then."),
    member("TimePassId", Shape::Integer, "Its kind."),
    member("Name", Shape::Text, "Its name."),
    EXPECTED,
]);

const EXPECTED: Member =
    member("Expected", Shape::Boolean, "True where a plan will have given it by then; it is not there yet.")
        .optional();

const MONEY: Shape = Shape::Object(&[
    member("Amount", Shape::Number, "How much."),
    member("Currency", Shape::Text, "Of what: `GBP`."),
]);

const TAKES: Shape = Shape::Object(&[
    member("Days", Shape::Integer, "Day passes."),
    member("Minutes", Shape::Integer, "Minutes of a time pass."),
]);

const TRIED: Shape = Shape::Object(&[
    member("Pass", ID, "The `CoworkerTimePass`; null for one that is given by then."),
    member("TimePassId", Shape::Integer, "Its kind."),
    member("Name", Shape::Text, "Its name."),
    EXPECTED,
    member("Serves", Shape::Boolean, "Whether all rules hold."),
    member("Rules", Shape::List(&RULE), "The rules that were put to it."),
]);

const OFFER: Shape = Shape::Object(&[
    member("TimePassId", Shape::Integer, "Its kind."),
    member("Name", Shape::Text, "Its name."),
    member("Price", MONEY, "What this customer pays."),
    member("Serves", Shape::Boolean, "Whether it could be sold now."),
    member(
        "Declined",
        Shape::OrNull(&Shape::Text),
        "Why it is not sold to them at whatever hour, if it is not.",
    ),
    member("Rules", Shape::List(&RULE), "The rules that were put to it."),
]);

const RULE: Shape = Shape::Object(&[
    member("Rule", Shape::Text, "What was asked: `Hours`."),
    member("Holds", Shape::Boolean, "Whether it holds."),
    member("Code", Shape::OrNull(&Shape::Text), "Why not, in one word."),
    member("Datum", Shape::OrNull(&Shape::Text), "Why not, for people, after the name of the pass."),
    member("NextHolds", MOMENT, "When it will hold, where time cures it."),
]);

const CURE: Shape = Shape::Object(&[
    member(
        "Kind",
        Shape::Words(&[
            "AnyPass",
            "NotOverNetwork",
            "Leave",
            "AllowNetwork",
            "Activate",
            "Restore",
            "Wait",
            "NewPasses",
            "Buy",
        ]),
        "What is to be done.",
    ),
    member("Text", Shape::Text, "The same for people."),
    member("At", MOMENT, "Of `Wait` and `NewPasses`: until when."),
    member("TimePassId", ID, "Of `Buy` and `NewPasses`: which pass."),
    member("BusinessId", ID, "Of `Leave`: where."),
    member("Price", Shape::OrNull(&MONEY), "Of `Buy`: what this customer would pay."),
]);

const REMARK: Shape = Shape::Object(&[
    member("Code", Shape::Text, "In one word: `capacity_full`."),
    member("Text", Shape::Text, "For people."),
]);

/// A verdict on an arrival at `at`. `world` is the one that was decided on.
pub(crate) fn told(examination: &Examination, world: &World, at: Instant) -> String {
    let (code, remarks) = match &examination.verdict {
        Verdict::Admitted { remarks, .. } => ("admitted", &remarks[..]),
        Verdict::AlreadyInside { remarks, .. } => ("already_inside", &remarks[..]),
        Verdict::Refused(refusal) => (refusal.code(), &[][..]),
    };
    let pass = examination.pass(world).map(|pass| object(&named(pass.id, pass.terms.id, &pass.terms.name)));
    let (mut days, mut minutes, mut charge) = (0, 0, None);
    for amount in examination.takes() {
        match amount {
            Amount::Days(more) => days += more,
            Amount::Minutes(more) => minutes += more,
            Amount::Charge(more) => charge = charge.map_or(Some(more), |sum: Money| sum.plus(more)),
        }
    }
    let customer = world.customer.as_ref().map(|customer| customer.id.get().to_string());
    object(&[
        ("Admitted", examination.lets_in().to_string()),
        ("Code", quoted(code)),
        ("Sentence", quoted(&examination.sentence(world))),
        ("BusinessId", world.location.id.get().to_string()),
        ("CoworkerId", or_null(customer)),
        ("At", quoted(&instant(at))),
        ("Pass", or_null(pass)),
        ("Charge", or_null(charge.map(money))),
        ("Takes", object(&[("Days", days.to_string()), ("Minutes", minutes.to_string())])),
        ("Passes", list(examination.passes.iter().map(|tried| self::tried(tried, world)))),
        ("Offers", list(examination.offers.iter().map(|offer| self::offer(offer, world)))),
        ("NextPasses", moment(examination.next())),
        ("Cure", or_null(examination.cure().map(|cure| self::cure(cure, world)))),
        ("Cures", list(examination.cures.iter().map(|cure| self::cure(cure, world)))),
        ("Remarks", list(remarks.iter().map(|remark| self::remark(remark, world)))),
    ])
}

fn tried(tried: &Tried, world: &World) -> String {
    let mut members = named(tried.pass, tried.definition, &tried.name);
    members.push(("Serves", tried.serves().to_string()));
    members.push(("Rules", list(tried.rules.iter().map(|ruled| rule(ruled, world)))));
    object(&members)
}

fn offer(offer: &OnOffer, world: &World) -> String {
    object(&[
        ("TimePassId", offer.definition.get().to_string()),
        ("Name", quoted(&offer.name)),
        ("Price", money(offer.price)),
        ("Serves", offer.serves().to_string()),
        ("Declined", or_null(offer.declined.map(|why| quoted(why.words())))),
        ("Rules", list(offer.rules.iter().map(|ruled| rule(ruled, world)))),
    ])
}

fn rule(ruled: &Ruled, world: &World) -> String {
    let why = ruled.trial.outcome.as_ref().err();
    object(&[
        ("Rule", quoted(name(ruled.trial.rule))),
        ("Holds", why.is_none().to_string()),
        ("Code", or_null(why.map(|why| quoted(why.code())))),
        ("Datum", or_null(why.map(|why| quoted(&why.words(world))))),
        ("NextHolds", moment(ruled.next)),
    ])
}

/// A rule as clients know it.
const fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::Holder => "Holder",
        Rule::Left => "Left",
        Rule::Unexpired => "Unexpired",
        Rule::Place => "Place",
        Rule::Audience => "Audience",
        Rule::Network => "Network",
        Rule::Hours => "Hours",
        Rule::Limits => "Limits",
    }
}

fn cure(cure: &Cure, world: &World) -> String {
    let (kind, at, pass, location) = match cure {
        Cure::AnyPass => ("AnyPass", None, None, None),
        Cure::NotOverNetwork => ("NotOverNetwork", None, None, None),
        Cure::Leave(location) => ("Leave", None, None, Some(location.get())),
        Cure::AllowNetwork => ("AllowNetwork", None, None, None),
        Cure::Activate => ("Activate", None, None, None),
        Cure::Restore => ("Restore", None, None, None),
        Cure::Wait(until) => ("Wait", Some(*until), None, None),
        Cure::NewPasses { pass, at, .. } => ("NewPasses", Some(*at), Some(pass.get()), None),
        Cure::Buy { pass, .. } => ("Buy", None, Some(pass.get()), None),
    };
    object(&[
        ("Kind", quoted(kind)),
        ("Text", quoted(&cure.words(world))),
        ("At", moment(at)),
        ("TimePassId", or_null(pass.map(|id| id.to_string()))),
        ("BusinessId", or_null(location.map(|id| id.to_string()))),
        ("Price", or_null(cure.price().map(money))),
    ])
}

fn remark(remark: &Remark, world: &World) -> String {
    object(&[("Code", quoted(remark.code())), ("Text", quoted(&remark.sentence(world)))])
}

fn id(pass: PassRef) -> String {
    match pass {
        PassRef::Existing(id) => id.get().to_string(),
        PassRef::Sold | PassRef::Coming(_) => "null".to_owned(),
    }
}

/// Which pass it is; whether it is expected is said of one that is.
fn named(pass: PassRef, definition: PassId, name: &str) -> Vec<(&'static str, String)> {
    let mut members =
        vec![("Pass", id(pass)), ("TimePassId", definition.get().to_string()), ("Name", quoted(name))];
    if matches!(pass, PassRef::Coming(_)) {
        members.push(("Expected", "true".to_owned()));
    }
    members
}

fn moment(at: Option<Instant>) -> String {
    or_null(at.map(|at| quoted(&instant(at))))
}

/// With the decimals of its currency, exactly.
fn money(money: Money) -> String {
    let shown = money.to_string();
    let (amount, currency) = shown.split_once(' ').unwrap_or((&shown, ""));
    object(&[("Amount", amount.to_owned()), ("Currency", quoted(currency))])
}

/// An object of values that are JSON already.
fn object(members: &[(&str, String)]) -> String {
    let mut out = String::from("{");
    for (at, (name, value)) in members.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        out.extend([comma, "\"", name, "\":", value]);
    }
    out.push('}');
    out
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn or_null(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}
