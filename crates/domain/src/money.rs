//! Money: whole minor units of one currency, never a float.

use std::fmt;

use crate::currencies;

/// A currency of ISO 4217, with the number of decimals of its minor unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

impl Currency {
    /// The currency with this upper-case code; `None` for one that ISO 4217 does not list as active.
    ///
    /// ```
    /// use vestibule_domain::Currency;
    ///
    /// assert_eq!(Currency::of("JPY").map(|yen| yen.exponent()), Some(0));
    /// assert_eq!(Currency::of("gbp"), None);
    /// ```
    pub fn of(code: &str) -> Option<Self> {
        let exponent = currencies::exponent(code)?;
        let code = code.as_bytes().try_into().ok()?;
        Some(Self { code, exponent })
    }

    /// Its three letters.
    pub fn code(&self) -> &str {
        // Only `of` makes a currency, and every code in its table is ASCII.
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// How many decimals its minor unit has: 2 for pence, 0 for yen.
    pub const fn exponent(&self) -> u8 {
        self.exponent
    }
}

impl Default for Currency {
    /// No currency: `XXX` of ISO 4217. Nothing is priced in it, so nothing can be charged in it.
    fn default() -> Self {
        Self { code: *b"XXX", exponent: 2 }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in the minor unit of its currency: pence, cents, yen.
///
/// ```
/// use vestibule_domain::{Currency, Money};
///
/// let gbp = Currency::of("GBP").expect("an active currency");
/// assert_eq!(Money::new(2_000, gbp).to_string(), "20.00 GBP");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// That many minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in this currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// What it is counted in.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum; `None` when the currencies differ or the sum is out of range.
    pub fn plus(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_add(self.same(other)?)?;
        Some(Self::new(minor, self.currency))
    }

    /// The difference; `None` when the currencies differ or the difference is out of range.
    pub fn minus(self, other: Self) -> Option<Self> {
        let minor = self.minor.checked_sub(self.same(other)?)?;
        Some(Self::new(minor, self.currency))
    }

    /// The same amount given back; stays in range.
    pub const fn negated(self) -> Self {
        Self::new(self.minor.saturating_neg(), self.currency)
    }

    /// `self * numerator / denominator`, divided last and rounded half up once (`domain.md` 8); `None` when
    /// the denominator is not positive or the result is out of range.
    ///
    /// ```
    /// use vestibule_domain::{Currency, Money};
    ///
    /// let hour = Money::new(1_200, Currency::of("USD").expect("an active currency"));
    /// assert_eq!(hour.share(45, 60).map(Money::minor), Some(900));
    /// ```
    pub fn share(self, numerator: i64, denominator: i64) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let whole = i128::from(self.minor) * i128::from(numerator);
        let part = i128::from(denominator);
        // Half up also below zero, so that the remainder decides, not the sign.
        let minor = whole.div_euclid(part) + i128::from(whole.rem_euclid(part) * 2 >= part);
        Some(Self::new(i64::try_from(minor).ok()?, self.currency))
    }

    /// What is left after the discount, rounded half up.
    pub fn discounted(self, discount: Percent) -> Self {
        // Never out of range: the numerator is at most the denominator.
        self.share(discount.remainder(), Percent::WHOLE).unwrap_or(self)
    }

    fn same(self, other: Self) -> Option<i64> {
        (self.currency == other.currency).then_some(other.minor)
    }
}

impl fmt::Display for Money {
    /// Writes `20.00 GBP`, with as many decimals as the currency has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let size = self.minor.unsigned_abs();
        let decimals = usize::from(self.currency.exponent);
        let unit = 10_u64.pow(u32::from(self.currency.exponent));
        let (major, rest) = (size / unit, size % unit);
        if decimals == 0 {
            write!(f, "{sign}{major} {}", self.currency)
        } else {
            write!(f, "{sign}{major}.{rest:0decimals$} {}", self.currency)
        }
    }
}

/// A part of a whole, in hundredths of a percent: 1,250 is 12.5 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Percent(i64);

impl Percent {
    /// Nothing off.
    pub const NONE: Self = Self(0);

    const WHOLE: i64 = 10_000;

    /// That many hundredths of a percent; `None` below 0 or above 10,000.
    pub const fn new(hundredths: i64) -> Option<Self> {
        if hundredths < 0 || hundredths > Self::WHOLE { None } else { Some(Self(hundredths)) }
    }

    /// In hundredths of a percent, 0 to 10,000.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// What this leaves of the whole, in hundredths of a percent.
    pub const fn remainder(self) -> i64 {
        Self::WHOLE - self.0
    }
}

impl fmt::Display for Percent {
    /// Writes `12.5 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest / 10, rest % 10) {
            (0, 0) => write!(f, "{whole} %"),
            (tenths, 0) => write!(f, "{whole}.{tenths} %"),
            _ => write!(f, "{whole}.{rest:02} %"),
        }
    }
}
