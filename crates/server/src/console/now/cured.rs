//! Curing a refusal: the rules are asked anew, what was asked for is done by the code of the API, and then whoever was
//! refused is checked in. A pass that does not let them in after all is taken back.

use serde_json::{Value as Json, json};
use vestibule_domain::cure::passes_that_cure;
use vestibule_domain::time::Instant;
use vestibule_domain::{Cure, Money};
use vestibule_records::{Coworker, CoworkerAccessControlAudit, CoworkerTimePass, FailedCheckin, Id, Record};
use vestibule_store::Key;

use super::deed::{Outcome, What, body, changed, comes_in, why};
use crate::api::request::{self, Write};
use crate::api::{self, Failure, Said, envelope};
use crate::console::{Desk, listed};
use crate::vestibule::explain::{Explained, Question, explain};

/// Somebody who was refused, and how things stand with them now.
pub(super) struct Case {
    /// The refusal.
    refusal: i64,
    /// Whom it is about.
    pub(super) customer: i64,
    /// Their name.
    pub(super) name: String,
    /// Where it was.
    pub(super) location: i64,
    /// Why they were refused, as it was told then.
    pub(super) why: String,
    /// What the rules say now.
    pub(super) now: Explained,
}

/// A pass that would let them in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Serves {
    pub(super) pass: i64,
    pub(super) name: String,
    /// What they would pay.
    pub(super) price: Money,
}

/// A pass to be issued.
struct Issue<'a> {
    pass: i64,
    /// What it costs; nothing where it is given.
    price: Option<Money>,
    note: &'a str,
    /// From when it is no longer good, if not as passes of its kind are.
    expires: Option<Instant>,
}

impl Case {
    /// How things stand with whoever was refused.
    ///
    /// # Errors
    /// When the caller may not look, or nobody is known who was refused.
    pub(super) async fn of(desk: &Desk<'_>, refusal: i64) -> Result<Self, Failure> {
        let row = listed::one::<FailedCheckin>(desk, refusal).await?;
        let failed = FailedCheckin::from_row(&row)?;
        let customer = failed.coworker_id.map(Id::get).ok_or(Failure::NotFound)?;
        let location = failed.business_id.get();
        let question = Question::of(location, customer);
        let now = explain(&*desk.app.store, &desk.caller.viewer, &question, desk.app.now()).await?;
        Ok(Self {
            refusal,
            customer,
            name: row.get("CoworkerFullName").text().unwrap_or_default().to_owned(),
            location,
            why: failed.description.unwrap_or_default(),
            now,
        })
    }

    /// The passes that would let them in, the cheapest first.
    pub(super) fn passes(&self) -> Vec<Serves> {
        let Explained { examination, world, attempt, for_sale } = &self.now;
        if examination.lets_in() {
            return Vec::new();
        }
        let passes = passes_that_cure(world, attempt, attempt.from, for_sale);
        let serves = |cure| match cure {
            Cure::Buy { pass, name, price } => Some(Serves { pass: pass.get(), name, price }),
            _ => None,
        };
        passes.into_iter().filter_map(serves).collect()
    }

    /// The pass on which somebody is let in who has none: for a day where there is one, else the cheapest.
    fn for_once(&self) -> Option<Serves> {
        let is_day = |serves: &&Serves| {
            let offers = &self.now.for_sale;
            let terms = offers.iter().map(|offer| &offer.terms).find(|terms| terms.id.get() == serves.pass);
            terms.is_some_and(|terms| terms.minutes_included.is_none())
        };
        let passes = self.passes();
        passes.iter().find(is_day).or(passes.first()).cloned()
    }

    /// Gives or sells them a pass, and checks them in.
    pub(super) async fn issue(
        &self,
        desk: &Desk<'_>,
        serves: &Serves,
        is_sold: bool,
        note: &str,
    ) -> Result<Outcome, Failure> {
        let price = is_sold.then_some(serves.price);
        let what = if is_sold { What::Sold } else { What::Given };
        self.on_a_pass(desk, &Issue { pass: serves.pass, price, note, expires: None }, what).await
    }

    /// Lets them in anyway: on a pass that is given for this day alone, with the note on it and with the customer.
    pub(super) async fn anyway(&self, desk: &Desk<'_>, note: &str) -> Result<Outcome, Failure> {
        if self.now.examination.lets_in() {
            return comes_in(desk, self.location, self.customer, What::In).await;
        }
        let Some(serves) = self.for_once() else {
            return Ok(Outcome::No(format!("No pass would let {} in now.", self.name)));
        };
        let now = desk.app.now();
        let expires = Some(self.now.world.location.day_end(now));
        let note = format!("Let in anyway by {}: {note}", desk.caller.email);
        let issue = Issue { pass: serves.pass, price: None, note: &note, expires };
        let outcome = self.on_a_pass(desk, &issue, What::Anyway).await?;
        let audits = CoworkerAccessControlAudit::schema();
        if matches!(outcome, Outcome::Well(_)) && desk.caller.may(audits, "Create").is_ok() {
            let audit = json!({ "CoworkerId": self.customer, "Description": note, "IsProblem": false });
            if let Said::No { message, errors } =
                api::created(desk.app, &desk.caller, audits, body(&audit)).await?
            {
                tracing::warn!(
                    why = why(message, &errors),
                    "that somebody was let in anyway is noted with the pass alone"
                );
            }
        }
        Ok(outcome)
    }

    async fn on_a_pass(&self, desk: &Desk<'_>, issue: &Issue<'_>, what: What) -> Result<Outcome, Failure> {
        let passes = CoworkerTimePass::schema();
        let write = Write { key: Some(self.key(desk, issue)), ..body(&self.issued(issue)) };
        let id = match api::created(desk.app, &desk.caller, passes, write).await? {
            Said::Well(id) => id,
            Said::No { message, errors } => return Ok(Outcome::No(why(message, &errors))),
        };
        let outcome = comes_in(desk, self.location, self.customer, what).await?;
        let Outcome::No(why) = outcome else { return Ok(outcome) };
        let is_taken_back = desk.caller.may(passes, "Delete").is_ok() && self.took_back(desk, id).await;
        let what = if is_taken_back { "The pass was taken back." } else { "They keep the pass." };
        Ok(Outcome::No(format!("{why} {what}")))
    }

    async fn took_back(&self, desk: &Desk<'_>, pass: i64) -> bool {
        let passes = CoworkerTimePass::schema();
        match api::deleted(desk.app, &desk.caller, passes, body(&json!({})), pass).await {
            Ok(Said::Well(_)) => true,
            Ok(Said::No { message, .. }) => {
                tracing::warn!(pass, message, "a pass that did not help is kept");
                false
            }
            Err(_) => {
                tracing::warn!(pass, "a pass that did not help is kept");
                false
            }
        }
    }

    /// Whoever presses a button twice issues one pass.
    fn key(&self, desk: &Desk<'_>, issue: &Issue<'_>) -> Key {
        let price = issue.price.map_or_else(|| "free".to_owned(), |price| price.to_string());
        let key = format!("desk: refusal {} cured by {} at {price}", self.refusal, issue.pass);
        Key { actor: desk.caller.email.clone(), fingerprint: request::fingerprint(&[key.as_bytes()]), key }
    }

    fn issued(&self, issue: &Issue<'_>) -> Json {
        let price = issue.price.map(|price| {
            let shown = price.to_string();
            shown.split_once(' ').map_or(shown.clone(), |(amount, _)| amount.to_owned())
        });
        json!({
            "CoworkerId": self.customer,
            "BusinessId": self.location,
            "TimePassId": issue.pass,
            "CreateMultiple": 1,
            "Free": price.is_none(),
            "Price": price,
            "Notes": Some(issue.note).filter(|note| !note.is_empty()),
            "ExpireDate": issue.expires.map(envelope::instant),
        })
    }

    async fn with_account(&self, desk: &Desk<'_>) -> Result<Outcome, Failure> {
        let customers = Coworker::schema();
        let row = listed::one::<Coworker>(desk, self.customer).await?;
        let active = changed(&row, &[("Active", json!(true)), ("Archived", json!(false))])?;
        match api::updated(desk.app, &desk.caller, customers, active, self.customer).await? {
            Said::Well(_) => comes_in(desk, self.location, self.customer, What::Activated).await,
            Said::No { message, errors } => Ok(Outcome::No(why(message, &errors))),
        }
    }
}

/// Does what a button said, if the rules still say that it helps, and at the same price.
pub(super) async fn by_words(desk: &Desk<'_>, refusal: i64, words: &str) -> Result<Outcome, Failure> {
    let case = Case::of(desk, refusal).await?;
    let Explained { examination, world, .. } = &case.now;
    if examination.lets_in() {
        return comes_in(desk, case.location, case.customer, What::In).await;
    }
    match examination.cures.iter().find(|cure| cure.words(world) == words) {
        Some(Cure::Buy { pass, name, price }) => {
            let serves = Serves { pass: pass.get(), name: name.clone(), price: *price };
            case.issue(desk, &serves, true, "").await
        }
        Some(Cure::Activate | Cure::Restore) => case.with_account(desk).await,
        _ => Ok(Outcome::No(format!("That does not help any more. {}", examination.sentence(world)))),
    }
}
