//! Why a tile does not work, in words, for whoever stands before it.

use crate::tile::TileRefusal;

impl TileRefusal {
    /// The reason as a sentence for whoever stands before the tile.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotForPlan(plans) => format!("This tile is kept for members on {}", either(plans)),
            Self::NotForPass(passes) => format!("This tile is kept for visits on {}", either(passes)),
            Self::NotForDesk(desks) => format!("This tile is kept for whoever sits at {}", either(desks)),
            Self::Unplaced => {
                "This tile works only near its place, and nobody has said where that is: ask the staff"
                    .to_owned()
            }
            Self::NoPosition => {
                "This tile works only near its place: let the page see where you are, and try again"
                    .to_owned()
            }
            Self::Inexact { accuracy, needed } => format!(
                "Your phone knows where it is only to {}; this tile needs {}: turn on its location, wait a \
                 moment and try again",
                distance(*accuracy),
                distance(*needed)
            ),
            Self::TooFar { metres, within } => format!(
                "You seem to be {} away; this tile works within {}",
                distance(*metres),
                distance(*within)
            ),
            Self::Unsupported => "What this tile is set to do is not supported here".to_owned(),
        }
    }
}

fn either(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("\"{one}\""),
        [first @ .., last] => {
            let first = first.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
            format!("{first} or \"{last}\"")
        }
    }
}

/// Metres as people say them: `340 m`, `3.4 km`, `21 km`.
fn distance(metres: u32) -> String {
    match metres {
        0..1_000 => format!("{metres} m"),
        1_000..10_000 => format!("{}.{} km", metres / 1_000, metres % 1_000 / 100),
        10_000..100_000 => format!("{} km", metres / 1_000),
        _ => "more than 100 km".to_owned(),
    }
}
