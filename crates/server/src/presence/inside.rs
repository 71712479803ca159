//! A visit that goes on, with what is known of it: whose it is, on which pass, and how long so far.

use std::collections::HashMap;

use vestibule_domain::Length;
use vestibule_domain::arithmetic::TakesMinutes;
use vestibule_domain::length::in_bookings;
use vestibule_domain::location::Location;
use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{CustomerPass, Right};
use vestibule_records::{Checkin, CoworkerTimePass, Id, Record, Row};
use vestibule_store::{Catalogue, OnSite, customer_pass};

use super::evidence::Evidence;
use super::place::premises;
use crate::api::Failure;

/// Somebody who is inside.
pub(crate) struct Inside<'a> {
    /// Their visit.
    pub(crate) visit: Checkin,
    /// The same as it is stored.
    pub(crate) row: &'a Row,
    /// The customer; presence may have none.
    pub(crate) customer: Option<&'a Row>,
    /// What the visit stands on.
    pub(crate) pass: Option<CustomerPass>,
    /// How long they have been there, as it would be counted if they left now.
    pub(crate) length: Length,
    /// What was heard of them last.
    pub(crate) seen: Evidence,
}

/// Those of a location who are inside as of `now`, the first to come first.
pub(super) fn inside<'a>(
    there: &'a OnSite,
    catalogue: &Catalogue,
    place: &Location,
    now: Instant,
) -> Result<Vec<Inside<'a>>, Failure> {
    let passes = there.passes_by_guid();
    let here = |row: &&Row| row.get("BusinessId").int() == Some(place.id.get());
    let one = |row: &'a Row| Inside::of(row, there, &passes, catalogue, place, now);
    let mut all: Vec<_> = there.visits.iter().filter(here).map(one).collect::<Result<_, Failure>>()?;
    all.sort_by_key(|inside| (inside.visit.from_time, inside.visit.base.id));
    Ok(all)
}

/// Those of them who came on the business day that runs: a visit of an earlier one is over, whether or not a job has
/// already seen to it.
pub(crate) fn inside_today<'a>(
    there: &'a OnSite,
    catalogue: &Catalogue,
    place: &Location,
    now: Instant,
) -> Result<Vec<Inside<'a>>, Failure> {
    let since = premises(place, now).since;
    let mut inside = inside(there, catalogue, place, now)?;
    inside.retain(|one| one.visit.from_time.micros() >= since);
    Ok(inside)
}

impl<'a> Inside<'a> {
    fn of(
        row: &'a Row,
        there: &'a OnSite,
        passes: &HashMap<&str, &Row>,
        catalogue: &Catalogue,
        place: &Location,
        now: Instant,
    ) -> Result<Self, Failure> {
        let visit = Checkin::from_row(row)?;
        let customer = visit.coworker_id.map(Id::get).and_then(|id| there.customer(id));
        let guid = visit.coworker_time_pass_guid.as_ref().map(ToString::to_string);
        let pass = guid.and_then(|guid| passes.get(guid.as_str()).copied());
        let pass = pass.map(CoworkerTimePass::from_row).transpose()?;
        let terms = pass.as_ref().and_then(|pass| catalogue.terms(pass.time_pass_id.get()));
        let pass = pass.as_ref().zip(terms).map(|(pass, terms)| customer_pass(pass, terms));
        let bookings = visit.coworker_id.map(|id| there.bookings_of(id.get())).unwrap_or_default();
        let left_out = in_bookings(place, &bookings, visit.from_time, now);
        let length = Length::new(visit.from_time, now, left_out);
        let seen = Evidence::last(&visit, row);
        Ok(Self { visit, row, customer, pass, length, seen })
    }

    /// Whole minutes they have been there, less what lies in bookings that are left out.
    pub(crate) const fn minutes(&self) -> i64 {
        self.length.net().in_seconds() / 60
    }

    /// Minutes their pass would have left if they left now; `None` on one that is not counted in minutes.
    pub(crate) fn minutes_left(&self) -> Option<Minutes> {
        match self.pass.as_ref()? {
            pass if pass.pay_as_you_go() => None,
            CustomerPass { right: Right::Time { left, .. }, .. } => {
                Some(TakesMinutes { before: *left, billed: self.length.billed() }.left())
            }
            CustomerPass { right: Right::Day { .. }, .. } => None,
        }
    }
}
