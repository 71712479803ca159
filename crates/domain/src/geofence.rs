//! How far a phone is from where a tile hangs (`domain.md` 6.6), in whole numbers.
//!
//! The earth is taken as a sphere, which is out by half a percent at most. What counts is the way through it, the
//! chord: up to 100 km that is the way over it to a metre, and beyond nobody asks how far too far is.

use crate::tile::TileRefusal;

/// A place on the globe, in millionths of a degree: about eleven centimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    latitude: i64,
    longitude: i64,
}

/// Where a phone says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The place.
    pub at: Position,
    /// How far off it may be, in metres, as the phone itself says.
    pub accuracy: u32,
}

/// Where a tile works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Geofence {
    /// Where the tile hangs; `None` where nobody said, so that it works nowhere.
    pub centre: Option<Position>,
    /// How far from there it works, in metres.
    pub within: u32,
    /// How far off the reading of a phone may be at most, in metres.
    pub accuracy: u32,
}

/// A right angle, in millionths of a degree.
const RIGHT: i64 = 90_000_000;
/// One, as sines are counted.
const ONE: i128 = 1_000_000_000_000;
/// A millionth of a degree as an angle, in millionths of what sines are counted in.
const MICRO_DEGREE: i128 = 17_453_292_520;
/// The mean radius of the earth in metres.
const RADIUS: i128 = 6_371_009;

impl Position {
    /// A place, in millionths of a degree north and east; `None` where that is not on the globe.
    pub const fn new(latitude: i64, longitude: i64) -> Option<Self> {
        let on_the_globe =
            latitude >= -RIGHT && latitude <= RIGHT && longitude >= -2 * RIGHT && longitude <= 2 * RIGHT;
        if on_the_globe { Some(Self { latitude, longitude }) } else { None }
    }

    /// How far another place is, in metres.
    pub fn metres_to(self, other: Self) -> u32 {
        let (a, b) = (self.direction(), other.direction());
        let squared: i128 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
        let metres = (squared.unsigned_abs().isqrt() * RADIUS.unsigned_abs() + ONE.unsigned_abs() / 2)
            / ONE.unsigned_abs();
        u32::try_from(metres).unwrap_or(u32::MAX)
    }

    /// Where it lies as seen from the centre of the earth.
    fn direction(self) -> [i128; 3] {
        let (north, out) = (sine(self.latitude), cosine(self.latitude));
        [out * cosine(self.longitude) / ONE, out * sine(self.longitude) / ONE, north]
    }
}

/// The cosine of an angle of up to two right ones.
fn cosine(angle: i64) -> i128 {
    sine(RIGHT - angle.abs())
}

/// The sine of an angle of up to two right ones, by its series.
fn sine(angle: i64) -> i128 {
    // Beyond a right angle it is that of what is missing to two.
    let folded = match angle {
        angle if angle > RIGHT => 2 * RIGHT - angle,
        angle if angle < -RIGHT => -2 * RIGHT - angle,
        angle => angle,
    };
    let angle = i128::from(folded) * MICRO_DEGREE / 1_000_000;
    let squared = angle * angle / ONE;
    let (mut sum, mut term, mut n) = (0, angle, 1);
    while term != 0 {
        sum += term;
        term = -term * squared / ONE / ((n + 1) * (n + 2));
        n += 2;
    }
    sum
}

impl Geofence {
    /// How far off the phone is, in metres, if the tile works there.
    ///
    /// # Errors
    /// [`TileRefusal::Unplaced`], [`TileRefusal::NoPosition`], [`TileRefusal::Inexact`], [`TileRefusal::TooFar`].
    pub fn allows(&self, reading: Option<Reading>) -> Result<u32, TileRefusal> {
        let centre = self.centre.ok_or(TileRefusal::Unplaced)?;
        let reading = reading.ok_or(TileRefusal::NoPosition)?;
        if reading.accuracy > self.accuracy {
            return Err(TileRefusal::Inexact { accuracy: reading.accuracy, needed: self.accuracy });
        }
        let metres = reading.at.metres_to(centre);
        if metres > self.within {
            return Err(TileRefusal::TooFar { metres, within: self.within });
        }
        Ok(metres)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(latitude: i64, longitude: i64) -> Position {
        Position::new(latitude, longitude).unwrap()
    }

    /// Millionths of a degree north and east.
    type Degrees = (i64, i64);

    /// Distances on the sphere, by the haversine formula in double precision.
    const KNOWN: [(&str, Degrees, Degrees, u32); 9] = [
        ("across a street in London", (51_520_000, -110_000), (51_520_900, -110_000), 100),
        ("along one", (51_520_000, -110_000), (51_520_000, -105_100), 339),
        ("a kilometre north at the equator", (0, 0), (8_993, 0), 1_000),
        ("a kilometre east at the equator", (0, 0), (0, 8_993), 1_000),
        ("ten kilometres in Oslo", (59_910_000, 10_750_000), (59_960_000, 10_900_000), 10_037),
        ("over the date line", (-17_000_000, 179_999_000), (-17_000_000, -179_999_000), 213),
        ("past the pole", (89_999_000, 0), (89_999_000, 180_000_000), 222),
        ("Paris to Versailles", (48_856_600, 2_352_200), (48_804_900, 2_120_400), 17_915),
        ("London to Brighton", (51_507_400, -127_800), (50_822_500, -137_200), 76_160),
    ];

    #[test]
    fn known_distances_come_out_to_a_thousandth() {
        for (name, (a, b), (c, d), metres) in KNOWN {
            let measured = place(a, b).metres_to(place(c, d));
            assert!(measured.abs_diff(metres) <= metres / 1_000 + 1, "{name}: {measured} is not {metres}");
        }
    }

    #[test]
    fn the_other_side_of_the_earth_is_a_diameter_away() {
        assert_eq!(place(0, 0).metres_to(place(0, 180_000_000)), 12_742_018);
        assert_eq!(place(90_000_000, 0).metres_to(place(-90_000_000, 77)), 12_742_018);
    }

    #[test]
    fn what_is_not_on_the_globe_is_no_place() {
        for (latitude, longitude) in [(90_000_001, 0), (-90_000_001, 0), (0, 180_000_001), (0, i64::MIN)] {
            assert_eq!(Position::new(latitude, longitude), None);
        }
    }

    const LOFT: Degrees = (51_520_000, -110_000);

    fn fence() -> Geofence {
        Geofence { centre: Position::new(LOFT.0, LOFT.1), within: 100, accuracy: 50 }
    }

    fn reading(north: i64, accuracy: u32) -> Option<Reading> {
        Some(Reading { at: place(LOFT.0 + north, LOFT.1), accuracy })
    }

    #[test]
    fn a_phone_is_near_enough_up_to_the_last_metre() {
        assert_eq!(fence().allows(reading(0, 50)), Ok(0));
        assert_eq!(fence().allows(reading(899, 50)), Ok(100));
        assert_eq!(fence().allows(reading(909, 50)), Err(TileRefusal::TooFar { metres: 101, within: 100 }));
    }

    #[test]
    fn a_phone_that_hardly_knows_where_it_is_is_not_believed() {
        assert_eq!(fence().allows(reading(0, 51)), Err(TileRefusal::Inexact { accuracy: 51, needed: 50 }));
        assert_eq!(fence().allows(None), Err(TileRefusal::NoPosition));
    }

    #[test]
    fn a_tile_without_a_place_works_nowhere() {
        let nowhere = Geofence { centre: None, ..fence() };
        assert_eq!(nowhere.allows(reading(0, 1)), Err(TileRefusal::Unplaced));
    }

    prop_compose! {
        fn anywhere()(latitude in -RIGHT..=RIGHT, longitude in -2 * RIGHT..=2 * RIGHT) -> Position {
            place(latitude, longitude)
        }
    }

    proptest! {
        #[test]
        fn it_is_as_far_there_as_back(a in anywhere(), b in anywhere()) {
            prop_assert_eq!(a.metres_to(b), b.metres_to(a));
            prop_assert_eq!(a.metres_to(a), 0);
        }

        #[test]
        fn a_detour_is_never_shorter(a in anywhere(), b in anywhere(), c in anywhere()) {
            prop_assert!(a.metres_to(c) <= a.metres_to(b) + b.metres_to(c) + 2);
        }

        #[test]
        fn sine_and_cosine_go_together(angle in -2 * RIGHT..=2 * RIGHT) {
            let (sine, cosine) = (sine(angle), cosine(angle));
            prop_assert!(((sine * sine + cosine * cosine) / ONE - ONE).abs() <= 100);
        }
    }
}
