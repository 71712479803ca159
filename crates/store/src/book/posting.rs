//! The changes of a decision, as rows to write.

use vestibule_domain::charge::Session;
use vestibule_domain::ids::CustomerId;
use vestibule_domain::minutes::Minutes;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Changes, CustomerPass, Entry, Origin, PassRef, Right, Visit, VisitRef};
use vestibule_records::kept::LedgerEntry;
use vestibule_records::{Base, Checkin, CoworkerTimePass, Decimal, Guid, Id, Record, Row, TimePass};

use super::{Book, wall_clock};
use crate::change::Change;
use crate::ledger;
use crate::work::Mint;

/// Who writes, and what the caller sent for the visit that is opened or corrected.
pub struct Posting<'a> {
    /// By whom, by e-mail.
    pub by: &'a str,
    /// When.
    pub now: Instant,
    /// The visit as the body wants it; the rules have the last word on what concerns them.
    pub wanted: Option<&'a Checkin>,
}

impl Book<'_> {
    /// The changes of a decision as rows to write, and the visit it opened or corrected as it will be.
    pub fn post(
        &self,
        changes: &Changes,
        posting: &Posting<'_>,
        mint: &mut Mint<'_>,
    ) -> (Vec<Change>, Option<Row>) {
        let is_sold = changes.passes.iter().any(|pass| pass.id == PassRef::Sold);
        let mut ledger = Ledger {
            book: self,
            posting,
            new_visit: mint.id(),
            sold: mint.id(),
            // Chance is asked of the system, which takes its time.
            sold_guid: if is_sold { mint.guid() } else { Guid::default() },
        };
        let mut written = Vec::new();
        for pass in &changes.passes {
            written.push(ledger.pass(pass));
        }
        let schema = Checkin::schema();
        written.extend(changes.forgotten.iter().map(|visit| Change::Delete(schema, visit.get())));
        let mut shown = None;
        let mut opened = Vec::new();
        for visit in &changes.visits {
            let row = ledger.visit(visit, mint);
            if visit.id == VisitRef::New {
                opened.push(Change::Insert(row.clone()));
                shown = Some(row);
            } else {
                // The former visit is closed before the next one opens: only one may be open.
                written.push(Change::Update(row.clone()));
                shown = shown.or(Some(row));
            }
        }
        written.extend(opened);
        let passes = CoworkerTimePass::schema();
        written.extend(changes.withdrawn.iter().map(|pass| Change::Delete(passes, pass.get())));
        for entry in &changes.entries {
            written.extend(ledger.entry(entry, mint).map(Change::Insert));
        }
        (written, shown)
    }
}

/// What a visit changes of a pass.
static WHAT_USING_CHANGES: [&str; 12] = [
    "Used",
    "UsedDate",
    "UsedBy",
    "RemainingUses",
    "CheckedIn",
    "Price",
    "SessionPrice",
    "SessionOfPlan",
    "SessionDiscount",
    "SessionMinutes",
    "UpdatedOn",
    "UpdatedBy",
];

/// One decision being written down.
struct Ledger<'a> {
    book: &'a Book<'a>,
    posting: &'a Posting<'a>,
    new_visit: i64,
    sold: i64,
    sold_guid: Guid,
}

impl Ledger<'_> {
    fn base(&self, id: i64, unique_id: Guid) -> Base {
        Base::made(id, unique_id, self.posting.now, self.posting.by)
    }

    fn pass(&mut self, after: &CustomerPass) -> Change {
        let known = match after.id {
            PassRef::Existing(id) => self.book.passes.iter().find(|(pass, _)| pass.base.id == id.get()),
            PassRef::Sold | PassRef::Coming(_) => None,
        };
        let (used, used_on, left) = match after.right {
            Right::Day { used } => (used.is_some(), used, None),
            Right::Time { left, used, .. } => (used.is_some(), used, Some(left.get())),
        };
        let mut pass = known.map_or_else(|| self.sold_pass(after), |(pass, _)| pass.clone());
        (pass.used, pass.used_date, pass.remaining_uses, pass.checked_in) =
            (used, used_on, left, after.checked_in);
        pass.used_by = after.used_by.map(CustomerId::get);
        pass.base.updated_on = self.posting.now;
        pass.base.updated_by = Some(self.posting.by.to_owned());
        if let Some(Session { rate, billed }) = after.session {
            pass.session_price = Some(rate.price.minor());
            pass.session_of_plan = rate.of_plan;
            pass.session_discount = Some(rate.discount.hundredths());
            pass.session_minutes = rate.per.map(|_| billed.get());
        }
        if known.is_none() || pass.is_pay_as_you_go {
            pass.price = Decimal::from_minor(after.price.minor(), after.price.currency().exponent());
        }
        if known.is_some() {
            Change::Amend(pass.into_row(), &WHAT_USING_CHANGES)
        } else {
            Change::Insert(pass.into_row())
        }
    }

    fn sold_pass(&self, after: &CustomerPass) -> CoworkerTimePass {
        let customer = self.book.customer.map(|facts| facts.id).unwrap_or_default();
        CoworkerTimePass {
            coworker_id: Id::new(customer),
            business_id: Id::new(after.issued_at.get()),
            time_pass_id: Id::<TimePass>::new(after.terms.id.get()),
            create_multiple: 1,
            is_pay_as_you_go: after.origin == Origin::PayAsYouGo,
            total_uses: after.terms.minutes_included.map(Minutes::get),
            expire_date: after.expires,
            base: self.base(self.sold, self.sold_guid),
            ..CoworkerTimePass::default()
        }
    }

    fn visit(&self, after: &Visit, mint: &mut Mint<'_>) -> Row {
        let before = match after.id {
            VisitRef::Existing(id) => self.book.visits.iter().find(|(visit, _)| visit.base.id == id.get()),
            VisitRef::New => None,
        };
        // A body replaces the visit it is about; another visit that this closes stays as it was.
        let is_it = |wanted: &&Checkin| before.is_none_or(|(visit, _)| visit.base.id == wanted.base.id);
        let wanted = self.posting.wanted.filter(is_it);
        let mut visit = wanted.or(before.map(|(visit, _)| visit)).cloned().unwrap_or_default();
        match before {
            Some((known, _)) => {
                visit.base = Base {
                    updated_on: self.posting.now,
                    updated_by: Some(self.posting.by.to_owned()),
                    system_id: visit.base.system_id,
                    ..known.base.clone()
                };
            }
            None => {
                let system_id = visit.base.system_id.take();
                visit.base = Base { system_id, ..self.base(self.new_visit, mint.guid()) };
                self.remember_memberships(&mut visit);
            }
        }
        let zone = self.book.catalogue.location(after.location.get()).map(|location| location.zone.clone());
        visit.business_id = Id::new(after.location.get());
        (visit.from_time, visit.to_time) = (after.from, after.to);
        visit.from_time_local = zone.as_ref().map(|zone| wall_clock(zone, after.from));
        visit.to_time_local = zone.as_ref().and_then(|zone| after.to.map(|to| wall_clock(zone, to)));
        visit.left_out_micros = after.settled.map(|settled| settled.left_out.in_micros());
        visit.minutes_before = after.settled.and_then(|settled| settled.minutes_before).map(Minutes::get);
        visit.counts_towards_plan_limits = after.counts_towards_plan_limits;
        // A body may say of a new visit that a machine closed it; of one that is corrected, a person has the word.
        visit.auto_checkout = after.auto_checkout || (before.is_none() && visit.auto_checkout);
        visit.entered_on = Some(after.entered).filter(|entered| *entered > after.from);
        if wanted.is_none() && after.seen > after.from {
            visit.last_activity = visit.last_activity.max(Some(after.seen));
        }
        visit.coworker_time_pass_guid = after.pass.and_then(|pass| self.guid(pass));
        self.book.named(visit.into_row())
    }

    fn remember_memberships(&self, visit: &mut Checkin) {
        let (teams, plans) = self.book.memberships();
        visit.teams_at_the_time_of_checkin = teams.or_else(|| visit.teams_at_the_time_of_checkin.take());
        visit.tariff_at_the_time_of_checkin = plans.or_else(|| visit.tariff_at_the_time_of_checkin.take());
    }

    fn guid(&self, pass: PassRef) -> Option<Guid> {
        match pass {
            PassRef::Sold => Some(self.sold_guid),
            PassRef::Coming(_) => None,
            PassRef::Existing(id) => self
                .book
                .passes
                .iter()
                .find(|(pass, _)| pass.base.id == id.get())
                .map(|(pass, _)| pass.base.unique_id),
        }
    }

    /// `None` where nothing is moved.
    fn entry(&self, entry: &Entry, mint: &mut Mint<'_>) -> Option<Row> {
        let (taken, currency) = ledger::taken(entry.amount);
        let visit = match entry.visit {
            VisitRef::Existing(id) => id.get(),
            VisitRef::New => self.new_visit,
        };
        let pass = match entry.pass {
            PassRef::Existing(id) => id.get(),
            PassRef::Sold => self.sold,
            PassRef::Coming(_) => return None,
        };
        let place = self.book.visits.iter().find(|(known, _)| known.base.id == visit);
        let place = place.map_or(self.book.location.id.get(), |(known, _)| known.business_id.get());
        let about = LedgerEntry {
            business_id: Id::new(place),
            coworker_id: self.book.customer.map(|facts| facts.id).unwrap_or_default(),
            checkin_id: Some(visit),
            coworker_time_pass_id: pass,
            base: self.base(mint.id(), mint.guid()),
            ..LedgerEntry::default()
        };
        Some(ledger::written(about, &taken?, currency).into_row())
    }
}
