//! `/refusals/{id}/let-in`: everything that would let in somebody who was refused, as the rules say now.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use vestibule_domain::Cure;
use vestibule_records::{Checkin, Coworker, CoworkerTimePass, Record};

use super::cured::{Case, Serves, by_words};
use super::deed::{Outcome, What, comes_in};
use super::refusals::capital;
use crate::api::Failure;
use crate::api::request::Write;
use crate::console::asked::Asked;
use crate::console::{Desk, Frame, Notice, Section, lead_to, page};

/// The longest note, in bytes.
const LONGEST_NOTE: usize = 1000;

#[derive(Template)]
#[template(path = "console/let_in.html", whitespace = "minimize")]
struct Page {
    frame: Frame,
    case: Case,
    /// What the rules say now.
    sentence: String,
    lets_in: bool,
    /// What customers or staff can do that no button here does.
    others: Vec<String>,
    /// What staff can do about the account, in the words of its cure.
    account: Option<String>,
    /// The passes that would do, where the caller may issue them.
    passes: Vec<Serves>,
    filled: Filled,
}

/// A form as it was filled in.
#[derive(Default)]
struct Filled {
    pass: String,
    note: String,
    /// What is wrong with the pass, and with the note.
    pass_error: Option<String>,
    note_error: Option<String>,
}

/// Answers `/refusals/{id}/let-in`.
pub(super) async fn answer(desk: &Desk<'_>, request: Request, id: &str) -> Result<Response, Failure> {
    let refusal: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    desk.caller.may(Checkin::schema(), "Create")?;
    let case = Case::of(desk, refusal).await?;
    if request.method() != Method::POST {
        return Ok(show(desk, case, Filled::default(), None));
    }
    let write = Write::read(request, &desk.caller.email).await.map_err(Failure::Response)?;
    let sent = Asked::by_form(&write.bytes)?;
    let mut filled = Filled {
        pass: sent.text("pass").to_owned(),
        note: sent.text("note").to_owned(),
        ..Filled::default()
    };
    let outcome = match sent.filled("do") {
        Some("in") => comes_in(desk, case.location, case.customer, What::In).await?,
        Some("account") => by_words(desk, refusal, sent.text("words")).await?,
        Some(how @ ("give" | "sell")) => {
            match case.passes().into_iter().find(|one| one.value() == filled.pass) {
                Some(serves) => case.issue(desk, &serves, how == "sell", "").await?,
                None => {
                    filled.pass_error = Some("Choose one of these passes.".to_owned());
                    return Ok(show(desk, case, filled, None));
                }
            }
        }
        Some("anyway") if filled.note.is_empty() || filled.note.len() > LONGEST_NOTE => {
            let error =
                if filled.note.is_empty() { "Say why." } else { "This is too long: 1000 letters will do." };
            filled.note_error = Some(error.to_owned());
            return Ok(show(desk, case, filled, None));
        }
        Some("anyway") => case.anyway(desk, &filled.note).await?,
        _ => return Err(Failure::NotFound),
    };
    match outcome {
        Outcome::Well(done) => Ok(lead_to(&done.path(case.location))),
        Outcome::No(why) => {
            // What was tried may have changed what helps.
            let case = Case::of(desk, refusal).await?;
            Ok(show(desk, case, filled, Some(why)))
        }
    }
}

impl Serves {
    /// As it is chosen: with its price, so that nobody pays another.
    fn value(&self) -> String {
        format!("{} {}", self.pass, self.price)
    }
}

fn show(desk: &Desk<'_>, case: Case, filled: Filled, why: Option<String>) -> Response {
    let (examination, world) = (&case.now.examination, &case.now.world);
    let may_issue = desk.caller.may(CoworkerTimePass::schema(), "Create").is_ok();
    let may_activate = desk.caller.may(Coworker::schema(), "Edit").is_ok();
    let is_account = |cure: &&Cure| matches!(cure, Cure::Activate | Cure::Restore);
    let account = examination.cures.iter().find(is_account).filter(|_| may_activate);
    let others = examination.cures.iter().filter(|cure| !is_account(cure) && cure.price().is_none());
    let is_wrong = why.is_some() || filled.pass_error.is_some() || filled.note_error.is_some();
    let shown = Page {
        frame: desk.frame(Section::Now, &format!("Let {} in", case.name)).saying(why.map(Notice::no)),
        sentence: examination.sentence(world),
        lets_in: examination.lets_in(),
        others: others.map(|cure| capital(&cure.words(world))).collect(),
        account: account.map(|cure| cure.words(world)),
        passes: if may_issue { case.passes() } else { Vec::new() },
        filled,
        case,
    };
    page(&shown, if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}
