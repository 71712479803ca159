//! What admission and departure need of many customers at once: one statement for each kind of row, whatever the
//! number of works.

use std::collections::HashMap;

use tokio_postgres::Row as Line;
use vestibule_records::Row;
use vestibule_store::{Catalogue, CustomerFacts, Headcount, Scope, VisitFacts, VisitScope, VisitWindow};

use crate::fault::Fault;
use crate::flight::{Flight, param};
use crate::headcount::{Headcounts, Heads};
use crate::load::Purpose;
use crate::questions::{CUSTOMERS, LOCK, PASSES_OF, REFUSED, TAKEN_BY, VISITS_OF};

/// What the scopes of a transaction ask about customers and visits.
pub(crate) struct Asked<'a> {
    purpose: Purpose,
    scopes: Vec<Option<(&'a VisitScope, Option<VisitWindow>)>>,
    customers: Columns,
    corrected: Vec<i64>,
    taps: Vec<String>,
    headcounts: Headcounts,
}

/// The customers with what is asked about each, as parallel arrays.
#[derive(Default)]
struct Columns {
    customers: Vec<i64>,
    at: Vec<i64>,
    opens: Vec<i64>,
    closes: Vec<i64>,
    passes: Vec<Option<String>>,
    visits: Vec<Option<i64>>,
}

/// Where the answers will be.
pub(crate) struct Seats {
    customers: Option<[usize; 2]>,
    visits: Option<usize>,
    ledger: Option<usize>,
    refusals: Option<usize>,
    inside: Option<usize>,
}

impl<'a> Asked<'a> {
    /// Gathers what the scopes ask, by the business days of a catalogue.
    pub(crate) fn of(scopes: &[&'a Scope], catalogue: &Catalogue, purpose: Purpose) -> Self {
        let mut asked = Self {
            purpose,
            scopes: Vec::new(),
            customers: Columns::default(),
            corrected: Vec::new(),
            taps: Vec::new(),
            headcounts: Headcounts::default(),
        };
        for scope in scopes {
            let scope = scope.visit.as_ref();
            let scope = scope.map(|scope| (scope, VisitWindow::of(scope, catalogue)));
            if let Some((scope, Some(window))) = scope {
                asked.customers.take(scope, window);
                asked.corrected.extend(scope.visit);
                asked.taps.extend(scope.tap.clone());
                asked.headcounts.take(Headcount::of(scope, catalogue));
            }
            asked.scopes.push(scope);
        }
        asked
    }

    /// Puts the questions on their way, the locks first.
    pub(crate) async fn ask(&self, flight: &mut Flight<'_>) -> Result<Seats, Fault> {
        let Columns { customers, at, opens, closes, passes, visits } = &self.customers;
        let mut seats = Seats { customers: None, visits: None, ledger: None, refusals: None, inside: None };
        if self.purpose == Purpose::Write {
            self.headcounts.lock(flight).await?;
        }
        if !customers.is_empty() {
            if self.purpose == Purpose::Write {
                flight.steady(LOCK, vec![param(customers.clone())]).await?;
            }
            let params = vec![
                param(customers.clone()),
                param(at.clone()),
                param(opens.clone()),
                param(closes.clone()),
            ];
            let persons = flight.steady(CUSTOMERS, params).await?;
            let params = vec![
                param(customers.clone()),
                param(opens.clone()),
                param(closes.clone()),
                param(passes.clone()),
                param(visits.clone()),
            ];
            let passes = flight.steady(PASSES_OF.sql(self.purpose), params).await?;
            seats.customers = Some([persons, passes]);
        }
        if !customers.is_empty() || !self.corrected.is_empty() {
            let params = vec![
                param(customers.clone()),
                param(opens.clone()),
                param(closes.clone()),
                param(self.corrected.clone()),
            ];
            seats.visits = Some(flight.steady(VISITS_OF.sql(self.purpose), params).await?);
        }
        if !self.corrected.is_empty() {
            let params = vec![param(self.corrected.clone())];
            seats.ledger = Some(flight.steady(TAKEN_BY.sql(self.purpose), params).await?);
        }
        if !self.taps.is_empty() {
            seats.refusals =
                Some(flight.steady(REFUSED.sql(self.purpose), vec![param(self.taps.clone())]).await?);
        }
        seats.inside = self.headcounts.ask(flight).await?;
        Ok(seats)
    }

    /// Deals the answers out to the scopes that asked.
    pub(crate) fn read(
        &self,
        seats: &Seats,
        answers: &[Vec<Line>],
        catalogue: &Catalogue,
    ) -> Result<Vec<Option<VisitFacts>>, Fault> {
        let (mut customers, mut passes, mut visits, mut taken) =
            (HashMap::new(), Vec::new(), Vec::new(), HashMap::new());
        if let Some([persons, held]) = seats.customers {
            customers = read_customers(&answers[persons])?;
            passes = PASSES_OF.rows(&answers[held])?;
        }
        if let Some(seat) = seats.visits {
            visits = VISITS_OF.rows(&answers[seat])?;
        }
        if let Some(seat) = seats.ledger {
            taken = grouped(TAKEN_BY.rows(&answers[seat])?, "CheckinId");
        }
        let refusals = seats.refusals.map(|seat| REFUSED.rows(&answers[seat])).transpose()?;
        let heads = seats.inside.map(|seat| Heads::read(&answers[seat])).transpose()?.unwrap_or_default();
        let mut visits = Visits::of(visits);
        let passes = Passes::of(&passes);
        let facts = self.scopes.iter().map(|scope| {
            let (scope, window) = scope.as_ref()?;
            let location = catalogue.location(scope.location).cloned();
            let mut facts = VisitFacts { location, ..VisitFacts::default() };
            let Some(window) = window else { return Some(facts) };
            if let Some(customer) = scope.customer {
                facts.customer = customers.get(&customer).cloned();
            }
            facts.visits = visits.of_scope(scope, *window);
            facts.passes =
                facts.customer.as_ref().map_or_else(Vec::new, |who| passes.of_person(who, &facts.visits));
            facts.refused = scope.tap.as_deref().and_then(|tap| last_of(refusals.iter().flatten(), tap));
            facts.inside = Headcount::of(scope, catalogue)
                .and_then(|wanted| heads.but(wanted, &facts.visits, scope.customer));
            facts.taken = scope.visit.and_then(|visit| taken.remove(&visit)).unwrap_or_default();
            Some(facts)
        });
        Ok(facts.collect())
    }
}

impl Columns {
    fn take(&mut self, scope: &VisitScope, window: VisitWindow) {
        let Some(customer) = scope.customer else { return };
        self.customers.push(customer);
        self.at.push(scope.instants.first().map_or(window.from, |at| at.micros()));
        self.opens.push(window.from);
        self.closes.push(window.to);
        self.passes.push(scope.pass.clone());
        self.visits.push(scope.visit);
    }
}

/// Visits that were loaded, in the order of their ids, by whose they are.
struct Visits {
    rows: Vec<Row>,
    by_customer: HashMap<i64, Vec<usize>>,
    by_id: HashMap<i64, usize>,
}

impl Visits {
    fn of(rows: Vec<Row>) -> Self {
        let mut by_customer: HashMap<i64, Vec<usize>> = HashMap::new();
        let mut by_id = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            by_id.insert(row.id(), at);
            if let Some(customer) = row.get("CoworkerId").int() {
                by_customer.entry(customer).or_default().push(at);
            }
        }
        Self { rows, by_customer, by_id }
    }

    /// What one work asked for, and not what others asked for about the same customer.
    fn of_scope(&mut self, scope: &VisitScope, window: VisitWindow) -> Vec<Row> {
        let own = scope.customer.and_then(|customer| self.by_customer.get(&customer)).into_iter().flatten();
        let mut places: Vec<usize> = own.copied().filter(|at| matters(&self.rows[*at], window)).collect();
        places.extend(scope.visit.and_then(|visit| self.by_id.get(&visit)));
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| self.rows[at].clone()).collect()
    }
}

/// Passes that were loaded, in the order of their ids, by whose they are and by guid.
struct Passes<'a> {
    rows: &'a [Row],
    by_holder: HashMap<i64, Vec<usize>>,
    by_guid: HashMap<&'a str, usize>,
}

impl<'a> Passes<'a> {
    fn of(rows: &'a [Row]) -> Self {
        let mut by_holder: HashMap<i64, Vec<usize>> = HashMap::new();
        let mut by_guid = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            by_holder.entry(row.get("CoworkerId").int().unwrap_or_default()).or_default().push(at);
            by_guid.extend(row.get("UniqueId").text().map(|guid| (guid, at)));
        }
        Self { rows, by_holder, by_guid }
    }

    /// Their own, those that a payer of theirs shares with them, and those that their visits stand on.
    fn of_person(&self, person: &CustomerFacts, visits: &[Row]) -> Vec<Row> {
        let own = self.by_holder.get(&person.id).into_iter().flatten().copied();
        let payers = person.teams.iter().filter_map(|team| team.payer);
        let shared = payers.filter_map(|payer| self.by_holder.get(&payer)).flatten().copied();
        let shared = shared.filter(|at| is_shared_with(&self.rows[*at], person.id));
        let stood_on = visits.iter().filter_map(|visit| visit.get("CoworkerTimePassGuid").text());
        let stood_on = stood_on.filter_map(|guid| self.by_guid.get(guid).copied());
        let mut places: Vec<usize> = own.chain(shared).chain(stood_on).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| self.rows[at].clone()).collect()
    }
}

/// Whether a payer's pass is there for this person: nobody used it up, or they did.
fn is_shared_with(pass: &Row, person: i64) -> bool {
    pass.get("Used").bool() != Some(true) || pass.get("UsedBy").int() == Some(person)
}

fn matters(visit: &Row, window: VisitWindow) -> bool {
    let began = visit.get("FromTime").int().unwrap_or_default();
    visit.get("ToTime").is_null() || (window.from..window.to).contains(&began)
}

fn last_of<'a>(mut refusals: impl Iterator<Item = &'a Row>, tap: &str) -> Option<Row> {
    refusals.find(|row| row.get("Tap").text() == Some(tap)).cloned()
}

fn grouped(rows: Vec<Row>, by: &str) -> HashMap<i64, Vec<Row>> {
    let mut groups: HashMap<i64, Vec<Row>> = HashMap::new();
    for row in rows {
        groups.entry(row.get(by).int().unwrap_or_default()).or_default().push(row);
    }
    groups
}

fn read_customers(lines: &[Line]) -> Result<HashMap<i64, CustomerFacts>, Fault> {
    let mut customers: HashMap<i64, CustomerFacts> = HashMap::new();
    for line in lines {
        let facts = customers.entry(line.try_get(0)?).or_default();
        let more = [line.try_get(4)?, line.try_get(5)?, line.try_get(6)?];
        facts.take(line.try_get(1)?, line.try_get(2)?, line.try_get(3)?, more);
    }
    // Without a line of its own the person does not exist.
    customers.retain(|id, facts| facts.id == *id);
    Ok(customers)
}
