//! A fortnight of visits, each at its own time, each on the way every visit takes.

use std::sync::Arc;

use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use tower::ServiceExt as _;
use vestibule_domain::time::{Date, Instant, Span, TimeOfDay, Zone};
use vestibule_records::{Business, Coworker, Record, Row, write_instant};
use vestibule_store::Query;

use super::network::{WELCOME_PACK, home_zone, hour};
use super::{DEMO_EMAIL, DEMO_PASSWORD, rows};
use crate::app::App;
use crate::clock::Clock;
use crate::issuing;
use crate::seed::users::bearer_token;
use crate::serve::router;

/// Days of history.
const DAYS: i32 = 14;

/// Who came when, as hours of the day, on which weekdays; `None` for who is still there today.
const HABITS: [(&str, &[u8], u8, u8, u8); 10] = [
    ("ann.lee", &[1, 2, 3, 4, 5], 8, 35, 9),
    ("bilal.khan", &[1, 2, 4], 9, 5, 8),
    ("chloe.martin", &[2, 3, 4], 9, 50, 7),
    ("dmitri.volkov", &[1, 3], 10, 10, 6),
    ("elif.yildiz", &[2, 4, 5], 9, 20, 8),
    ("femi.adeyemi", &[3, 6], 11, 0, 5),
    ("greta.lindqvist", &[1, 5], 13, 15, 3),
    ("ines.duarte", &[2, 4], 9, 30, 7),
    ("jonas.weber", &[1, 2, 3, 4, 5], 9, 15, 4),
    ("mia.rossi", &[3, 5], 14, 0, 2),
];

/// Attempts that were turned away: the wrong hour, the wrong place, the wrong person.
const TURNED_AWAY: [(&str, i32, u8, &str); 5] = [
    ("jonas.weber", -11, 18, "yard"),
    ("otto.grau", -9, 9, "loft"),
    ("mia.rossi", -7, 10, "yard"),
    ("otto.grau", -3, 12, "loft"),
    ("lars.nygaard", -2, 11, "yard"),
];

pub(super) async fn live(app: &App, today: Date) -> Result<(), String> {
    let desk = Desk::open(app).await?;
    for back in (1..=DAYS).rev() {
        let Some(day) = today.plus_days(-back) else {
            continue;
        };
        desk.begin(day).await?;
        for (who, weekdays, from, minute, hours) in HABITS {
            if weekdays.contains(&day.weekday().number()) {
                desk.visit(who, day, (from, minute), hours).await?;
            }
        }
        for (who, _, at, place) in TURNED_AWAY.into_iter().filter(|(_, on, _, _)| *on == -back) {
            desk.turn_away(who, day, at, place).await?;
        }
    }
    desk.begin(today).await?;
    // Somebody is in when the demo starts, whatever the hour.
    desk.still_here("ann.lee", 150).await?;
    desk.still_here("kemi.okafor", 35).await?;
    desk.sell("jonas.weber", WELCOME_PACK).await
}

/// The front desk of the demo: it knows ids by name, and sets the clock to the moment of each visit.
struct Desk<'a> {
    app: &'a App,
    token: String,
    loft: i64,
    yard: i64,
    people: Vec<(String, i64)>,
    zone: Zone,
}

struct ClockAt(Instant);

impl Clock for ClockAt {
    fn now(&self) -> Instant {
        self.0
    }
}

impl<'a> Desk<'a> {
    async fn open(app: &'a App) -> Result<Self, String> {
        let businesses = rows(app, Query::all(Business::schema())).await?;
        let people = rows(app, Query { sets: false, ..Query::all(Coworker::schema()) }).await?;
        let name = |row: &Row| {
            let email = row.get("Email").text().unwrap_or_default();
            (email.trim_end_matches("@example.com").to_owned(), row.id())
        };
        Ok(Self {
            app,
            token: bearer_token(app, DEMO_EMAIL, DEMO_PASSWORD).await?,
            loft: businesses.first().map_or(0, Row::id),
            yard: businesses.get(1).map_or(0, Row::id),
            people: people.iter().map(name).collect(),
            zone: home_zone(),
        })
    }

    /// What falls due by itself when a day begins: the passes of plans.
    async fn begin(&self, day: Date) -> Result<(), String> {
        let morning = self.zone.instant(day, hour(4)).min(self.app.now());
        let app = App { clock: Arc::new(ClockAt(morning)), ..self.app.clone() };
        issuing::catch_up(&app).await.map_err(|error| error.to_string())
    }

    async fn visit(&self, who: &str, day: Date, (hour, minute): (u8, u8), hours: u8) -> Result<(), String> {
        let arrival = TimeOfDay::new(hour, minute, 0, 0).unwrap_or_default();
        let from = self.zone.instant(day, arrival);
        let to = from.plus(Span::minutes(i64::from(hours) * 60));
        self.check_in(self.loft, who, from, Some(to), true).await
    }

    async fn turn_away(&self, who: &str, day: Date, hour_of_day: u8, place: &str) -> Result<(), String> {
        let from = self.zone.instant(day, hour(hour_of_day));
        let place = if place == "yard" { self.yard } else { self.loft };
        self.check_in(place, who, from, None, false).await
    }

    async fn still_here(&self, who: &str, minutes: i64) -> Result<(), String> {
        self.check_in(self.loft, who, self.app.now().minus(Span::minutes(minutes)), None, true).await
    }

    async fn check_in(
        &self,
        place: i64,
        who: &str,
        from: Instant,
        to: Option<Instant>,
        admitted: bool,
    ) -> Result<(), String> {
        let customer = self.customer(who);
        let to_time = to.map_or_else(String::new, |to| format!(",\"ToTime\":{}", shown(to)));
        let body = format!(
            "{{\"BusinessId\":{place},\"CoworkerId\":{customer},\"FromTime\":{}{to_time}}}",
            shown(from)
        );
        let (granted, said) = self.post(to.unwrap_or(from), "/api/spaces/checkins", body).await?;
        if granted == admitted {
            Ok(())
        } else {
            Err(format!("the demo's visit of {who} went otherwise: {said}"))
        }
    }

    /// Sells a product now, and hands out the passes that it brings.
    async fn sell(&self, who: &str, product: i64) -> Result<(), String> {
        let (place, customer) = (self.loft, self.customer(who));
        let body = format!(
            "{{\"BusinessId\":{place},\"CoworkerId\":{customer},\"ProductId\":{product},\"Quantity\":1,\"Price\":40,\"ActivateNow\":true}}"
        );
        let (granted, said) = self.post(self.app.now(), "/api/billing/coworkerproducts", body).await?;
        if granted { Ok(()) } else { Err(format!("the demo's sale to {who} went otherwise: {said}")) }
    }

    fn customer(&self, who: &str) -> i64 {
        self.people.iter().find(|(name, _)| name == who).map_or(0, |(_, id)| *id)
    }

    /// Whether a body is granted at an instant, and what is said to it.
    async fn post(&self, at: Instant, path: &str, body: String) -> Result<(bool, String), String> {
        let app = App { clock: Arc::new(ClockAt(at)), ..self.app.clone() };
        let request = Request::post(path)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .map_err(|error| error.to_string())?;
        let Ok(response) = router(app).oneshot(request).await;
        let granted = response.status().is_success();
        let body =
            axum::body::to_bytes(response.into_body(), 1 << 20).await.map_err(|error| error.to_string())?;
        Ok((granted, String::from_utf8_lossy(&body).into_owned()))
    }
}

fn shown(at: Instant) -> String {
    let mut out = vec![b'"'];
    write_instant(at, &mut out);
    out.push(b'"');
    String::from_utf8_lossy(&out).into_owned()
}
