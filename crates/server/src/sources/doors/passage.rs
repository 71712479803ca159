//! Somebody at a door, and what that tells.

use vestibule_domain::Mac;
use vestibule_domain::time::Instant;
use vestibule_records::{CheckinSource, Door, DoorDirection, SignalOrigin};

use super::find;
use crate::sources::event::Way;
use crate::sources::{Heard, Manner, Whose};

/// Somebody passed a door, or tried to.
pub(in crate::sources) struct Passage {
    /// Who.
    pub(in crate::sources) whose: Whose,
    /// The device they were known by.
    pub(in crate::sources) device: Option<Mac>,
    /// Which way, as it is told.
    pub(in crate::sources) way: Way,
    /// When.
    pub(in crate::sources) at: Instant,
    /// What it is called.
    pub(in crate::sources) event: String,
    /// Whether the door opened.
    pub(in crate::sources) granted: bool,
    /// What was sent.
    pub(in crate::sources) content: Option<String>,
}

impl Passage {
    /// What is heard of it, told in the time of such things.
    pub(in crate::sources) fn through(self, door: &Door, windows: SignalOrigin) -> (Heard, Manner) {
        let (way, remark) = directed(door.direction, self.way);
        let heard = Heard {
            origin: find::origin(door),
            event: Some(self.event),
            location: find::location(door),
            source: CheckinSource::DoorAccess,
            whose: self.whose,
            told: way.told(self.at),
            device: self.device,
            opened: self.granted,
            content: self.content,
            keep: true,
        };
        let manner = Manner { windows, remarks: Vec::from_iter(remark), turned_away: !self.granted };
        (heard, manner)
    }
}

/// Which way somebody passed a door that is set to one. How it is set counts: somebody set it for this place, while many a
/// controller says `in` of whatever it lets pass. Where the two differ, that is said.
fn directed(set: DoorDirection, told: Way) -> (Way, Option<String>) {
    let (set, word) = match set {
        DoorDirection::Both => return (told, None),
        DoorDirection::In => (Way::In, "In"),
        DoorDirection::Out => (Way::Out, "Out"),
    };
    let differs = told != set && told != Way::Unknown;
    let remark = || format!("It said '{}' of a door that is set to {word}, which counts", told.word());
    (set, differs.then(remark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_that_is_set_to_one_way_has_the_word() {
        use DoorDirection::{Both, In, Out};
        for told in [Way::In, Way::Out, Way::Unknown] {
            assert_eq!(directed(Both, told), (told, None));
        }
        assert_eq!(directed(In, Way::Unknown), (Way::In, None));
        assert_eq!(directed(Out, Way::Unknown), (Way::Out, None));
        assert_eq!(directed(Out, Way::Out), (Way::Out, None));
        let (way, remark) = directed(Out, Way::In);
        assert_eq!(way, Way::Out);
        assert_eq!(remark.as_deref(), Some("It said 'in' of a door that is set to Out, which counts"));
    }
}
