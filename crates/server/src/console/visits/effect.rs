//! What a change of a visit would come to, for people: minutes, passes and money, before and after.

use vestibule_domain::arithmetic;
use vestibule_domain::time::{Instant, Zone};
use vestibule_domain::world::{CustomerPass, PassRef, Visit, VisitRef, World};

use super::taken::Taken;
use crate::api::Foreseen;
use crate::api::request::fingerprint;
use crate::console::{pass, wall};

/// What a change would come to.
pub(super) struct Effect {
    /// Line by line.
    pub(super) lines: Vec<Line>,
    /// How the visit would be reckoned then.
    pub(super) steps: Vec<String>,
    /// A mark of all of this: whoever sends it back has seen it.
    pub(super) seen: String,
}

/// Something, as it is and as it would be.
pub(super) struct Line {
    /// What.
    pub(super) what: String,
    /// As it is.
    pub(super) before: String,
    /// As it would be.
    pub(super) after: String,
}

impl Line {
    /// Whether it would change.
    pub(super) fn changes(&self) -> bool {
        self.before != self.after
    }

    fn of(what: impl Into<String>, before: String, after: String) -> Self {
        Self { what: what.into(), before, after }
    }
}

impl Effect {
    /// What was foreseen of a visit, with the fields it was foreseen for.
    pub(super) fn of(foreseen: &Foreseen, zone: &Zone, asked: &[&str]) -> Self {
        let told = Told { foreseen, zone };
        let lines: Vec<Line> =
            told.visit().into_iter().chain(told.passes()).chain(told.other_visits()).collect();
        let after = told.after();
        let steps = after.map(|visit| arithmetic(&foreseen.after, visit).lines(zone)).unwrap_or_default();
        let told = lines.iter().flat_map(|line| [&line.what, &line.before, &line.after]);
        let all: Vec<&[u8]> = asked
            .iter()
            .map(|field| field.as_bytes())
            .chain(told.chain(&steps).map(|text| text.as_bytes()))
            .collect();
        Self { seen: fingerprint(&all), lines, steps }
    }
}

/// What is there to tell of it.
struct Told<'a> {
    foreseen: &'a Foreseen,
    zone: &'a Zone,
}

impl Told<'_> {
    fn after(&self) -> Option<&Visit> {
        self.foreseen.after.visits.iter().find(|visit| visit.id == self.foreseen.visit.id)
    }

    /// The visit itself.
    fn visit(&self) -> Vec<Line> {
        let Foreseen { before: world, after: world_after, visit, .. } = self.foreseen;
        let after = self.after();
        let both = |what: &str, say: &dyn Fn(&World, &Visit) -> String| {
            let then = after.map_or_else(|| "–".to_owned(), |visit| say(world_after, visit));
            Line::of(what, say(world, visit), then)
        };
        vec![
            both("Arrival", &|_, visit| wall::moment(visit.from, self.zone)),
            both("Departure", &|_, visit| self.departure(visit.to)),
            both("Minutes", &minutes),
            both("Pass", &pass_name),
            both("Taken from the pass", &|world, visit| taken(world, visit.id).used()),
            both("Charged", &|world, visit| taken(world, visit.id).charged()),
        ]
    }

    fn departure(&self, to: Option<Instant>) -> String {
        to.map_or_else(|| "still inside".to_owned(), |to| wall::moment(to, self.zone))
    }

    /// Passes that have more or less left, or another price.
    fn passes(&self) -> Vec<Line> {
        let Foreseen { before, after, changes, .. } = self.foreseen;
        let withdrawn = changes.withdrawn.iter().map(|id| PassRef::Existing(*id));
        let ids = changes.passes.iter().map(|pass| pass.id).chain(withdrawn);
        let told = |world: &World, id: PassRef, tell: &dyn Fn(&CustomerPass) -> String| {
            found(world, id).map_or_else(|| "–".to_owned(), tell)
        };
        ids.flat_map(|id| {
            let pass = found(after, id).or_else(|| found(before, id));
            let name = pass.map(|pass| pass.terms.name.as_str()).unwrap_or_default();
            let left = |pass: &CustomerPass| pass::left(pass, self.zone);
            let price = |pass: &CustomerPass| pass.price.to_string();
            let sold = pass.is_some_and(CustomerPass::pay_as_you_go);
            let left = Line::of(format!("Left on {name}"), told(before, id, &left), told(after, id, &left));
            let price =
                Line::of(format!("Price of {name}"), told(before, id, &price), told(after, id, &price));
            [Some(left), Some(price).filter(|_| sold)].into_iter().flatten()
        })
        .filter(Line::changes)
        .collect()
    }

    /// Other visits that become one with it, or come to something else.
    fn other_visits(&self) -> Vec<Line> {
        let Foreseen { before, after, visit, .. } = self.foreseen;
        let others = before.visits.iter().filter(|other| other.id != visit.id);
        others.flat_map(|other| self.other(other, after)).filter(Line::changes).collect()
    }

    fn other(&self, other: &Visit, after: &World) -> Vec<Line> {
        let name = other.id.existing().map(|id| format!("visit {}", id.get())).unwrap_or_default();
        let times = |visit: &Visit| {
            format!("{} to {}", wall::moment(visit.from, self.zone), self.departure(visit.to))
        };
        let Some(then) = after.visits.iter().find(|visit| visit.id == other.id) else {
            return vec![Line::of(
                format!("Times of {name}"),
                times(other),
                "one with this visit".to_owned(),
            )];
        };
        let (was, is) = (taken(&self.foreseen.before, other.id), taken(after, other.id));
        vec![
            Line::of(format!("Times of {name}"), times(other), times(then)),
            Line::of(format!("Taken from passes by {name}"), was.used(), is.used()),
            Line::of(format!("Charged for {name}"), was.charged(), is.charged()),
        ]
    }
}

fn minutes(world: &World, visit: &Visit) -> String {
    match visit.to {
        None => "not over yet".to_owned(),
        Some(_) => format!("{} min", arithmetic(world, visit).length.net().in_seconds() / 60),
    }
}

fn pass_name(world: &World, visit: &Visit) -> String {
    let pass = visit.pass.and_then(|id| found(world, id));
    pass.map_or_else(|| "none".to_owned(), |pass| pass.terms.name.clone())
}

fn found(world: &World, id: PassRef) -> Option<&CustomerPass> {
    world.passes.iter().find(|pass| pass.id == id)
}

/// What the ledger has of a visit.
fn taken(world: &World, visit: VisitRef) -> Taken {
    Taken::of(world.taken.iter().filter(|entry| entry.visit == visit).map(|entry| entry.amount))
}
