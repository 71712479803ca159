//! A verdict with its reasons as JSON: what is answered, what is kept with a refusal, and what is said about both.

use vestibule_domain::ids::PassId;
use vestibule_domain::pass::{Rule, Why};
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Amount, CustomerPass, PassRef, World};
use vestibule_domain::{Cure, Declined, Examination, Money, OnOffer, Remark, Ruled, Tried, Verdict};

use crate::api::json::{Members, Number, object};
use crate::openapi::{Member, Shape, member};

/// Bytes that most verdicts fit in: some passes with all their rules.
const USUAL: usize = 4096;

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

/// A verdict on an arrival at `at`, as JSON. `world` is the one that was decided on.
pub(crate) fn told(examination: &Examination, world: &World, at: Instant) -> Vec<u8> {
    let (code, remarks) = match &examination.verdict {
        Verdict::Admitted { remarks, .. } => ("admitted", &remarks[..]),
        Verdict::AlreadyInside { remarks, .. } => ("already_inside", &remarks[..]),
        Verdict::Refused(refusal) => (refusal.code(), &[][..]),
    };
    let (mut days, mut minutes, mut charge) = (0, 0, None);
    for amount in examination.takes() {
        match amount {
            Amount::Days(more) => days += more,
            Amount::Minutes(more) => minutes += more,
            Amount::Charge(more) => charge = charge.map_or(Some(more), |sum: Money| sum.plus(more)),
        }
    }
    let mut out = Vec::with_capacity(USUAL);
    object(&mut out, |told| {
        told.put("Admitted", examination.lets_in());
        told.put("Code", code);
        told.put("Sentence", &*examination.sentence(world));
        told.put("BusinessId", world.location.id.get());
        told.put("CoworkerId", world.customer.as_ref().map(|customer| customer.id.get()));
        told.put("At", at);
        told.put_or_null("Pass", examination.pass(world), |pass, out| stands_on(pass, out));
        told.put_or_null("Charge", charge, money);
        told.put_object("Takes", |takes| {
            takes.put("Days", days);
            takes.put("Minutes", minutes);
        });
        told.put_list("Passes", &examination.passes, |pass, out| tried(pass, world, out));
        told.put_list("Offers", &examination.offers, |offer, out| self::offer(offer, world, out));
        told.put("NextPasses", examination.next());
        told.put_or_null("Cure", examination.cure(), |cure, out| self::cure(cure, world, out));
        told.put_list("Cures", &examination.cures, |cure, out| self::cure(cure, world, out));
        told.put_list("Remarks", remarks, |remark, out| self::remark(remark, world, out));
    });
    out
}

fn stands_on(pass: &CustomerPass, out: &mut Vec<u8>) {
    object(out, |told| named(told, pass.id, pass.terms.id, &pass.terms.name));
}

fn tried(tried: &Tried, world: &World, out: &mut Vec<u8>) {
    object(out, |told| {
        named(told, tried.pass, tried.definition, &tried.name);
        told.put("Serves", tried.serves());
        told.put_list("Rules", &tried.rules, |ruled, out| rule(ruled, world, out));
    });
}

fn offer(offer: &OnOffer, world: &World, out: &mut Vec<u8>) {
    object(out, |told| {
        told.put("TimePassId", offer.definition.get());
        told.put("Name", &*offer.name);
        told.put_or_null("Price", Some(offer.price), money);
        told.put("Serves", offer.serves());
        told.put("Declined", offer.declined.map(Declined::words));
        told.put_list("Rules", &offer.rules, |ruled, out| rule(ruled, world, out));
    });
}

fn rule(ruled: &Ruled, world: &World, out: &mut Vec<u8>) {
    let why = ruled.trial.outcome.as_ref().err();
    object(out, |told| {
        told.put("Rule", name(ruled.trial.rule));
        told.put("Holds", why.is_none());
        told.put("Code", why.map(Why::code));
        told.put("Datum", why.map(|why| why.words(world)).as_deref());
        told.put("NextHolds", ruled.next);
    });
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

fn cure(cure: &Cure, world: &World, out: &mut Vec<u8>) {
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
    object(out, |told| {
        told.put("Kind", kind);
        told.put("Text", &*cure.words(world));
        told.put("At", at);
        told.put("TimePassId", pass);
        told.put("BusinessId", location);
        told.put_or_null("Price", cure.price(), money);
    });
}

fn remark(remark: &Remark, world: &World, out: &mut Vec<u8>) {
    object(out, |told| {
        told.put("Code", remark.code());
        told.put("Text", &*remark.sentence(world));
    });
}

const fn id(pass: PassRef) -> Option<i64> {
    match pass {
        PassRef::Existing(id) => Some(id.get()),
        PassRef::Sold | PassRef::Coming(_) => None,
    }
}

/// Which pass it is; whether it is expected is said of one that is.
fn named(told: &mut Members<'_>, pass: PassRef, definition: PassId, name: &str) {
    told.put("Pass", id(pass));
    told.put("TimePassId", definition.get());
    told.put("Name", name);
    if matches!(pass, PassRef::Coming(_)) {
        told.put("Expected", true);
    }
}

/// With the decimals of its currency, exactly.
fn money(money: Money, out: &mut Vec<u8>) {
    let shown = money.to_string();
    let (amount, currency) = shown.split_once(' ').unwrap_or((&shown, ""));
    object(out, |told| {
        told.put("Amount", Number(amount));
        told.put("Currency", currency);
    });
}
