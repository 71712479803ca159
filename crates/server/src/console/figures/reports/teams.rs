//! How many of each team came.

use vestibule_domain::occupancy::{By, Grid, Tally};
use vestibule_store::Of;

use super::super::scene::Scene;
use crate::api::Failure;
use crate::presence::{Days, csv};

/// A line for each team, by name, those without one first: visits, days on which there were any, the most inside at once, and
/// minutes.
pub(super) async fn lines(head: &[&str], scene: &Scene<'_>, days: Days) -> Result<String, Failure> {
    let window = scene.window(days);
    let (teams, _) = scene.attended(window, Of::Team).await?;
    let grid = Grid::new(days.each(), window, By::Day, &scene.place.zone);
    let mut out = String::new();
    csv::line(head.iter().copied(), &mut out);
    for (name, tally) in &teams {
        let cells = line(name.as_deref().unwrap_or("(no team)"), &grid, tally);
        csv::line(cells.iter().map(String::as_str), &mut out);
    }
    Ok(out)
}

fn line(name: &str, grid: &Grid, tally: &Tally) -> [String; 5] {
    let of_days = grid.fold(tally);
    let arrivals: i64 = of_days.iter().map(|day| day.arrivals).sum();
    let days = of_days.iter().filter(|day| day.inside.in_micros() > 0).count();
    let most = of_days.iter().map(|day| day.peak).max().unwrap_or_default();
    let inside: i64 = of_days.iter().map(|day| day.inside.in_micros()).sum();
    let numbers = [arrivals, i64::try_from(days).unwrap_or(i64::MAX), most, inside / 60_000_000];
    let [arrivals, days, most, minutes] = numbers.map(|number| number.to_string());
    [name.to_owned(), arrivals, days, most, minutes]
}
