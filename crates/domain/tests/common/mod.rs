//! A small house to try the rules on: one customer, Ann Lee, at the Loft in London.

#![allow(dead_code, reason = "each file of tests uses the part of the house that it needs")]

use std::sync::Arc;

use vestibule_domain::*;

pub(crate) const LOFT: LocationId = LocationId::new(1);
pub(crate) const MILL: LocationId = LocationId::new(2);
pub(crate) const NETWORK: LocationId = LocationId::new(9);
pub(crate) const PLAN_A: PlanId = PlanId::new(1);
pub(crate) const PLAN_B: PlanId = PlanId::new(2);

/// Carries outcomes out and keeps the ledger, as a store does.
#[derive(Debug, Clone)]
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) ledger: Vec<Entry>,
    next: i64,
}

pub(crate) fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::of("GBP").expect("pounds"))
}

pub(crate) fn london() -> Zone {
    Zone::named("Europe/London").expect("London")
}

pub(crate) fn date(text: &str) -> Date {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().expect("a number"));
    let mut next = || parts.next().expect("year-month-day");
    let (year, month, day) = (next(), next(), next());
    Date::new(year, month as i8, day as i8).expect("a date")
}

pub(crate) fn time(text: &str) -> TimeOfDay {
    let (hour, minute) = text.split_once(':').expect("hour:minute");
    let number = |text: &str| text.parse().expect("a number");
    TimeOfDay::new(number(hour), number(minute), 0, 0).expect("a time of day")
}

/// An instant by the wall clock of London: `2026-03-02 09:00`, or the time alone on that Monday.
pub(crate) fn at(text: &str) -> Instant {
    let (day, clock) = text.split_once(' ').unwrap_or(("2026-03-02", text));
    london().instant(date(day), time(clock))
}

pub(crate) fn location(id: LocationId, name: &str) -> Location {
    Location {
        id,
        name: name.into(),
        zone: london(),
        cut_off: CutOff::MIDNIGHT,
        currency: gbp(0).currency(),
        ancestors: vec![NETWORK],
        pay_as_you_go: false,
        day_minimum: None,
        day_maximum: None,
        knows_devices: true,
        every_visit: false,
        leaves_out_bookings: false,
        capacity: Capacity::default(),
        opening_hours: vec![],
        outside_hours: Strictness::Off,
        passback: Strictness::Off,
        two_places: Strictness::Off,
    }
}

fn pass(id: i64, name: &str, right: Right) -> CustomerPass {
    CustomerPass {
        id: PassRef::Existing(CustomerPassId::new(id)),
        terms: Arc::new(PassTerms {
            id: PassId::new(id),
            name: name.into(),
            owner: LOFT,
            locations: vec![],
            minutes_included: match right {
                Right::Day { .. } => None,
                Right::Time { total, .. } => Some(total),
            },
            price: gbp(2_000),
            hours: vec![],
            audience: Audience::Anyone,
            counts_towards_plan_limits: true,
            network_check_in: true,
            priority: 0,
        }),
        holder: Holder::Own,
        used_by: None,
        issued_at: LOFT,
        right,
        expires: None,
        price: gbp(0),
        origin: Origin::Plan,
        checked_in: false,
        others_inside: false,
        invoiced: false,
        session: None,
    }
}

pub(crate) fn day_pass(id: i64) -> CustomerPass {
    pass(id, "Day Pass", Right::Day { used: None })
}

pub(crate) fn time_pass(id: i64, minutes: i64) -> CustomerPass {
    let (left, total) = (Minutes::new(minutes), Minutes::new(minutes));
    let right = Right::Time { left, total, used: None };
    pass(id, "Time Pass", right)
}

/// The pass on other terms.
pub(crate) fn on(mut pass: CustomerPass, change: impl FnOnce(&mut PassTerms)) -> CustomerPass {
    change(Arc::make_mut(&mut pass.terms));
    pass
}

/// An offer to everybody: `minutes` for `price`, or a day when there are none.
pub(crate) fn offer(id: i64, minutes: Option<i64>, price: i64) -> Offer {
    let sample = match minutes {
        Some(minutes) => time_pass(id, minutes),
        None => day_pass(id),
    };
    Offer {
        terms: on(sample, |terms| terms.price = gbp(price)).terms,
        price: gbp(price),
        for_members: true,
        for_contacts: true,
    }
}

/// A confirmed booking of Ann's at the Loft.
pub(crate) fn booking(from: &str, to: &str) -> Booking {
    Booking { id: BookingId::new(1), location: Some(LOFT), from: at(from), to: at(to) }
}

pub(crate) fn attempt(from: &str) -> Attempt {
    Attempt { source: Source::Manual, from: at(from), to: None, pass: None, presumed: false }
}

pub(crate) fn stay(from: &str, to: &str) -> Attempt {
    Attempt { to: Some(at(to)), ..attempt(from) }
}

impl House {
    /// Ann, a contact, with these passes.
    pub(crate) fn with(passes: Vec<CustomerPass>) -> Self {
        let world = World {
            location: Arc::new(location(LOFT, "Loft")),
            customer: Some(Customer {
                id: CustomerId::new(7),
                name: "Ann Lee".into(),
                active: true,
                archived: false,
                plans: vec![],
                contracts: vec![],
                discount: Percent::NONE,
                network_check_in: true,
            }),
            elsewhere: vec![],
            passes,
            offers: vec![],
            visits: vec![],
            taken: vec![],
            bookings: vec![],
            counted: vec![],
            inside: None,
            coming: vec![],
        };
        Self { world, ledger: vec![], next: 1_000 }
    }

    /// Ann without a pass, where these are sold at the door.
    pub(crate) fn selling(offers: Vec<Offer>) -> Self {
        let mut house = Self::with(vec![]).at_the_loft(|loft| loft.pay_as_you_go = true);
        house.world.offers = offers;
        house
    }

    /// The Loft with other settings.
    pub(crate) fn at_the_loft(mut self, change: impl FnOnce(&mut Location)) -> Self {
        change(Arc::make_mut(&mut self.world.location));
        self
    }

    pub(crate) fn customer(mut self, change: impl FnOnce(&mut Customer)) -> Self {
        change(self.world.customer.as_mut().expect("Ann"));
        self
    }

    /// Ann on a plan with these limits, since the beginning of the year.
    pub(crate) fn subscribed(self, plan: PlanId, limits: Limits) -> Self {
        let starts = Some(at("2026-01-01 00:00"));
        self.customer(|ann| {
            ann.plans.push(plan);
            ann.contracts.push(Contract {
                id: ContractId::new(1),
                plan,
                plan_name: "Flex".into(),
                starts,
                renews: None,
                every: cycle::Every::Months(1),
                limits,
            });
        })
    }

    /// Decides at the moment the attempt begins or ends, whichever is later.
    pub(crate) fn decide(&self, attempt: &Attempt) -> Verdict {
        admit(&self.world, attempt, attempt.to.unwrap_or(attempt.from))
    }

    /// Admits, carries out, and returns the visit as recorded.
    pub(crate) fn admitted(&mut self, attempt: &Attempt) -> Visit {
        match self.decide(attempt) {
            Verdict::Admitted { changes, .. } => self.carry_out(changes).expect("a visit"),
            other => panic!("not admitted: {other:?}"),
        }
    }

    pub(crate) fn arrives(&mut self, from: &str) -> Visit {
        self.admitted(&attempt(from))
    }

    pub(crate) fn stays(&mut self, from: &str, to: &str) -> Visit {
        self.admitted(&stay(from, to))
    }

    pub(crate) fn leaves(&mut self, to: &str) -> Visit {
        let open = self.world.open_visit().expect("somebody inside").clone();
        let changes = depart(&self.world, &open, at(to), false).expect("may leave");
        self.carry_out(changes).expect("a visit")
    }

    pub(crate) fn refused(&self, attempt: &Attempt) -> Refusal {
        match self.decide(attempt) {
            Verdict::Refused(refusal) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// Why Ann is refused, in one word and as a sentence.
    pub(crate) fn refusal(&self, attempt: &Attempt) -> (&'static str, String) {
        let refusal = self.refused(attempt);
        (refusal.code(), refusal.sentence(&self.world))
    }

    /// The world as loaded to correct or delete this visit.
    pub(crate) fn around(&self, visit: &Visit) -> World {
        assert!(self.world.visits.iter().any(|other| other.id == visit.id), "a visit that is there");
        World { taken: self.ledger.clone(), ..self.world.clone() }
    }

    pub(crate) fn corrects(&mut self, old: &Visit, wanted: &Attempt) -> Visit {
        let changes =
            correct(&self.around(old), old, wanted, at("2026-04-01 12:00")).expect("may be corrected");
        self.carry_out(changes).expect("a visit")
    }

    pub(crate) fn forgets(&mut self, visit: &Visit) {
        let changes = forget(&self.around(visit), visit).expect("may be deleted");
        self.carry_out(changes);
    }

    /// Gives ids to what is new, as a store does, and makes the outcome so. Returns the last visit touched.
    pub(crate) fn carry_out(&mut self, mut changes: Changes) -> Option<Visit> {
        self.next += 1;
        let visit_id = VisitRef::Existing(VisitId::new(self.next));
        let pass_id = PassRef::Existing(CustomerPassId::new(self.next));
        let visit = |id: &mut VisitRef| *id = if *id == VisitRef::New { visit_id } else { *id };
        let pass = |id: &mut PassRef| *id = if *id == PassRef::Sold { pass_id } else { *id };
        changes.passes.iter_mut().for_each(|sold| pass(&mut sold.id));
        for new in &mut changes.visits {
            visit(&mut new.id);
            new.pass.iter_mut().for_each(pass);
        }
        for entry in &mut changes.entries {
            visit(&mut entry.visit);
            pass(&mut entry.pass);
        }
        self.world = self.world.after(&changes);
        self.ledger.extend(&changes.entries);
        self.count();
        changes.visits.pop()
    }

    /// Counts anew what counts towards the limits of a plan, as a store loads it.
    fn count(&mut self) {
        let counted = |visit: &Visit| match visit.id {
            VisitRef::Existing(id) if visit.counts_towards_plan_limits => {
                Some(Counted { visit: id, location: visit.location, from: visit.from, to: visit.to })
            }
            VisitRef::Existing(_) | VisitRef::New => None,
        };
        self.world.counted = self.world.visits.iter().filter_map(counted).collect();
    }

    pub(crate) fn pass(&self, id: i64) -> &CustomerPass {
        self.world
            .passes
            .iter()
            .find(|pass| pass.id == PassRef::Existing(CustomerPassId::new(id)))
            .expect("the pass")
    }

    /// Minutes left on a time pass.
    pub(crate) fn left(&self, id: i64) -> i64 {
        match self.pass(id).right {
            Right::Time { left, .. } => left.get(),
            Right::Day { .. } => panic!("a day pass has no minutes"),
        }
    }

    /// What all pay-as-you-go passes cost together, in pence.
    pub(crate) fn charged(&self) -> i64 {
        let sold = |pass: &&CustomerPass| pass.origin == Origin::PayAsYouGo;
        let price = |pass: &CustomerPass| pass.price.minor();
        self.world.passes.iter().filter(sold).map(price).sum()
    }

    /// What the ledger has of this kind: days, minutes, pence.
    pub(crate) fn booked(&self) -> (i64, i64, i64) {
        self.ledger.iter().fold((0, 0, 0), |(days, minutes, pence), entry| match entry.amount {
            Amount::Days(n) => (days + n, minutes, pence),
            Amount::Minutes(n) => (days, minutes + n, pence),
            Amount::Charge(money) => (days, minutes, pence + money.minor()),
        })
    }
}

/// The pass a visit stands on, by number.
pub(crate) fn pass_of(visit: &Visit) -> i64 {
    match visit.pass {
        Some(PassRef::Existing(id)) => id.get(),
        other => panic!("stands on {other:?}"),
    }
}
