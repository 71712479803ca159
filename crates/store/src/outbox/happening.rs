//! One change and what it is told as: the one place that knows which action is told of what (`contract.md 14`,
//! `domain.md 9`).

use vestibule_domain::access::around;
use vestibule_domain::time::Instant;
use vestibule_records::WebhookAction as Action;
use vestibule_records::{Row, Schema, Value};

use crate::change::Change;
use crate::work::Snapshot;

/// One change, with the row as it was and as it will be, where there is one.
pub(super) struct Happening<'a> {
    pub(super) schema: &'static Schema,
    pub(super) id: i64,
    pub(super) before: Option<&'a Row>,
    pub(super) after: Option<&'a Row>,
    is_new: bool,
}

impl<'a> Happening<'a> {
    pub(super) fn of(change: &'a Change, snapshot: &'a Snapshot) -> Self {
        let (schema, id, after) = match change {
            Change::Insert(row) | Change::Update(row) | Change::Amend(row, _) | Change::Redact(row, _) => {
                (row.schema, row.id(), Some(row))
            }
            Change::Delete(schema, id) => (*schema, *id, None),
        };
        let is_new = matches!(change, Change::Insert(_));
        Self { schema, id, before: snapshot.before(schema, id), after, is_new }
    }

    /// What it is told as, the plain fact first.
    pub(super) fn actions(&self) -> Vec<Action> {
        let [made, changed, gone] = plain_actions(self.schema);
        let plain = match (self.is_new, self.after) {
            (true, _) => made,
            (false, Some(_)) => changed,
            (false, None) => gone,
        };
        let mut actions: Vec<Action> = plain.into_iter().collect();
        match self.schema.name {
            "Checkin" => {
                actions.extend(self.came_in().then_some(Action::CoworkerCheckin));
                actions.extend(self.went_out().then_some(Action::CoworkerCheckout));
            }
            "CoworkerInvoice" => {
                // A credit note owes nothing from the start, and nobody paid it.
                let is_note = self.after.is_some_and(|row| row.get("CreditNote").bool() == Some(true));
                let turned = [
                    ("CreditNote", Action::CoworkerInvoiceCreditNote),
                    ("Paid", Action::CoworkerInvoicePaid),
                    ("Refunded", Action::CoworkerInvoiceRefund),
                ];
                let turned = turned.into_iter().filter(|(name, _)| *name != "Paid" || !is_note);
                actions.extend(turned.filter(|(name, _)| self.turned(name)).map(|(_, action)| action));
            }
            "Visitor" if self.turned("Arrived") => {
                actions.extend([Action::VisitorCheckedin, Action::VisitorNotification]);
            }
            "FailedCheckin" if self.is_new => actions.push(Action::CoworkerCheckinFailed),
            "CoworkerContract" if self.became(is_given_up) => actions.push(Action::CoworkerContractCancel),
            _ => {}
        }
        actions
    }

    /// The customers whose access may be another from now on.
    pub(super) fn admits_anew(&self, now: Instant) -> Vec<i64> {
        match self.schema.name {
            "Checkin" => {
                let left = self.after.is_none() && self.before.is_some_and(is_open);
                let moved = self.came_in() || self.went_out() || left;
                self.number("CoworkerId").filter(|_| moved).into_iter().collect()
            }
            "CoworkerTimePass" | "CoworkerContract" => self.number("CoworkerId").into_iter().collect(),
            "Booking" if self.after.is_none() || self.opens(now) => self.everybody("CoworkerId"),
            "FloorPlanDesk" if self.moves_a_desk() => self.everybody("CoworkerId"),
            "Coworker" => {
                let differs =
                    OPENS_DOORS.iter().any(|name| self.differs(name)) || !self.relinked("Teams").is_empty();
                (self.after.is_some() && (self.is_new || differs)).then_some(self.id).into_iter().collect()
            }
            "Team" => self.relinked("TeamMembers"),
            _ => Vec::new(),
        }
    }

    /// Whether the doors of a booking are open, as it was or as it will be. Those that open later are told then.
    fn opens(&self, now: Instant) -> bool {
        let at = |row: &Row, name| row.get(name).int().map(Instant::from_micros);
        let is_open = |row: &Row| {
            let times = at(row, "FromTime").zip(at(row, "ToTime"));
            times.is_some_and(|(from, to)| {
                let (opens, shuts) = around(from, to);
                (opens..shuts).contains(&now)
            })
        };
        self.before.is_some_and(is_open) || self.after.is_some_and(is_open)
    }

    /// Whether somebody sits at a desk, or did, and may open another door by that.
    fn moves_a_desk(&self) -> bool {
        let same = ["CoworkerId", "AccessControlGroupId"].iter().all(|name| !self.differs(name));
        self.before.is_none() || self.after.is_none() || !same
    }

    fn came_in(&self) -> bool {
        self.is_new || (self.after.is_some_and(is_open) && self.before.is_some_and(|row| !is_open(row)))
    }

    /// A visit that is entered after it ended is over at once.
    fn went_out(&self) -> bool {
        let was_inside = self.is_new || self.before.is_some_and(is_open);
        was_inside && self.after.is_some_and(|row| !is_open(row))
    }

    fn turned(&self, name: &str) -> bool {
        self.became(|row| row.get(name).bool() == Some(true))
    }

    /// Whether something holds of it now that did not before.
    fn became(&self, what: impl Fn(&Row) -> bool) -> bool {
        self.after.is_some_and(&what) && !self.before.is_some_and(&what)
    }

    fn differs(&self, name: &str) -> bool {
        self.before.zip(self.after).is_some_and(|(before, after)| before.get(name) != after.get(name))
    }

    /// Who is in a collection and was not, or was and is not. One that is left alone is null.
    fn relinked(&self, name: &str) -> Vec<i64> {
        let before = self.before.map_or(&[][..], |row| row.get(name).ids());
        let after = match self.after.map(|row| row.get(name)) {
            None => &[][..],
            Some(Value::Ids(ids)) => ids,
            Some(_) => before,
        };
        let lost = before.iter().filter(|id| !after.contains(id));
        lost.chain(after.iter().filter(|id| !before.contains(id))).copied().collect()
    }

    /// The customers of a field, as it was and as it will be.
    fn everybody(&self, name: &str) -> Vec<i64> {
        let of = |row: Option<&Row>| row.and_then(|row| row.get(name).int());
        let (before, after) = (of(self.before), of(self.after));
        before.into_iter().chain(after.filter(|after| before != Some(*after))).collect()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.after.or(self.before).and_then(|row| row.get(name).int())
    }
}

/// What of a customer doors look at (`contract.md 14`, 61).
const OPENS_DOORS: [&str; 5] = ["Active", "Archived", "AccessCardId", "AccessPincode", "KeyFobNumber"];

/// What is told when a record is made, changed and deleted.
fn plain_actions(schema: &Schema) -> [Option<Action>; 3] {
    match schema.name {
        "Checkin" => [Action::CheckinCreated, Action::CheckinUpdated, Action::CheckinDeleted].map(Some),
        "FailedCheckin" => [Some(Action::FailedCheckin), None, None],
        "Visitor" => [Some(Action::VisitorRegistered), None, Some(Action::VisitorDeleted)],
        "Coworker" => [Action::CoworkerCreate, Action::CoworkerUpdate, Action::CoworkerDelete].map(Some),
        "CoworkerContract" => {
            [Action::CoworkerContractCreate, Action::CoworkerContractUpdate, Action::CoworkerContractDelete]
                .map(Some)
        }
        "CoworkerInvoice" => {
            [Action::CoworkerInvoiceCreate, Action::CoworkerInvoiceUpdate, Action::CoworkerInvoiceDelete]
                .map(Some)
        }
        "CoworkerLedgerEntry" => [
            Action::CoworkerInvoiceLedgerEntryCreate,
            Action::CoworkerInvoiceLedgerEntryUpdate,
            Action::CoworkerInvoiceLedgerEntryDelete,
        ]
        .map(Some),
        "CoworkerProduct" => {
            [Action::CoworkerProductCreate, Action::CoworkerProductUpdate, Action::CoworkerProductDelete]
                .map(Some)
        }
        "Booking" => [Action::BookingCreate, Action::BookingUpdate, Action::BookingDelete].map(Some),
        "FloorPlanDesk" => {
            [Action::FloorPlanDeskCreate, Action::FloorPlanDeskUpdate, Action::FloorPlanDeskDelete].map(Some)
        }
        "Team" => [Action::TeamCreated, Action::TeamUpdated, Action::TeamDeleted].map(Some),
        "Tariff" => [Action::TariffCreate, Action::TariffUpdate, Action::TariffDelete].map(Some),
        "Business" => [None, Some(Action::BusinessUpdate), None],
        _ => [None; 3],
    }
}

fn is_open(visit: &Row) -> bool {
    visit.get("ToTime").is_null()
}

/// Notice is given of a contract by a command, or by saying when it ends.
fn is_given_up(contract: &Row) -> bool {
    contract.get("Cancelled").bool() == Some(true) || !contract.get("CancellationDate").is_null()
}
