//! `POST /api/vestibule/explain`: why somebody would get in, or would not, by the very rules that decide it. Nothing is
//! written, and no write waits.

use axum::extract::Request;
use axum::response::Response;
use http::Method;
use vestibule_domain::Examination;
use vestibule_domain::examine;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{Attempt, Offer, World};
use vestibule_records::{Business, Checkin, Coworker, FieldError, Record};
use vestibule_store::{Book, Reply, Scope, Snapshot, Store, Viewer, VisitScope};

pub use super::question::Question;
use super::reasons;
use crate::api::envelope::{self, quoted};
use crate::api::request::Write;
use crate::api::{Failure, unknown, unreadable};
use crate::app::App;
use crate::auth;
use crate::openapi::{Answered, Asker, Endpoint, JSON_OR_FORM, Shape, Verb, member};
use crate::passage::source;

/// What is said about it.
pub(super) const ENDPOINT: Endpoint = Endpoint {
    tag: "Checkin",
    about: "The rules of a check-in are put to an attempt that nobody makes: every pass with every rule, what is on offer \
            at the door, when it would next be let in, and what would cure it. Nothing is written. `At` may lie in the \
            future: plans have given their passes by then; what else happens is not known.",
    asker: Asker::Role(Checkin::schema, "Read"),
    body: Some((JSON_OR_FORM, QUESTION)),
    answers: &[Answered::json(200, Shape::Named("Explanation"), "The verdict and its reasons.")],
    errors: &[400],
    ..Endpoint::new(
        Verb::Post,
        "/api/vestibule/explain",
        "explainCheckin",
        "Why a customer would get in, or would not",
    )
};

const QUESTION: Shape = Shape::Object(&[
    member("BusinessId", Shape::Integer, "The location."),
    member("CoworkerId", Shape::Integer, "The customer."),
    member("At", Shape::Text, "The arrival; now unless said.").optional(),
    member("ToTime", Shape::Text, "The departure, for a stay told afterwards.").optional(),
    member(
        "Source",
        Shape::AnyOf(&[Shape::Integer, Shape::Text]),
        "What brings the signal; `Manual` unless said.",
    )
    .optional(),
    member("CoworkerTimePassGuid", Shape::Text, "The `UniqueId` of the pass to be used.").optional(),
]);

/// An answer: what was found out, and the world it was found out in.
#[derive(Debug)]
pub struct Explained {
    /// The verdict with its reasons.
    pub examination: Examination,
    /// The world that was decided on.
    pub world: World,
    /// The attempt.
    pub attempt: Attempt,
    /// What the customer could buy there, at the price their plans give, discount not yet.
    pub for_sale: Vec<Offer>,
}

/// Answers a question about somebody whom the caller sees.
pub(crate) async fn endpoint(app: &App, request: Request) -> Response {
    if request.method() != Method::POST {
        return envelope::method_not_allowed(request.method(), "POST");
    }
    let answer = async {
        let caller = auth::caller(app, &request).await?;
        caller.may(Checkin::schema(), "Read")?;
        let sent = Write::read(request, &caller.email).await.map_err(Failure::Response)?;
        let body = sent.body().map_err(|error| Failure::invalid(unreadable(&error)))?;
        let question = Question::read(&body).map_err(Failure::Invalid)?;
        let Explained { examination, world, attempt, .. } =
            explain(&*app.store, &caller.viewer, &question, app.now()).await?;
        let body = reasons::told(&examination, &world, attempt.from);
        Ok(envelope::respond(Reply { status: 200, body }))
    };
    answer.await.unwrap_or_else(Failure::respond)
}

/// Answers a question: as at `now`, or as of the arrival where that is later.
///
/// # Errors
/// When the location, the customer or the pass does not exist for this viewer, or the store fails.
pub async fn explain(
    store: &dyn Store,
    viewer: &Viewer,
    question: &Question,
    now: Instant,
) -> Result<Explained, Failure> {
    let at = question.at.unwrap_or(now);
    let mut scope = scope(question, at, viewer);
    let mut snapshot = store.look(scope.clone()).await?;
    scope.lookups = open(&snapshot, viewer, question)?.what_comes();
    if !scope.lookups.is_empty() {
        snapshot = store.look(scope).await?;
    }
    let book = open(&snapshot, viewer, question)?;
    let pass = question.pass.as_deref().map(|guid| {
        book.pass_of_guid(guid).ok_or_else(|| {
            let message = "is not the UniqueId of a pass of this customer";
            Failure::invalid(FieldError::new("CoworkerTimePassGuid", message, quoted(guid)))
        })
    });
    let attempt = Attempt {
        source: source(question.source),
        from: at,
        to: question.to,
        pass: pass.transpose()?,
        presumed: false,
    };
    let mut world = book.world();
    if at > now {
        world = world.by(at).into_owned();
    }
    let for_sale = book.for_sale();
    let examination = examine(&world, &attempt, now.max(at), || for_sale.clone());
    Ok(Explained { examination, world, attempt, for_sale })
}

/// What a check-in would see.
fn scope(question: &Question, at: Instant, viewer: &Viewer) -> Scope {
    let visit = VisitScope {
        location: question.location,
        customer: Some(question.customer),
        instants: std::iter::once(at).chain(question.to).collect(),
        visit: None,
        pass: question.pass.clone(),
        tap: None,
    };
    Scope { viewer: viewer.clone(), rows: Vec::new(), lookups: Vec::new(), visit: Some(visit) }
}

/// A location or a customer that the viewer does not see does not exist.
fn open<'a>(snapshot: &'a Snapshot, viewer: &Viewer, question: &Question) -> Result<Book<'a>, Failure> {
    let mut errors = Vec::new();
    let book = Book::open(snapshot)?.filter(|_| viewer.sees(question.location));
    if book.is_none() {
        errors.push(unknown("Business", Business::schema(), question.location));
    }
    let customer = snapshot.visit.as_ref().and_then(|facts| facts.customer.as_ref());
    if !customer.is_some_and(|customer| customer.is_seen_by(viewer)) {
        errors.push(unknown("Coworker", Coworker::schema(), question.customer));
    }
    book.filter(|_| errors.is_empty()).ok_or(Failure::Invalid(errors))
}
