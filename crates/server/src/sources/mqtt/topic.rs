//! What a topic is about.

/// What our topics say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic<'a> {
    /// A reading of a sensor.
    Sensor {
        /// The web address of the location.
        location: &'a str,
        /// How the sensor is known there.
        reference: &'a str,
    },
}

impl<'a> Topic<'a> {
    /// The topics we ask the broker for.
    pub(super) fn filters(prefix: &str) -> [String; 1] {
        [format!("{prefix}/+/sensors/#")]
    }

    /// Reads `{prefix}/{location}/sensors/{reference}`; a reference may have slashes in it.
    pub(super) fn read(topic: &'a str, prefix: &str) -> Option<Self> {
        let rest = topic.strip_prefix(prefix)?.strip_prefix('/')?;
        let (location, rest) = rest.split_once('/')?;
        let reference = rest.strip_prefix("sensors/")?;
        let is_named = !location.is_empty() && !reference.is_empty();
        is_named.then_some(Self::Sensor { location, reference })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_a_location_and_a_sensor() {
        let read = |topic| Topic::read(topic, "site/vestibule");
        let sensor = |reference| Some(Topic::Sensor { location: "loft", reference });
        assert_eq!(read("site/vestibule/loft/sensors/desk-7"), sensor("desk-7"));
        assert_eq!(read("site/vestibule/loft/sensors/floor/2/desk"), sensor("floor/2/desk"));
        for topic in [
            "site/vestibule",
            "site/vestibule/loft/sensors",
            "site/vestibule/loft/sensors/",
            "site/vestibule//sensors/x",
            "site/vestibule/loft/doors/x",
            "site/vestibules/loft/sensors/x",
            "vestibule/loft/sensors/x",
        ] {
            assert_eq!(read(topic), None, "{topic}");
        }
    }
}
