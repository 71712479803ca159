//! The ledger of days, minutes and money: double entry, integers, append-only.
//!
//! Whatever moves goes from one account to another, so nothing comes from nowhere and the sum over all accounts is
//! always nothing. An entry is never changed: what is taken back is the same entry with its accounts exchanged.
//!
//! What a pass holds is the balance of its entries. Visits enter what they take; whatever else becomes of a pass
//! (it is issued, edited, deleted, or its rest lapses) is the [`rest`] of what became of it, and is entered too. So
//! the entries of a pass always come to its state, and [`Holding`] is both: what the entries say, and what the pass
//! says.

/// Where something can be. Each of these is an account for every pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// Where all rights come from, and go back to when they are withdrawn.
    Issued,
    /// A right in somebody's hands.
    Pass,
    /// What a visit used.
    Visit,
    /// What a visit ended without using it: the rest of a session that was sold at the door.
    Lapsed,
    /// What an administrator gave, or took away.
    ByHand,
    /// What a customer owes for a pass.
    Owed,
    /// What a location earns by it.
    Earned,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Days of a day pass. Of a time pass, see [`Holding::days`].
    Days,
    /// Minutes of a time pass.
    Minutes,
    /// Money, in ten-thousandths of its currency: fine enough for the minor unit of any, so that sums need to know
    /// none.
    Money,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Days, Self::Minutes, Self::Money];

    /// The account in which a pass holds this: a right is in hand, money is owed.
    #[must_use]
    pub const fn held_in(self) -> Account {
        match self {
            Self::Days | Self::Minutes => Account::Pass,
            Self::Money => Account::Owed,
        }
    }
}

/// An amount that leaves one account and comes to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Posting {
    /// The account it comes to.
    pub debit: Account,
    /// The account it leaves.
    pub credit: Account,
    /// What is counted.
    pub unit: Unit,
    amount: i128,
}

impl Posting {
    /// So much from `credit` to `debit`, or the other way round when it is below zero; nothing moves nothing.
    #[must_use]
    pub const fn of(unit: Unit, amount: i128, debit: Account, credit: Account) -> Option<Self> {
        match amount {
            0 => None,
            1.. => Some(Self { debit, credit, unit, amount }),
            _ => Some(Self { debit: credit, credit: debit, unit, amount: amount.saturating_neg() }),
        }
    }

    /// What a visit takes from a pass, or gives back when it is below zero; or what it is charged.
    #[must_use]
    pub const fn taken(unit: Unit, amount: i128) -> Option<Self> {
        let (debit, credit) = Self::by_visit(unit);
        Self::of(unit, amount, debit, credit)
    }

    /// How much; always more than nothing.
    #[must_use]
    pub const fn amount(&self) -> i128 {
        self.amount
    }

    /// The same, taken back.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { debit: self.credit, credit: self.debit, ..self }
    }

    /// How much an account gains by it; below zero where it loses.
    #[must_use]
    pub fn gain(&self, account: Account) -> i128 {
        let on = |side| if side == account { self.amount } else { 0 };
        on(self.debit).saturating_sub(on(self.credit))
    }

    /// What a visit took by it, below zero where it gave back. `None` for what is between other accounts.
    #[must_use]
    pub fn taken_by_visit(&self) -> Option<i128> {
        let (debit, credit) = Self::by_visit(self.unit);
        if (self.debit, self.credit) == (debit, credit) {
            Some(self.amount)
        } else if (self.credit, self.debit) == (debit, credit) {
            Some(self.amount.saturating_neg())
        } else {
            None
        }
    }

    const fn by_visit(unit: Unit) -> (Account, Account) {
        match unit {
            Unit::Days | Unit::Minutes => (Account::Visit, Account::Pass),
            Unit::Money => (Account::Owed, Account::Earned),
        }
    }
}

/// What a pass holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holding {
    /// Of a day pass: one until it is used. Of a time pass nothing, as long as its flag says what its minutes say:
    /// one that is not used although no minute is left holds a day, one that is used although there are minutes
    /// owes one.
    pub days: i128,
    /// Minutes that are left.
    pub minutes: i128,
    /// What it costs, in ten-thousandths of its currency.
    pub money: i128,
}

impl Holding {
    /// What nobody holds.
    pub const NOTHING: Self = Self { days: 0, minutes: 0, money: 0 };

    /// A day pass.
    #[must_use]
    pub fn day(used: bool, money: i128) -> Self {
        Self { days: 1 - i128::from(used), minutes: 0, money }
    }

    /// A time pass: used once no minute is left, and one that was sold at the door from its sale on. A flag that
    /// says otherwise was set by hand, and counts as a day.
    #[must_use]
    pub fn time(minutes: i128, is_pay_as_you_go: bool, used: bool, money: i128) -> Self {
        Self { days: used_by_rule(minutes, is_pay_as_you_go) - i128::from(used), minutes, money }
    }

    /// How much of a unit.
    #[must_use]
    pub const fn get(&self, unit: Unit) -> i128 {
        match unit {
            Unit::Days => self.days,
            Unit::Minutes => self.minutes,
            Unit::Money => self.money,
        }
    }

    /// How often the entries say a pass was used: not at all, or once. `minutes` says that it is a time pass.
    #[must_use]
    pub fn times_used(&self, is_time_pass: bool, is_pay_as_you_go: bool) -> i128 {
        let rule = if is_time_pass { used_by_rule(self.minutes, is_pay_as_you_go) } else { 1 };
        rule.saturating_sub(self.days)
    }

    /// After one more entry.
    #[must_use]
    pub fn and(self, posting: &Posting) -> Self {
        let gain = posting.gain(posting.unit.held_in());
        match posting.unit {
            Unit::Days => Self { days: self.days.saturating_add(gain), ..self },
            Unit::Minutes => Self { minutes: self.minutes.saturating_add(gain), ..self },
            Unit::Money => Self { money: self.money.saturating_add(gain), ..self },
        }
    }

    /// What this holds more than another.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self {
            days: self.days.saturating_sub(other.days),
            minutes: self.minutes.saturating_sub(other.minutes),
            money: self.money.saturating_sub(other.money),
        }
    }
}

fn used_by_rule(minutes: i128, is_pay_as_you_go: bool) -> i128 {
    i128::from(is_pay_as_you_go || minutes <= 0)
}

/// Why a pass holds something else than before, beside what visits entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It was issued, or withdrawn altogether.
    Issue,
    /// A visit ended what it did not use.
    Visit,
    /// Somebody edited it.
    Hand,
}

impl Cause {
    /// Where it comes from, or goes to.
    const fn source(self, unit: Unit) -> Account {
        match (self, unit) {
            (Self::Hand, _) => Account::ByHand,
            (Self::Issue, Unit::Days | Unit::Minutes) => Account::Issued,
            (Self::Visit, Unit::Days | Unit::Minutes) => Account::Lapsed,
            (Self::Issue | Self::Visit, Unit::Money) => Account::Earned,
        }
    }
}

/// What is still to be entered so that the entries of a pass come to what it holds: all that it holds more or less
/// than before, less what visits entered meanwhile.
pub fn rest(
    before: Holding,
    after: Holding,
    entered: Holding,
    cause: Cause,
) -> impl Iterator<Item = Posting> {
    let rest = after.minus(before).minus(entered);
    Unit::ALL
        .into_iter()
        .filter_map(move |unit| Posting::of(unit, rest.get(unit), unit.held_in(), cause.source(unit)))
}

/// Where the entries of a pass and the pass disagree: the unit, what the entries come to, what the pass says.
pub fn differences(entries: Holding, pass: Holding) -> impl Iterator<Item = (Unit, i128, i128)> {
    let units = Unit::ALL.into_iter().map(move |unit| (unit, entries.get(unit), pass.get(unit)));
    units.filter(|(_, expected, found)| expected != found)
}
