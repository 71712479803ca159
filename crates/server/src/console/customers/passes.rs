//! A customer's passes: what is left, until when, where they hold, and which would be used next.

use std::collections::HashMap;

use vestibule_domain::Tried;
use vestibule_domain::time::{Instant, Zone};
use vestibule_domain::world::{CustomerPass, Holder, PassRef};
use vestibule_records::{Checkin, CoworkerTimePass, Filter, Record, Row, Test, TimePass, Value};
use vestibule_store::{Query, customer_pass};

use crate::api::Failure;
use crate::console::listed::listed;
use crate::console::{Desk, pass, wall};
use crate::vestibule::explain::{Explained, Question, explain};

/// Unused passes that are looked at, beside those that could be used now.
const MOST: i64 = 50;
/// Kinds of passes that can be chosen from, at most.
const MOST_KINDS: i64 = 300;

/// What the rules say of a customer who would come in now.
pub(super) struct Outlook {
    explained: Explained,
    /// The verdict.
    pub(super) sentence: String,
    /// Whether they would get in.
    pub(super) lets_in: bool,
    /// What would let them in, where they are refused.
    pub(super) cures: Vec<String>,
}

/// What would happen if a customer came in here now; `None` where that may not be asked.
pub(super) async fn outlook(desk: &Desk<'_>, customer: i64) -> Result<Option<Outlook>, Failure> {
    if desk.caller.may(Checkin::schema(), "Read").is_err() {
        return Ok(None);
    }
    let question = Question::of(desk.here.id, customer);
    let explained = explain(&*desk.app.store, &desk.caller.viewer, &question, desk.app.now()).await?;
    let Explained { examination, world, .. } = &explained;
    Ok(Some(Outlook {
        sentence: examination.sentence(world),
        lets_in: examination.lets_in(),
        cures: examination.cures.iter().map(|cure| cure.words(world)).collect(),
        explained,
    }))
}

/// A pass, for people.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Which one.
    pub(super) id: i64,
    /// How many there are that nothing tells apart.
    pub(super) count: usize,
    /// Its name.
    pub(super) name: String,
    /// Whether it is somebody else's, who shares it.
    pub(super) shared: bool,
    /// What is left of it.
    pub(super) left: String,
    /// Until when it can be used.
    pub(super) until: String,
    /// Where.
    pub(super) places: String,
    /// Whether it would be used next.
    pub(super) next: bool,
    /// Why it would not serve now.
    pub(super) why: String,
}

/// The passes of a customer, in the order of their use; `None` where they may not be read.
pub(super) async fn lines(
    desk: &Desk<'_>,
    customer: i64,
    outlook: Option<&Outlook>,
    zone: &Zone,
) -> Result<Option<Vec<Line>>, Failure> {
    let on = Filter::on::<CoworkerTimePass>;
    let unused =
        vec![on("CoworkerId", Test::Is(Value::Int(customer))), on("Used", Test::Is(Value::Bool(false)))];
    let Some(mut rows) = listed::<CoworkerTimePass>(desk, unused, ("Id", true), MOST).await? else {
        return Ok(None);
    };
    let tried = outlook.map(tried).unwrap_or_default();
    let missing = tried.keys().filter(|id| !rows.iter().any(|row| row.id() == **id)).copied().collect();
    let query = Query::ids(CoworkerTimePass::schema(), desk.caller.viewer.clone(), missing);
    rows.extend(desk.app.store.list(Query { sets: false, ..query }).await?.rows);
    let told = Told { desk, outlook, tried: &tried, zone };
    let mut lines = Vec::new();
    for row in &rows {
        lines.extend(told.line(row)?);
    }
    lines.sort_by_key(|line| tried.get(&line.id).map_or((usize::MAX, -line.id), |(nth, _)| (*nth, 0)));
    Ok(Some(grouped(lines)))
}

/// Passes one after the other that nothing tells apart stand in one line, with how many they are.
fn grouped(lines: Vec<Line>) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    for line in lines {
        match all.last_mut() {
            Some(last) if *last == (Line { id: last.id, count: last.count, ..line.clone() }) => {
                last.count += 1
            }
            _ => all.push(line),
        }
    }
    all
}

/// The passes that were tried, with their places in the order.
fn tried(outlook: &Outlook) -> HashMap<i64, (usize, &Tried)> {
    let all = outlook.explained.examination.passes.iter().enumerate();
    all.filter_map(|(nth, tried)| Some((number(tried.pass)?, (nth, tried)))).collect()
}

const fn number(pass: PassRef) -> Option<i64> {
    match pass {
        PassRef::Existing(id) => Some(id.get()),
        PassRef::Sold | PassRef::Coming(_) => None,
    }
}

/// What is known of a customer's passes.
struct Told<'a> {
    desk: &'a Desk<'a>,
    outlook: Option<&'a Outlook>,
    tried: &'a HashMap<i64, (usize, &'a Tried)>,
    zone: &'a Zone,
}

impl Told<'_> {
    /// `None` for one that is over and could not be used any more, as one that was sold for a visit.
    fn line(&self, row: &Row) -> Result<Option<Line>, Failure> {
        let stored = CoworkerTimePass::from_row(row)?;
        let tried = self.tried.get(&row.id()).map(|(_, tried)| *tried);
        let is_over = |at: Instant| at <= self.desk.app.now();
        if tried.is_none() && stored.expire_date.is_some_and(is_over) {
            return Ok(None);
        }
        let Some(terms) = self.desk.catalogue.terms(stored.time_pass_id.get()) else { return Ok(None) };
        let seen = self.outlook.and_then(|outlook| {
            outlook.explained.world.passes.iter().find(|pass| number(pass.id) == Some(row.id()))
        });
        let own = customer_pass(&stored, terms);
        let pass = seen.unwrap_or(&own);
        if pass.pay_as_you_go() && !tried.is_some_and(Tried::serves) {
            return Ok(None);
        }
        Ok(Some(Line {
            id: row.id(),
            count: 1,
            name: pass.terms.name.clone(),
            shared: pass.holder != Holder::Own,
            left: pass::left(pass, self.zone),
            until: pass.expires.map(|at| wall::moment(at, self.zone)).unwrap_or_else(|| "no end".to_owned()),
            places: pass::places(terms, &self.desk.catalogue),
            next: self.is_next(pass),
            why: tried.map(|tried| self.why(tried)).unwrap_or_default(),
        }))
    }

    fn is_next(&self, pass: &CustomerPass) -> bool {
        let used = self.outlook.and_then(|outlook| {
            let Explained { examination, world, .. } = &outlook.explained;
            examination.pass(world).map(|pass| pass.id)
        });
        used == Some(pass.id)
    }

    fn why(&self, tried: &Tried) -> String {
        let Some(outlook) = self.outlook else { return String::new() };
        let failing = tried.rules.iter().filter_map(|ruled| ruled.trial.outcome.as_ref().err());
        failing.map(|why| why.words(&outlook.explained.world)).collect::<Vec<_>>().join("; ")
    }
}

/// The kinds of passes that can be given, by name; none where that may not be done.
pub(super) async fn kinds(desk: &Desk<'_>) -> Result<Vec<(i64, String)>, Failure> {
    if desk.caller.may(CoworkerTimePass::schema(), "Create").is_err() {
        return Ok(Vec::new());
    }
    let current = vec![Filter::on::<TimePass>("Archived", Test::Is(Value::Bool(false)))];
    let rows = listed::<TimePass>(desk, current, ("Name", false), MOST_KINDS).await?.unwrap_or_default();
    let name = |row: &Row| (row.id(), row.get("Name").text().unwrap_or_default().to_owned());
    Ok(rows.iter().map(name).collect())
}
