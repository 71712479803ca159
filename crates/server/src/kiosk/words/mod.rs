//! What a tablet says, in the languages it speaks: one table for each. Why somebody is refused is told in words that may be
//! read by whoever stands behind: nothing of money, and nothing of why an account is closed. The desk is told all of it.

mod english;
mod german;
mod spanish;

pub(super) use english::ENGLISH;
use german::GERMAN;
use spanish::SPANISH;

use vestibule_store::Catalogue;

/// The setting of a location that says which language its tablets speak.
const LANGUAGE: &str = "Vestibule.Kiosk.Language";
/// The languages there are.
const ALL: [&Words; 3] = [&ENGLISH, &GERMAN, &SPANISH];

/// The words of one language. In those with `{}` something is put in its place.
pub(super) struct Words {
    /// Its tag.
    pub(super) tag: &'static str,
    /// Over the pad.
    pub(super) type_pin: &'static str,
    /// What the field of the pad is called.
    pub(super) pin: &'static str,
    /// Takes back a digit.
    pub(super) delete: &'static str,
    /// Sends what was typed.
    pub(super) go: &'static str,
    /// Under the pad.
    pub(super) hint: &'static str,
    /// The way to the names.
    pub(super) find_name: &'static str,
    /// The way for visitors.
    pub(super) visiting: &'static str,
    /// The way to the camera.
    pub(super) scan: &'static str,
    /// What to do before the camera.
    pub(super) scanning: &'static str,
    /// The camera does not work.
    pub(super) no_camera: &'static str,
    /// The way back to the pad.
    pub(super) back: &'static str,
    /// Above the field for a name that is looked for.
    pub(super) your_name: &'static str,
    /// How much of a name must be typed.
    pub(super) three_letters: &'static str,
    /// Nobody has such a name.
    pub(super) nobody: &'static str,
    /// Above the name of a visitor.
    pub(super) full_name: &'static str,
    /// Above the e-mail of a visitor.
    pub(super) email: &'static str,
    /// Above the host of a visitor.
    pub(super) host: &'static str,
    /// Behind what need not be filled in.
    pub(super) optional: &'static str,
    /// Sends what a visitor filled in.
    pub(super) register: &'static str,
    /// While the answer is awaited.
    pub(super) one_moment: &'static str,
    /// There is no network.
    pub(super) offline: &'static str,
    /// So many taps wait to be delivered.
    pub(super) waiting: &'static str,
    /// Over a tap that waits.
    pub(super) noted: &'static str,
    /// What becomes of it.
    pub(super) noted_why: &'static str,
    /// What works with a network only.
    pub(super) needs_network: &'static str,
    /// There is no script.
    pub(super) needs_script: &'static str,
    /// Over the form in which a tablet becomes known.
    pub(super) enrol: &'static str,
    /// What to do there.
    pub(super) enrol_how: &'static str,
    /// Above the code.
    pub(super) code: &'static str,
    /// Sends it.
    pub(super) enrol_go: &'static str,
    /// The code is wrong.
    pub(super) wrong_code: &'static str,
    /// The form came from elsewhere.
    pub(super) elsewhere: &'static str,
    /// Somebody with a name came in.
    pub(super) welcome: &'static str,
    /// Somebody without one did.
    pub(super) welcome_all: &'static str,
    /// Somebody with a name left.
    pub(super) goodbye: &'static str,
    /// Somebody without one did.
    pub(super) goodbye_all: &'static str,
    /// They came in.
    pub(super) came_in: &'static str,
    /// They left.
    pub(super) left: &'static str,
    /// They were inside before.
    pub(super) inside: &'static str,
    /// One minute is left.
    pub(super) one_minute: &'static str,
    /// Minutes are left.
    pub(super) minutes: &'static str,
    /// Hours and minutes are left.
    pub(super) hours: &'static str,
    /// No day is left after this one.
    pub(super) last_day: &'static str,
    /// One is.
    pub(super) one_day: &'static str,
    /// Several are.
    pub(super) days: &'static str,
    /// A visitor is registered, whose host was told.
    pub(super) host_told: &'static str,
    /// A visitor is registered, and nobody was told.
    pub(super) registered: &'static str,
    /// The code by which a visitor leaves.
    pub(super) code_to_leave: &'static str,
    /// Over a refusal.
    pub(super) refused: &'static str,
    /// Nobody is known by it.
    pub(super) unknown: &'static str,
    /// What to do about that.
    pub(super) try_again: &'static str,
    /// Too many wrong guesses.
    pub(super) slowed: &'static str,
    /// Something broke.
    pub(super) broken: &'static str,
    /// What was filled in does not fit.
    pub(super) unfit: &'static str,
    /// What to do about most refusals.
    pub(super) ask: &'static str,
    /// Why somebody is refused.
    pub(super) why: Why,
}

/// Why somebody is refused, and what they can do.
pub(super) struct Why {
    /// There is no pass for today.
    pub(super) no_pass: [&'static str; 2],
    /// The pass is for other hours.
    pub(super) other_hours: [&'static str; 2],
    /// The pass is for another location.
    pub(super) other_place: [&'static str; 2],
    /// The plan is used up for now.
    pub(super) limit: [&'static str; 2],
    /// The place is full.
    pub(super) full: [&'static str; 2],
    /// The place is closed.
    pub(super) closed: [&'static str; 2],
    /// They are inside elsewhere, or inside already.
    pub(super) elsewhere: [&'static str; 2],
    /// They want to leave, and are not inside.
    pub(super) not_inside: [&'static str; 2],
    /// A code is not valid now.
    pub(super) code: [&'static str; 2],
    /// The host of a visitor has not agreed.
    pub(super) host: [&'static str; 2],
    /// A visitor is expected on another day.
    pub(super) other_day: [&'static str; 2],
    /// Anything else.
    pub(super) other: [&'static str; 2],
}

/// The words in which the tablets of a location speak; English where it says nothing else.
pub(super) fn of(catalogue: &Catalogue, location: i64) -> &'static Words {
    let set = catalogue.setting(location, LANGUAGE).unwrap_or_default().trim();
    ALL.into_iter().find(|words| words.tag.eq_ignore_ascii_case(set)).unwrap_or(&ENGLISH)
}

/// A sentence with something put in its place.
pub(super) fn with(sentence: &str, what: impl std::fmt::Display) -> String {
    sentence.replacen("{}", &what.to_string(), 1)
}

impl Words {
    /// What is said of a refusal with this code (`domain.md` 5.4): why, and what to do.
    pub(super) fn why(&self, code: &str) -> [&'static str; 2] {
        match code {
            "no_pass" | "pass_used_up" | "pass_expired" | "pass_not_for_plan" => self.why.no_pass,
            "pass_outside_hours" => self.why.other_hours,
            "pass_other_location" => self.why.other_place,
            code if code.starts_with("limit_") => self.why.limit,
            "capacity_full" => self.why.full,
            "outside_opening_hours" => self.why.closed,
            "anti_passback" | "in_two_places" | "another_visit_open" => self.why.elsewhere,
            "not_inside" => self.why.not_inside,
            "token_expired" | "token_used_up" | "device_limit" | "network_not_allowed" => self.why.code,
            "visitor_not_approved" => self.why.host,
            "visitor_not_today" => self.why.other_day,
            _ => self.why.other,
        }
    }

    /// So many minutes, as people say it.
    pub(super) fn minutes_left(&self, minutes: i64) -> String {
        match minutes {
            1 => self.one_minute.to_owned(),
            ..120 => with(self.minutes, minutes),
            _ => with(&with(self.hours, minutes / 60), minutes % 60),
        }
    }

    /// So many days after this one.
    pub(super) fn days_left(&self, days: i64) -> String {
        match days {
            ..=0 => self.last_day.to_owned(),
            1 => self.one_day.to_owned(),
            _ => with(self.days, days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_of_every_refusal_what_to_do_and_nothing_of_money() {
        for words in ALL {
            for code in ["no_pass", "limit_days_week", "capacity_full", "customer_inactive", "whatever else"]
            {
                let [why, cure] = words.why(code);
                assert!(!why.is_empty() && !cure.is_empty(), "{} {code}", words.tag);
                let said = format!("{why} {cure}").to_lowercase();
                for word in
                    ["pay", "owe", "debt", "invoice", "price", "rechnung", "zahl", "deuda", "pago", "factura"]
                {
                    assert!(!said.contains(word), "{said}");
                }
            }
        }
    }

    #[test]
    fn what_is_left_is_said_as_people_say_it() {
        assert_eq!(ENGLISH.minutes_left(1), "1 minute left");
        assert_eq!(ENGLISH.minutes_left(119), "119 minutes left");
        assert_eq!(GERMAN.minutes_left(605), "Noch 10 Stunden 5 Minuten");
        assert_eq!(SPANISH.days_left(4), "Quedan 4 días más");
        assert_eq!(ENGLISH.days_left(0), "This was the last day of your pass");
    }
}
