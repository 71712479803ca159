//! Where a phone says it is, and where a tile works (`domain.md` 6.6).

use vestibule_domain::{Geofence, Position, Reading};
use vestibule_records::{AutomationTile, Body, Decimal, GeofencePrecision};

/// How far from its place a tile works where nobody has said, in metres.
const USUAL_DISTANCE: u32 = 100;
/// Decimal places of a degree beyond those of a [`Decimal`] percent of it: a record keeps four, a phone sends six.
const MICRO_DEGREES: i32 = 2;

/// Where a tile works, if it works only near its place.
pub(super) fn fence(tile: &AutomationTile) -> Option<Geofence> {
    let micro = |degrees: Decimal| degrees.ten_thousandths().saturating_mul(100);
    let centre = || Position::new(micro(tile.latitude?), micro(tile.longitude?));
    let within = tile.max_distance_meters.and_then(|metres| u32::try_from(metres).ok());
    tile.enable_geofence.then(|| Geofence {
        centre: centre(),
        within: within.unwrap_or(USUAL_DISTANCE),
        accuracy: accuracy(tile.geofence_precission),
    })
}

/// How far off the reading of a phone may be, in metres. No source says; these are what a phone reaches by its masts,
/// by the networks around it, and by satellites from behind a window and under the sky.
const fn accuracy(precision: GeofencePrecision) -> u32 {
    match precision {
        GeofencePrecision::Low => 1_000,
        GeofencePrecision::Medium => 150,
        GeofencePrecision::High => 50,
        GeofencePrecision::VeryHigh => 20,
    }
}

/// Reads `latitude` and `longitude` in degrees and `accuracy` in metres; `None` where none of them is there.
///
/// # Errors
/// With the sentence that names what is wrong.
pub(super) fn read(body: &Body<'_>) -> Result<Option<Reading>, String> {
    let text = |name: &str| {
        body.get(name).map_or(Ok(None), |input| input.text()).map_err(|wrong| format!("{name}: {wrong}"))
    };
    match (text("latitude")?, text("longitude")?, text("accuracy")?) {
        (None, None, None) => Ok(None),
        (Some(latitude), Some(longitude), Some(accuracy)) => {
            let (north, east) = (micro("latitude", &latitude)?, micro("longitude", &longitude)?);
            let at = Position::new(north, east);
            let nowhere = || format!("latitude, longitude: {latitude}, {longitude} is not on the globe");
            Ok(Some(Reading { at: at.ok_or_else(nowhere)?, accuracy: metres(&accuracy)? }))
        }
        _ => Err("latitude, longitude and accuracy go together".to_owned()),
    }
}

fn micro(name: &str, degrees: &str) -> Result<i64, String> {
    let wrong = || format!("{name}: '{degrees}' is not a number of degrees");
    let (digits, exponent) = match degrees.trim().split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| wrong())?),
        None => (degrees.trim(), 0),
    };
    let exponent = exponent.checked_add(MICRO_DEGREES).ok_or_else(wrong)?;
    let shifted = Decimal::parse(&format!("{digits}e{exponent}")).ok_or_else(wrong)?;
    Ok(shifted.ten_thousandths())
}

fn metres(accuracy: &str) -> Result<u32, String> {
    let wrong = || format!("accuracy: '{accuracy}' is not a number of metres");
    let metres = Decimal::parse(accuracy.trim()).ok_or_else(wrong)?.ten_thousandths();
    if metres < 0 {
        return Err(wrong());
    }
    // Rounded up: a phone that is twenty and a bit metres off is not within twenty.
    Ok(u32::try_from(metres / Decimal::SCALE + i64::from(metres % Decimal::SCALE > 0)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(json: &str) -> Result<Option<Reading>, String> {
        read(&Body::json(json.as_bytes()).unwrap())
    }

    #[test]
    fn a_position_is_read_to_the_millionth_of_a_degree() {
        let read = |json| sent(json).unwrap().unwrap();
        let loft = Position::new(51_520_012, -110_346).unwrap();
        let said = read(r#"{"latitude":51.520012,"longitude":-0.1103456,"accuracy":20.2}"#);
        assert_eq!(said, Reading { at: loft, accuracy: 21 });
        assert_eq!(read(r#"{"Latitude":"51.520012","LONGITUDE":"-1103.456e-4","accuracy":"21"}"#), said);
        let tiny = read(r#"{"latitude":5e-7,"longitude":0,"accuracy":0}"#);
        assert_eq!(tiny, Reading { at: Position::new(1, 0).unwrap(), accuracy: 0 });
    }

    #[test]
    fn no_position_is_none_and_half_a_position_is_wrong() {
        assert_eq!(sent("{}"), Ok(None));
        assert_eq!(sent(r#"{"latitude":"","longitude":null}"#), Ok(None));
        let half = sent(r#"{"latitude":51.5,"longitude":0}"#);
        assert_eq!(half, Err("latitude, longitude and accuracy go together".to_owned()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (json, wrong) in [
            (
                r#"{"latitude":91,"longitude":0,"accuracy":1}"#,
                "latitude, longitude: 91, 0 is not on the globe",
            ),
            (
                r#"{"latitude":"north","longitude":0,"accuracy":1}"#,
                "latitude: 'north' is not a number of degrees",
            ),
            (
                r#"{"latitude":0,"longitude":"1e99999999999","accuracy":1}"#,
                "longitude: '1e99999999999' is not a number of degrees",
            ),
            (r#"{"latitude":0,"longitude":0,"accuracy":-1}"#, "accuracy: '-1' is not a number of metres"),
        ] {
            assert_eq!(sent(json), Err(wrong.to_owned()), "{json}");
        }
    }

    #[test]
    fn a_tile_works_anywhere_unless_it_is_fenced() {
        let tile = AutomationTile { latitude: Decimal::parse("51.52"), ..AutomationTile::default() };
        assert_eq!(fence(&tile), None);
        let fenced = AutomationTile { enable_geofence: true, longitude: Decimal::parse("-0.11"), ..tile };
        let centre = Position::new(51_520_000, -110_000);
        assert_eq!(fence(&fenced).map(|fence| (fence.centre, fence.within)), Some((centre, USUAL_DISTANCE)));
        let unplaced = AutomationTile { latitude: None, max_distance_meters: Some(30), ..fenced };
        assert_eq!(fence(&unplaced).map(|fence| (fence.centre, fence.within)), Some((None, 30)));
    }
}
