//! What the pages of tiles say, in one place: another language is another [`Words`]. Why somebody is refused is said by
//! the rules, which have one language yet.

use vestibule_domain::time::TimeOfDay;

/// The words of one language.
pub(super) struct Words {
    /// Its tag, for the page.
    pub(super) language: &'static str,
    /// Above the e-mail address.
    pub(super) email: &'static str,
    /// Above the PIN.
    pub(super) pin: &'static str,
    /// Opens the field for a password.
    pub(super) password_instead: &'static str,
    /// Above the password.
    pub(super) password: &'static str,
    /// Beside the box that has the phone remembered.
    pub(super) remember: &'static str,
    /// What that means.
    pub(super) remembering: &'static str,
    /// Has the phone forgotten.
    pub(super) not_you: &'static str,
    /// Above the form after a refusal.
    pub(super) try_again: &'static str,
    /// While it is found out where the phone is.
    pub(super) finding: &'static str,
    /// While the answer is awaited.
    pub(super) sending: &'static str,
    /// Of a tile near its place.
    pub(super) needs_position: &'static str,
    /// The same, where there are no scripts.
    pub(super) needs_script: &'static str,
    /// Over a page of a tile that is not there.
    pub(super) no_such_tile: &'static str,
    /// What to do about it.
    pub(super) no_such_tile_why: &'static str,
    /// Over a refusal.
    pub(super) refused: &'static str,
    /// After the phone was forgotten.
    pub(super) forgotten: &'static str,
    /// The same, in full.
    pub(super) forgotten_why: &'static str,
    /// Of what was done before.
    pub(super) already_inside: &'static str,
    /// Of a check-in beside something that is not done here.
    pub(super) check_in_alone: &'static str,
    /// Sends the form of a tile that does something else.
    pub(super) go_on: &'static str,
    /// Sends the form of a tile that checks in.
    pub(super) check_in: &'static str,
    /// Sends the form of a tile that checks out.
    pub(super) check_out: &'static str,
    /// On paper: what to do with it.
    pub(super) how_to_use: &'static str,
    /// Chooses the small paper.
    pub(super) on_a6: &'static str,
    /// Chooses the large paper.
    pub(super) on_a4: &'static str,
}

/// English.
pub(super) const ENGLISH: Words = Words {
    language: "en",
    email: "E-mail address",
    pin: "PIN",
    password_instead: "Use your password instead",
    password: "Password",
    remember: "Remember me on this phone",
    remembering: "Then one touch will do. Only on a phone that nobody else uses.",
    not_you: "Not you? Forget this phone",
    try_again: "Try again",
    finding: "Finding out where you are…",
    sending: "One moment…",
    needs_position: "This works only near the tile, so your phone will be asked where it is. That is not kept.",
    needs_script: "This browser runs no scripts, so it cannot say where you are: use another one, or ask the staff.",
    no_such_tile: "This tile does not work",
    no_such_tile_why: "There is no tile with this number, or its location is closed. Ask the staff for another way in.",
    refused: "That did not work",
    forgotten: "This phone is forgotten",
    forgotten_why: "It will not be known at any tile until somebody asks for that again.",
    already_inside: "You were checked in already.",
    check_in_alone: "What this tile is set to do beside that is not supported here.",
    go_on: "Go on",
    check_in: "Check in",
    check_out: "Check out",
    how_to_use: "Scan the code or hold your phone to the tile",
    on_a6: "A6",
    on_a4: "A4",
};

impl Words {
    pub(super) fn check_in_at(&self, place: &str) -> String {
        format!("{} at {place}", self.check_in)
    }

    pub(super) fn check_out_of(&self, place: &str) -> String {
        format!("{} of {place}", self.check_out)
    }

    /// The one button of a phone that is remembered.
    pub(super) fn as_somebody(&self, button: &str, name: &str) -> String {
        format!("{button} as {name}")
    }

    pub(super) fn welcome(&self, name: Option<&str>) -> String {
        name.map_or_else(|| "Welcome".to_owned(), |name| format!("Welcome, {name}"))
    }

    pub(super) fn goodbye(&self, name: Option<&str>) -> String {
        name.map_or_else(|| "Goodbye".to_owned(), |name| format!("Goodbye, {name}"))
    }

    pub(super) fn checked_in(&self, place: &str) -> String {
        format!("You are checked in at {place}.")
    }

    pub(super) fn checked_out(&self, place: &str) -> String {
        format!("You are checked out of {place}.")
    }

    /// What is left of the session; `None` for the rest of the day.
    pub(super) fn until(&self, end: Option<TimeOfDay>) -> String {
        end.map_or_else(
            || "You may stay for the rest of the day.".to_owned(),
            |end| format!("You may stay until {end}."),
        )
    }

    /// What the picture of a code is, for whoever does not see it.
    pub(super) fn code_of(&self, address: &str) -> String {
        format!("QR code of {address}")
    }
}
