//! Opening hours of a pass, in words.

use crate::time::{Slot, Weekday};

/// Describes slots as people write them, the week beginning on Monday: `Mon-Fri 09:00-14:00, Sat 10:00-24:00`.
///
/// ```
/// use vestibule_domain::{Slot, TimeOfDay, Weekday, hours};
///
/// let time = |hour| TimeOfDay::new(hour, 0, 0, 0).expect("a time of day");
/// let slot = |weekday| Slot { weekday, from: time(9), to: Some(time(14)) };
/// let mornings = [slot(Weekday::Monday), slot(Weekday::Tuesday), slot(Weekday::Saturday)];
/// assert_eq!(hours::in_words(&mornings), "Mon-Tue 09:00-14:00, Sat 09:00-14:00");
/// ```
pub fn in_words(slots: &[Slot]) -> String {
    let mut stretches: Vec<(Weekday, Weekday, String)> = Vec::new();
    for weekday in (1..=7).filter_map(|number| Weekday::from_number(number % 7)) {
        let times = times(slots, weekday);
        match stretches.last_mut() {
            Some((_, last, same)) if *same == times => *last = weekday,
            _ => stretches.push((weekday, weekday, times)),
        }
    }
    let words: Vec<_> = stretches
        .into_iter()
        .filter(|(_, _, times)| !times.is_empty())
        .map(|(first, last, times)| format!("{} {times}", days(first, last)))
        .collect();
    words.join(", ")
}

fn days(first: Weekday, last: Weekday) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

fn times(slots: &[Slot], weekday: Weekday) -> String {
    let mut of_day: Vec<_> = slots.iter().filter(|slot| slot.weekday == weekday).collect();
    of_day.sort();
    let words: Vec<_> = of_day.into_iter().map(stretch).collect();
    words.join(" and ")
}

fn stretch(slot: &Slot) -> String {
    let end = slot.to.map_or("24:00".to_owned(), |to| to.to_string());
    format!("{}-{end}", slot.from)
}
