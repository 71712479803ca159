//! Correcting a visit: its effect is shown first, and saved once it was seen.

use std::collections::HashMap;

use axum::response::Response;
use http::StatusCode;
use serde_json::Value as Json;
use vestibule_domain::time::{Instant, Zone};
use vestibule_domain::world::{PassRef, World};
use vestibule_records::{Checkin, CoworkerTimePass, Record, Row};
use vestibule_store::Query;

use super::effect::Effect;
use crate::api::request::Write;
use crate::api::{self, Failure, Said, envelope};
use crate::console::asked::Asked;
use crate::console::{Desk, Notice, lead_to, listed, pass, wall};

/// What can be corrected of a visit, as it stands in the form.
pub(super) struct Form {
    /// Arrival.
    pub(super) from: String,
    /// Departure; empty while it is open.
    pub(super) to: String,
    /// The passes it may stand on; none where they may not be read.
    pub(super) passes: Vec<Choice>,
    /// What is wrong, by property.
    errors: HashMap<String, String>,
}

/// A pass to choose.
pub(super) struct Choice {
    /// Its guid; empty leaves it to the rules.
    pub(super) guid: String,
    /// What it is called, and what is left of it.
    pub(super) name: String,
    /// Whether it is chosen.
    pub(super) chosen: bool,
}

impl Form {
    /// What is wrong with a field, for templates.
    pub(super) fn error(&self, property: &str) -> Option<&String> {
        self.errors.get(property)
    }

    /// The form of a visit as it is.
    pub(super) fn of(visit: &Checkin, zone: &Zone, passes: Vec<Choice>) -> Self {
        let to = visit.to_time.map(|to| wall::field(to, zone)).unwrap_or_default();
        Self { from: wall::field(visit.from_time, zone), to, passes, errors: HashMap::new() }
    }

    fn filled(self, asked: &Asked) -> Self {
        let (from, to) = (asked.text("from").to_owned(), asked.text("to").to_owned());
        let wanted = asked.text("pass");
        let chosen = |choice: Choice| Choice { chosen: choice.guid == wanted, ..choice };
        Self { from, to, passes: self.passes.into_iter().map(chosen).collect(), ..self }
    }
}

/// What a form that was sent comes to.
pub(super) enum Came {
    /// It is done, or leads elsewhere.
    To(Response),
    /// It is shown, with its effect unless something is wrong.
    Shown { form: Form, effect: Option<Effect>, notice: Notice, status: StatusCode },
}

/// The passes that a visit may stand on, as far as whoever is at the desk may read them.
///
/// # Errors
/// When the store fails.
pub(super) async fn choices(desk: &Desk<'_>, visit: &Checkin, world: &World) -> Result<Vec<Choice>, Failure> {
    if desk.caller.may(CoworkerTimePass::schema(), "Read").is_err() {
        return Ok(Vec::new());
    }
    let number = |id: PassRef| match id {
        PassRef::Existing(id) => Some(id.get()),
        PassRef::Sold | PassRef::Coming(_) => None,
    };
    let ids = world.passes.iter().filter_map(|pass| number(pass.id)).collect();
    let query = Query::ids(CoworkerTimePass::schema(), desk.caller.viewer.clone(), ids);
    let rows = desk.app.store.list(Query { only: Some(&["UniqueId"]), sets: false, ..query }).await?.rows;
    let own = visit.coworker_time_pass_guid.map(|guid| guid.to_string());
    let choice = |row: &Row| {
        let pass = world.passes.iter().find(|pass| number(pass.id) == Some(row.id()))?;
        let guid = row.get("UniqueId").text()?.to_owned();
        let name = format!("{}: {}", pass.terms.name, pass::left(pass, &world.location.zone));
        Some(Choice { chosen: own.as_ref() == Some(&guid), name, guid })
    };
    let mut choices: Vec<_> = rows.iter().filter_map(choice).collect();
    if own.is_none() {
        let name = "none".to_owned();
        choices.insert(0, Choice { guid: String::new(), name, chosen: true });
    }
    Ok(choices)
}

/// Takes a form that was sent: shows what it would come to, or saves what was seen.
///
/// # Errors
/// When whoever is at the desk may not, or the store fails.
pub(super) async fn receive(
    desk: &Desk<'_>,
    write: Write,
    row: &Row,
    zone: &Zone,
    form: Form,
) -> Result<Came, Failure> {
    let asked = Asked::by_form(&write.bytes)?;
    let write = Write { bytes: body(row, &asked, zone)?.into(), is_form: false, ..write };
    let form = form.filled(&asked);
    let foreseen = match api::foreseen(desk.app, &desk.caller, &write, row.id()).await? {
        Ok(foreseen) => foreseen,
        Err(said) => return Ok(wrong(form, said)),
    };
    let fields = [asked.text("from"), asked.text("to"), asked.text("pass")];
    let effect = Effect::of(&foreseen, zone, &fields);
    if asked.has("save") && asked.text("seen") == effect.seen {
        return Ok(match api::updated(desk.app, &desk.caller, Checkin::schema(), write, row.id()).await? {
            Said::Well(_) => Came::To(lead_to(&format!("/visits/{}?saved", row.id()))),
            said => wrong(form, said),
        });
    }
    let notice = if asked.has("save") {
        Notice::no("Not saved: this is not what was shown before. Look at it once more.")
    } else {
        Notice::well("Nothing is saved yet: see below what it would come to.")
    };
    Ok(Came::Shown { form, effect: Some(effect), notice, status: StatusCode::OK })
}

fn wrong(form: Form, said: Said) -> Came {
    let Said::No { message, errors } = said else {
        return Came::To(lead_to("/visits"));
    };
    let of_fields = ["FromTime", "ToTime", "CoworkerTimePassGuid"];
    let mut texts: Vec<&str> = Vec::new();
    texts.extend(
        errors.iter().filter(|(name, _)| !of_fields.contains(&name.as_str())).map(|(_, text)| &**text),
    );
    let text = match (texts.is_empty(), errors.is_empty()) {
        (false, _) => texts.join(" "),
        (true, false) => "Not saved: see below.".to_owned(),
        (true, true) => message,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Came::Shown { form: Form { errors, ..form }, effect: None, notice: Notice::no(text), status }
}

/// The visit as the API shows it, with what was filled in put over it. A time that was not touched keeps its seconds; one
/// that cannot be read is sent as it was typed, so that the API says what is wrong with it.
fn body(row: &Row, asked: &Asked, zone: &Zone) -> Result<String, Failure> {
    let mut body = listed::shown(row)?;
    let time = |name: &str, text: &str| {
        let had = row.get(name).int().map(Instant::from_micros);
        match had.filter(|had| wall::field(*had, zone) == text) {
            Some(had) => envelope::instant(had).into(),
            None if text.is_empty() => Json::Null,
            None => {
                wall::of_field(text, zone).map_or_else(|| Json::from(text), |at| envelope::instant(at).into())
            }
        }
    };
    body.insert("FromTime".to_owned(), time("FromTime", asked.text("from")));
    body.insert("ToTime".to_owned(), time("ToTime", asked.text("to")));
    if asked.has("pass") {
        let guid = asked.text("pass");
        body.insert(
            "CoworkerTimePassGuid".to_owned(),
            if guid.is_empty() { Json::Null } else { guid.into() },
        );
    }
    Ok(Json::Object(body).to_string())
}
