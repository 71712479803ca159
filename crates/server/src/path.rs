//! Paths as they are written down: `/customers/{id}`.

use crate::public::is_language;

/// Whether a path, as its segments in lower case, is of a form whose parts in braces may be anything; `{lang}` is a
/// language.
pub(crate) fn fits(form: &str, segments: &[&str]) -> bool {
    let mut sent = segments.iter();
    let mut known = form.split('/').filter(|part| !part.is_empty());
    let is_sent = |known: &str| match (known, sent.next()) {
        ("{lang}", Some(language)) => is_language(language),
        (known, Some(_)) if known.starts_with('{') => true,
        (known, sent) => sent.is_some_and(|sent| known.eq_ignore_ascii_case(sent)),
    };
    known.all(is_sent) && sent.next().is_none()
}
