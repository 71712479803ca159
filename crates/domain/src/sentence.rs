//! The one place where what was found out becomes words for people.

use crate::admission::Verdict;
use crate::cure::Cure;
use crate::examine::{Declined, Examination};
use crate::pass::{Rule, Why};
use crate::payg::NotSold;
use crate::refusal::{Refusal, moment, why};
use crate::world::World;

impl Examination {
    /// The verdict as a sentence. A refusal ends with what the customer can do about it, if there is something:
    /// `...; buy Day Pass for 20.00 GBP`. `world` is the one that was decided on.
    pub fn sentence(&self, world: &World) -> String {
        let who = world.customer.as_ref().map_or("Somebody", |customer| customer.name.as_str());
        let place = &world.location.name;
        match &self.verdict {
            Verdict::Admitted { .. } => format!("{who} may come in at {place}"),
            Verdict::AlreadyInside { .. } => format!("{who} is inside at {place} already"),
            Verdict::Refused(refusal) => {
                let sentence = refusal.sentence(world);
                let cure = self.cures.iter().find(|cure| cure.is_theirs());
                match cure.filter(|cure| is_news(cure, refusal)) {
                    Some(cure) => format!("{sentence}; {}", cure.words(world)),
                    None => sentence,
                }
            }
        }
    }
}

/// Whether the sentence of a refusal names the instant itself.
fn says_when(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::TokenNotYet(_) | Refusal::VisitorNotToday(_) => true,
        Refusal::NoPass { pay_as_you_go: NotSold::Limit(reached), .. } => reached.again().is_some(),
        other => other.nearest().is_some_and(|miss| match miss.why {
            Why::Limit(reached) => reached.again().is_some(),
            _ => false,
        }),
    }
}

/// Whether a cure says what the refusal has not said already.
fn is_news(cure: &Cure, refusal: &Refusal) -> bool {
    match cure {
        Cure::Wait(_) => !says_when(refusal),
        Cure::AnyPass | Cure::Buy { .. } => true,
        _ => false,
    }
}

impl Cure {
    /// What to do, times in the location's zone: `buy Day Pass for 20.00 GBP`.
    pub fn words(&self, world: &World) -> String {
        match self {
            Self::AnyPass => "another pass serves: leave out which one to use".to_owned(),
            Self::NotOverNetwork => "check in otherwise than over the Wi-Fi".to_owned(),
            Self::Leave(location) => {
                let place = world.place(*location).map_or("the other location", |place| place.name.as_str());
                format!("leave {place} first")
            }
            Self::AllowNetwork => "let the Wi-Fi check them in".to_owned(),
            Self::Activate => "activate the account".to_owned(),
            Self::Restore => "take the account out of the archive and activate it".to_owned(),
            Self::Wait(until) => format!("again from {}", moment(*until, world)),
            Self::Buy { name, price, .. } => format!("buy {name} for {price}"),
        }
    }
}

impl Why {
    /// Why a pass does not serve, after its name: `is used up`.
    pub fn words(&self, world: &World) -> String {
        why(self, world)
    }
}

impl Rule {
    /// What it asks of a pass, in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Holder => "it is theirs, or shared with them",
            Self::Left => "something is left of it",
            Self::Unexpired => "it has not expired",
            Self::Place => "it is valid at the location",
            Self::Audience => "it suits the customer's plans",
            Self::Network => "it may be used this way",
            Self::Hours => "it may be used at this hour",
            Self::Limits => "the limits of their plan leave room",
        }
    }
}

impl Declined {
    /// Why it is not sold to them, after its name.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotToMembers => "is not sold at the door to members",
            Self::NotToContacts => "is sold at the door to members only",
            Self::NotSellable => "has no price in the currency of the location, or holds no minutes",
        }
    }
}
