//! What every tap has in common, whoever it turns out to be: what must be loaded for it, its echo, its refusal.

use vestibule_domain::ids::LocationId;
use vestibule_domain::time::{Instant, Span};
use vestibule_domain::world::World;
use vestibule_domain::{Gesture, Mac, Refusal, Tap};
use vestibule_records::kept::Device;
use vestibule_records::{Checkin, FailedCheckin, Id, Record};
use vestibule_store::counted::CameTo;
use vestibule_store::{
    Answer, Book, Catalogue, Change, Decision, Mint, Scope, Snapshot, StoreError, Viewer, VisitFacts,
    VisitScope,
};

use super::ask::{Ask, Credential};
use super::person::{Unknown, Who};
use super::verdict::{Action, Denial, Session, Verdict};
use super::way::{Network, Way};
use super::{devices, token, visitor};
use crate::api::envelope;
use crate::api::request::fingerprint;
use crate::passage::{Passage, Reasons, UNKNOWN, source};

/// The setting of a location that says within how many seconds two identical taps are one.
const DEBOUNCE: &str = "Vestibule.Checkin.DebounceSeconds";
/// What it is where none is set (DESIGN.md, decisions).
const USUAL_DEBOUNCE: i64 = 3;
/// The longest there may be, in seconds.
pub(crate) const LONGEST_DEBOUNCE: i64 = 60;

/// A tap on its way to be decided.
pub(super) struct Door {
    pub(super) ask: Ask,
    pub(super) way: Way,
    pub(super) passage: Passage,
    pub(super) now: Instant,
    /// Identical taps have the same, and nobody can tell from it what was shown.
    tap: String,
}

/// A refusal that an access point brings about again within this is not recorded again: devices try for ever.
const ON_RECORD: Span = Span::minutes(60);

/// What a tap comes to.
pub(super) struct Decided {
    pub(super) changes: Vec<Change>,
    pub(super) verdict: Verdict,
}

impl Decided {
    /// Nothing changes.
    pub(super) const fn said(verdict: Verdict) -> Self {
        Self { changes: Vec::new(), verdict }
    }
}

impl Door {
    pub(super) fn new(ask: Ask, way: Way, location: LocationId, who: &Who, now: Instant) -> Self {
        let visit = Checkin {
            coworker_id: if let Who::Customer(customer) = who { Some(Id::new(customer.get())) } else { None },
            business_id: Id::new(location.get()),
            source: way.source(&ask),
            from_time: now,
            last_activity: ask.mac.map(|_| now),
            mac_addresses: ask.mac.as_ref().map(Mac::to_string),
            access_token_id: if let Who::Token(token) = who { Some(*token) } else { None },
            ..Checkin::default()
        };
        let tap = tap_of(&ask, &way, location, who);
        let passage = Passage { by: way.by().to_owned(), now, wanted: visit, witness: way.witness(now) };
        Self { ask, way, passage, now, tap }
    }

    /// The business days that matter: of this tap, and of the one before that it may be the echo of.
    pub(super) fn scope(&self, who: &Who) -> Scope {
        let visit = VisitScope {
            location: self.passage.wanted.business_id.get(),
            customer: self.passage.wanted.coworker_id.map(Id::get),
            instants: vec![self.now, self.now.minus(seconds(LONGEST_DEBOUNCE))],
            visit: None,
            pass: None,
            tap: Some(self.tap.clone()),
        };
        let (rows, lookups) = match who {
            Who::Customer(customer) => (Vec::new(), devices::lookups(*customer, self.ask.mac)),
            Who::Token(id) => token::scope(*id, self.ask.mac),
            Who::Visitor(id) => visitor::scope(*id),
            Who::Nobody(_) => (Vec::new(), Vec::new()),
        };
        Scope { viewer: Viewer::Everything, rows, lookups, visit: Some(visit) }
    }

    /// What a repetition under the same idempotency key must have in common.
    pub(super) fn fingerprint(&self) -> String {
        if let Some(whatever) = self.way.fingerprint() {
            return whatever;
        }
        fingerprint(&[self.tap.as_bytes(), &[u8::from(self.ask.dry_run)]])
    }

    /// The tap as the rules see it.
    pub(super) fn tapped(&self, snapshot: &Snapshot) -> Result<Tap, StoreError> {
        Ok(Tap {
            gesture: self.ask.gesture,
            source: source(self.passage.wanted.source),
            unattended: self.ask.credential == Credential::Device,
            debounce: debounce(&snapshot.catalogue, self.passage.wanted.business_id.get()),
            refused: last_refusal(snapshot)?.map(|refusal| refusal.checkin_attempt_time),
        })
    }

    /// Says that nobody is known by what was shown, and records that it was tried.
    pub(super) fn unknown(
        &self,
        unknown: &Unknown,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decided, StoreError> {
        let Some(book) = Book::open(snapshot)? else { return Ok(gone()) };
        let world = book.world();
        if self.ask.gesture != Gesture::Leave && self.is_echo_of_refusal(snapshot)? {
            return self.refused_again(Denial::Unknown, snapshot);
        }
        let denial = if *unknown == Unknown::Email { Denial::Refused } else { Denial::Unknown };
        let sentence = unknown.sentence(&world.location.name);
        self.deny(denial, (UNKNOWN, sentence, None), &world, &book, snapshot, mint)
    }

    /// Refuses somebody who is known, and records that they tried to come in.
    pub(super) fn refuse(
        &self,
        reasons: Reasons,
        world: &World,
        book: &Book<'_>,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decided, StoreError> {
        let Reasons { refusal, sentence, verdict } = reasons;
        let reason = refusal.code();
        mint.note_attempt(source(self.passage.wanted.source), CameTo::Refused(reason));
        let sentence = match (&self.ask.credential, refusal) {
            // Whoever knows no more than an address does not learn whether it is somebody's.
            (Credential::Email(_), Refusal::NotHere) => Unknown::Email.sentence(&world.location.name),
            _ => sentence,
        };
        self.deny(Denial::Refused, (reason, sentence, Some(verdict)), world, book, snapshot, mint)
    }

    /// The refusal of the identical tap before.
    pub(super) fn refused_again(&self, denial: Denial, snapshot: &Snapshot) -> Result<Decided, StoreError> {
        let sentence = last_refusal(snapshot)?.and_then(|refusal| refusal.description).unwrap_or_default();
        Ok(Decided::said(Verdict::Denied(denial, sentence)))
    }

    /// Notes what the tap came to, where it was an attempt to come in: nobody does who only asks, leaves or joins the Wi-Fi.
    pub(super) fn note(&self, decided: &Result<Decided, StoreError>, mint: &mut Mint<'_>) {
        let (source, known) = (source(self.passage.wanted.source), mint.came_to());
        mint.note_no_attempt();
        let Ok(Decided { changes, verdict }) = decided else { return };
        if self.ask.dry_run
            || self.ask.gesture == Gesture::Leave
            || !self.way.moves()
            || self.way.network() == Some(Network::Joins)
        {
            return;
        }
        let came_to = match verdict {
            Verdict::Welcome(Session { action: Action::CheckIn, .. }) => {
                // A visitor's presence is no visit, so that no rule of visits was asked.
                let first = if changes.is_empty() { CameTo::Again } else { CameTo::Admitted };
                Some(known.unwrap_or(first))
            }
            Verdict::Welcome(Session { action: Action::None, .. }) => Some(CameTo::Again),
            Verdict::Denied(Denial::Unknown, _) => Some(CameTo::Refused(UNKNOWN)),
            Verdict::Denied(Denial::Refused, _) => Some(known.unwrap_or(CameTo::Again)),
            Verdict::Welcome(_) | Verdict::Denied(..) => None,
        };
        if let Some(came_to) = came_to {
            mint.note_attempt(source, came_to);
        }
    }

    /// Why a tap was refused, in a word for machines; empty where no rule was asked.
    pub(super) fn code(&self, snapshot: &Snapshot, mint: &Mint<'_>) -> String {
        let known = match mint.came_to() {
            Some(CameTo::Refused(code)) => Some(code.to_owned()),
            // What is refused again within moments was recorded with its reasons.
            _ => last_refusal(snapshot).ok().flatten().and_then(|refusal| code_of(&refusal)),
        };
        known.unwrap_or_default()
    }

    /// As the store is told; `code` is why it was refused, if it was. A dry run changes nothing.
    pub(super) fn decision(&self, decided: Result<Decided, StoreError>, code: &str) -> Decision {
        match decided {
            Ok(Decided { changes, verdict }) => {
                let changes = if self.ask.dry_run { Vec::new() } else { self.left_of(changes) };
                Decision { changes, answer: Answer::Ready(self.way.reply(&verdict, code)) }
            }
            Err(error) => {
                tracing::error!(%error, "a tap cannot be decided");
                let reply = envelope::plain_failure(500, "An error has occurred.");
                Decision { changes: Vec::new(), answer: Answer::Ready(reply) }
            }
        }
    }

    /// Of somebody who only joins the Wi-Fi, what becomes of their device and what they are refused.
    fn left_of(&self, mut changes: Vec<Change>) -> Vec<Change> {
        if self.way.network() == Some(Network::Joins) {
            let kept = [Device::schema().name, FailedCheckin::schema().name];
            changes.retain(|change| kept.contains(&change.schema().name));
        }
        changes
    }

    /// Whether the same refusal is on record already, and enough of it.
    fn is_on_record(&self, sentence: &str, snapshot: &Snapshot) -> Result<bool, StoreError> {
        let before = last_refusal(snapshot)?.filter(|_| self.way.network().is_some());
        Ok(before.is_some_and(|before| {
            let lately = self.now.since(before.checkin_attempt_time) < ON_RECORD.in_micros();
            lately && before.description.as_deref() == Some(sentence)
        }))
    }

    fn is_echo_of_refusal(&self, snapshot: &Snapshot) -> Result<bool, StoreError> {
        let Tap { refused, debounce, .. } = self.tapped(snapshot)?;
        Ok(refused.is_some_and(|refused| self.now.since(refused) < debounce.in_micros()))
    }

    /// An attempt to come in is recorded, one to leave is not: nobody was kept out.
    fn deny(
        &self,
        denial: Denial,
        (reason, sentence, verdict): (&str, String, Option<String>),
        world: &World,
        book: &Book<'_>,
        snapshot: &Snapshot,
        mint: &mut Mint<'_>,
    ) -> Result<Decided, StoreError> {
        let mut changes = Vec::new();
        if self.ask.gesture != Gesture::Leave
            && self.way.moves()
            && !self.is_on_record(&sentence, snapshot)?
        {
            let before = last_refusal(snapshot)?.and_then(|refusal| refusal.nth_of_tap).unwrap_or_default();
            let failed = FailedCheckin {
                tap: Some(self.tap.clone()),
                nth_of_tap: Some(before + 1),
                ..self.passage.failed(reason, sentence.clone(), verdict, world, book, mint)
            };
            changes.push(Change::Insert(failed.into_row()));
        }
        let verdict = Verdict::Denied(denial, sentence);
        changes.extend(self.way.noted(&verdict, world, mint));
        Ok(Decided { changes, verdict })
    }
}

/// A location that was deleted just now.
pub(super) fn gone() -> Decided {
    Decided::said(Verdict::Denied(Denial::Nonsense, "There is no such location any more".to_owned()))
}

fn last_refusal(snapshot: &Snapshot) -> Result<Option<FailedCheckin>, StoreError> {
    let refused = snapshot.visit.as_ref().and_then(|VisitFacts { refused, .. }| refused.as_ref());
    Ok(refused.map(FailedCheckin::from_row).transpose()?)
}

fn code_of(refusal: &FailedCheckin) -> Option<String> {
    let verdict: serde_json::Value = serde_json::from_str(refusal.verdict.as_deref()?).ok()?;
    verdict["Code"].as_str().map(str::to_owned)
}

pub(super) fn debounce(catalogue: &Catalogue, location: i64) -> Span {
    let set = catalogue.setting(location, DEBOUNCE).and_then(|text| text.trim().parse().ok());
    seconds(set.unwrap_or(USUAL_DEBOUNCE).clamp(0, LONGEST_DEBOUNCE))
}

const fn seconds(seconds: i64) -> Span {
    Span::micros(seconds * 1_000_000)
}

/// Names a tap: where and by which way, what is wanted, by whom and by what means. Nothing secret of somebody who is known goes into it,
/// and of nobody's passwords anything: two wrong ones in a row are one tap.
fn tap_of(ask: &Ask, way: &Way, location: LocationId, who: &Who) -> String {
    let gesture = match ask.gesture {
        Gesture::Enter => "enter",
        Gesture::Toggle => "toggle",
        Gesture::Leave => "leave",
    };
    let subject = match (who, &ask.credential) {
        (Who::Customer(customer), _) => customer.get().to_string(),
        (Who::Token(id) | Who::Visitor(id), _) => id.to_string(),
        (Who::Nobody(_), Credential::Card(shown) | Credential::Pin(shown) | Credential::Typed(shown)) => {
            shown.clone()
        }
        (Who::Nobody(_), Credential::Chosen(customer, _)) => customer.get().to_string(),
        (
            Who::Nobody(_),
            Credential::EmailPin(name, _)
            | Credential::EmailPassword(name, _)
            | Credential::EmailSecret(name, _),
        ) => name.to_lowercase(),
        (Who::Nobody(_), Credential::Email(name) | Credential::Token(name)) => name.to_lowercase(),
        (Who::Nobody(_), Credential::Phone(_) | Credential::Device) => String::new(),
    };
    let known = if matches!(who, Who::Nobody(_)) { "unknown" } else { "known" };
    let mac = ask.mac.as_ref().map(Mac::to_string).unwrap_or_default();
    let (way, location) = (way.name(), location.get().to_be_bytes());
    let words = [gesture, known, ask.credential.means(), &mac, &subject, &way].map(str::as_bytes);
    fingerprint(&[&[&location[..]], &words[..]].concat())
}
