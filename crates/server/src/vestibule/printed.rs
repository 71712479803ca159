//! An explanation for people who read it on a terminal.

use std::fmt::Write as _;

use vestibule_domain::location::Location;
use vestibule_domain::time::Instant;
use vestibule_domain::world::{PassRef, World};
use vestibule_domain::{Declined, Ruled, Verdict};
use vestibule_records::parse_instant;

use super::explain::Explained;

/// The widest question of a rule, in letters.
const WIDEST: usize = 32;

/// The verdict, then each pass with its rules, what is on offer at the door, and what would cure it.
#[must_use]
pub fn printed(explained: &Explained) -> String {
    let Explained { examination, world, attempt, .. } = explained;
    let wall = |at: Instant| on_the_wall(&world.location, at);
    let mut out = format!("{}\n", examination.sentence(world));
    line(&mut out, &format!("{}, {}", world.location.name, wall(attempt.from)));
    if let Some(pass) = examination.pass(world) {
        line(&mut out, &format!("on {}", pass.terms.name));
    }
    if let Verdict::Admitted { remarks, .. } | Verdict::AlreadyInside { remarks, .. } = &examination.verdict {
        remarks.iter().for_each(|remark| line(&mut out, &remark.sentence(world)));
    }
    for tried in &examination.passes {
        let expected = matches!(tried.pass, PassRef::Coming(_));
        let name = if expected {
            format!("{}, which the plan will have given", tried.name)
        } else {
            tried.name.clone()
        };
        heading(&mut out, &name, tried.serves(), None);
        rules(&mut out, &tried.rules, world);
    }
    for offer in &examination.offers {
        heading(
            &mut out,
            &format!("At the door: {} for {}", offer.name, offer.price),
            offer.serves(),
            offer.declined,
        );
        rules(&mut out, &offer.rules, world);
    }
    if let Verdict::Refused(_) = examination.verdict {
        let next = examination.next().map_or_else(|| "not in sight".to_owned(), wall);
        let _ = write!(out, "\nNext  {next}\nCure  ");
        let cures: Vec<_> = examination.cures.iter().map(|cure| cure.words(world)).collect();
        out.push_str(if cures.is_empty() { "none is known" } else { "" });
        out.push_str(&cures.join("\n      "));
        out.push('\n');
    }
    out
}

fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "  {text}");
}

fn heading(out: &mut String, name: &str, serves: bool, declined: Option<Declined>) {
    let why = declined.map(|why| format!(": {}", why.words())).unwrap_or_default();
    let _ = writeln!(out, "\n{name}: {}{why}", if serves { "serves" } else { "does not serve" });
}

fn rules(out: &mut String, rules: &[Ruled], world: &World) {
    for ruled in rules {
        let asks = ruled.trial.rule.words();
        let _ = match &ruled.trial.outcome {
            Ok(()) => writeln!(out, "  yes  {asks}"),
            Err(why) => {
                let next = ruled.next.map(|at| format!("; from {}", on_the_wall(&world.location, at)));
                writeln!(out, "  no   {asks:WIDEST$}  {}{}", why.words(world), next.unwrap_or_default())
            }
        };
    }
}

fn on_the_wall(location: &Location, at: Instant) -> String {
    let (date, time) = location.zone.local(at);
    format!("{date} {time}")
}

/// A moment as people write it: an instant with its offset, or else what the clock on the wall of the location shows.
#[must_use]
pub fn moment(text: &str, location: &Location) -> Option<Instant> {
    let at = parse_instant(text)?;
    let says_offset = text.get(10..).is_some_and(|clock| clock.contains(['Z', 'z', '+', '-', 'G']));
    let (date, time) = at.utc();
    Some(if says_offset { at } else { location.zone.instant(date, time) })
}
