//! A small network that looks like a real one: a loft in London and a yard in Berlin, their plans, passes and people,
//! and a fortnight of visits. The visits are not put in: they come the way of every visit, and some are refused.

use std::sync::Arc;

use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use tower::ServiceExt as _;
use vestibule_domain::time::{Date, Instant, Span, TimeOfDay, Zone};
use vestibule_records::{
    Business, BusinessSetting, Coworker, CoworkerContract, CoworkerTimePass, DayOfWeek, Decimal, Id, Record,
    RenewalPeriod, Role, Tariff, TariffTimePass, Team, TimePass, TimePassPrice, TimePassTimeSlot, User,
    UserRole, write_instant,
};
use vestibule_store::{Query, StoreError};

use super::planting::{Planting, plant};
use super::users::{NewUser, bearer_token, create_user};
use crate::app::App;
use crate::clock::Clock;
use crate::serve::router;

/// Who runs the demo network.
pub const DEMO_EMAIL: &str = "admin@harbour.example";
/// Their password.
pub const DEMO_PASSWORD: &str = "a-demo-password";

const GBP: i64 = 3005;
const EUR: i64 = 3002;
const UNITED_KINGDOM: i64 = 1220;
const GERMANY: i64 = 1069;
const LONDON: i64 = 2023;
const BERLIN: i64 = 2110;
/// Days of history.
const DAYS: i32 = 14;

/// What is told about the demo network.
#[derive(Debug, Clone)]
pub struct Demo {
    /// A bearer token of the administrator.
    pub token: String,
    /// The first location.
    pub business: i64,
    /// A customer with a pass who is not inside.
    pub customer: i64,
    /// Their name.
    pub customer_name: String,
}

/// Seeds the demo network where there is none yet, and gives out a token.
///
/// # Errors
/// When the store fails, or what is there is not the demo network.
pub async fn demo(app: &App) -> Result<Demo, String> {
    let empty = app
        .store
        .list(Query {
            limit: 1,
            ..Query::all(Business::schema())
        })
        .await;
    if empty.map_err(|error| error.to_string())?.rows.is_empty() {
        seed(app).await?;
    }
    let token = bearer_token(app, DEMO_EMAIL, DEMO_PASSWORD).await?;
    let businesses = rows(app, Query::all(Business::schema())).await?;
    let hannah = vestibule_records::Test::Same("hannah.brook@example.com".to_owned());
    let hannah = rows(app, Query::by::<Coworker>("Email", hannah)).await?;
    let (Some(loft), Some(hannah)) = (businesses.first(), hannah.first()) else {
        return Err("this folder holds something else than the demo network".to_owned());
    };
    Ok(Demo {
        token,
        business: loft.id(),
        customer: hannah.id(),
        customer_name: hannah.get("FullName").text().unwrap_or_default().to_owned(),
    })
}

async fn rows(app: &App, query: Query) -> Result<Vec<vestibule_records::Row>, String> {
    app.store
        .list(query)
        .await
        .map(|page| page.rows)
        .map_err(|error| error.to_string())
}

async fn seed(app: &App) -> Result<(), String> {
    let roles = rows(
        app,
        Query {
            sets: false,
            ..Query::all(Role::schema())
        },
    )
    .await?;
    let desk = |row: &&vestibule_records::Row| {
        let name = row.get("Name").text().unwrap_or_default();
        [
            "Checkin-",
            "FailedCheckin-",
            "Coworker-List",
            "Coworker-Read",
            "CoworkerTimePass-",
        ]
        .iter()
        .any(|role| name.starts_with(role))
    };
    let desk_roles: Vec<Id<Role>> = roles.iter().filter(desk).map(|row| Id::new(row.id())).collect();
    let desk_hash = app
        .passwords
        .hash(DEMO_PASSWORD.to_owned())
        .await
        .map_err(|error| error.to_string())?;
    let today = Zone::named("Europe/London")
        .unwrap_or_else(Zone::utc)
        .local(app.now())
        .0;
    let sow = move |ground: &mut Planting<'_, '_>| Network::found(ground, today, &desk_roles, &desk_hash);
    plant(app, sow)
        .await
        .map_err(|error: StoreError| error.to_string())?;
    let admin = NewUser {
        full_name: "Ada Harbour".to_owned(),
        email: DEMO_EMAIL.to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        is_admin: true,
        roles: Vec::new(),
        locations: Vec::new(),
    };
    create_user(app, admin).await.map_err(|error| error.message)?;
    fortnight(app, today).await
}

/// The network while it is put in.
struct Network<'a, 'b, 'c> {
    ground: &'a mut Planting<'b, 'c>,
    loft: Id<Business>,
    yard: Id<Business>,
    since: Instant,
}

/// A kind of pass that is given out.
#[derive(Clone, Copy)]
struct Kind {
    id: Id<TimePass>,
    minutes: Option<i64>,
    price: Decimal,
}

/// A person of the demo.
struct Person {
    name: &'static str,
    pin: &'static str,
    card: Option<&'static str>,
    active: bool,
}

impl Network<'_, '_, '_> {
    fn found(ground: &mut Planting<'_, '_>, today: Date, desk_roles: &[Id<Role>], desk_hash: &str) {
        let loft = ground.plant(location(
            "Loft",
            "loft",
            "Shoreditch, London",
            None,
            (UNITED_KINGDOM, GBP, LONDON),
        ));
        let yard = ground.plant(location(
            "Yard",
            "yard",
            "Kreuzberg, Berlin",
            Some(loft),
            (GERMANY, EUR, BERLIN),
        ));
        let long_ago = today.plus_days(-60).unwrap_or(today);
        let since = Instant::from_utc(long_ago, TimeOfDay::MIDNIGHT);
        let mut network = Network {
            ground,
            loft,
            yard,
            since,
        };
        network.settings();
        network.catalogue_and_people();
        let bundle = UserRole {
            business_id: loft,
            name: "Front desk".to_owned(),
            roles: desk_roles.to_vec(),
            ..UserRole::blank()
        };
        let bundle = network.ground.plant(bundle);
        network.ground.plant(User {
            full_name: "Front desk of the Loft".to_owned(),
            email: "desk@harbour.example".to_owned(),
            api_access: true,
            is_admin: true,
            validated: true,
            password_hash: Some(desk_hash.to_owned()),
            user_roles: vec![bundle],
            businesses: vec![loft],
            ..User::blank()
        });
    }

    fn settings(&mut self) {
        for (name, value) in [
            ("Checkin.DailyCutOffTime", "03:00"),
            ("Checkin.PayAsYouGo", "True"),
            ("Checkin.PayAsYouGoMinPrice", "5.00"),
            ("Checkin.PayAsYouGoMaxPrice", "24.00"),
        ] {
            self.setting(self.loft, name, value);
        }
        self.setting(self.yard, "Checkin.DailyCutOffTime", "00:00");
        self.setting(self.yard, "Checkin.PayAsYouGo", "False");
    }

    fn setting(&mut self, business_id: Id<Business>, name: &str, value: &str) {
        let (name, value) = (name.to_owned(), Some(value.to_owned()));
        self.ground.plant(BusinessSetting {
            business_id,
            name,
            value,
            ..BusinessSetting::blank()
        });
    }

    fn catalogue_and_people(&mut self) {
        let resident = self.plan("Resident", 35_000, 10);
        let part_time = self.plan("Part-time", 18_000, 0);
        let flex = self.plan("Flex Hours", 9_000, 0);
        let day = self.pass("Day Pass", 2_400, None, vec![self.loft]);
        let morning = self.pass("Morning Pass", 1_200, None, vec![self.loft]);
        for day_of_week in [
            DayOfWeek::Monday,
            DayOfWeek::Tuesday,
            DayOfWeek::Wednesday,
            DayOfWeek::Thursday,
            DayOfWeek::Friday,
        ] {
            let (from_time, to_time) = (hour(9), hour(14));
            self.ground.plant(TimePassTimeSlot {
                time_pass_id: morning.id,
                from_time,
                to_time,
                day_of_week,
                ..TimePassTimeSlot::blank()
            });
        }
        let ten_hours = self.pass("Ten Hours", 5_000, Some(600), vec![self.loft]);
        let network_day = self.pass("Network Day", 2_800, None, Vec::new());
        let hourly = self.ground.plant(TimePass {
            use_as_pay_as_you_go_for_members: true,
            use_as_pay_as_you_go_for_contacts: true,
            ..self.terms("Hour by Hour", 600, Some(60), vec![self.loft])
        });
        let price = Decimal::from_minor(450, 2).unwrap_or_default();
        self.ground.plant(TimePassPrice {
            time_pass_id: hourly,
            tariff_id: resident,
            price,
            ..TimePassPrice::blank()
        });
        for (tariff_id, pass, passes_included) in [
            (resident, network_day, 31),
            (part_time, day, 10),
            (flex, ten_hours, 2),
        ] {
            let pass_renewal_time = RenewalPeriod::TariffMonth;
            self.ground.plant(TariffTimePass {
                tariff_id,
                time_pass_id: pass.id,
                passes_included,
                pass_renewal_time,
                ..TariffTimePass::blank()
            });
        }
        let plan_passes = [
            (resident, network_day, 31),
            (part_time, day, 12),
            (flex, ten_hours, 3),
        ];
        self.members(&plan_passes);
        self.contacts(day, morning, ten_hours);
    }

    fn plan(&mut self, name: &str, pence: i64, discount: i64) -> Id<Tariff> {
        self.ground.plant(Tariff {
            business_id: self.loft,
            name: name.to_owned(),
            price: Decimal::from_minor(pence, 2).unwrap_or_default(),
            currency_id: Id::new(GBP),
            visible: true,
            use_time_passes: true,
            discount_time_passes: Some(Decimal::from_ten_thousandths(discount * Decimal::SCALE)),
            ..Tariff::blank()
        })
    }

    fn terms(&self, name: &str, pence: i64, minutes: Option<i64>, businesses: Vec<Id<Business>>) -> TimePass {
        TimePass {
            business_id: self.loft,
            name: name.to_owned(),
            price: Decimal::from_minor(pence, 2).unwrap_or_default(),
            minutes_included: minutes,
            counts_towards_plan_limits: true,
            allow_network_check_in: true,
            currency_id: Id::new(GBP),
            businesses,
            ..TimePass::blank()
        }
    }

    fn pass(&mut self, name: &str, pence: i64, minutes: Option<i64>, businesses: Vec<Id<Business>>) -> Kind {
        let terms = self.terms(name, pence, minutes, businesses);
        let price = terms.price;
        Kind {
            id: self.ground.plant(terms),
            minutes,
            price,
        }
    }

    /// People with a plan, each with the passes it gives, and a team of three of them.
    fn members(&mut self, plans: &[(Id<Tariff>, Kind, i64)]) {
        const MEMBERS: [(&str, &str, Option<&str>, usize); 8] = [
            ("Ann Lee", "48213", Some("04A1B2C3"), 0),
            ("Bilal Khan", "17345", Some("04D4E5F6"), 0),
            ("Chloé Martin", "90210", Some("0411AA22"), 0),
            ("Dmitri Volkov", "55671", None, 1),
            ("Elif Yıldız", "31313", Some("04BEEF01"), 1),
            ("Femi Adeyemi", "24680", None, 1),
            ("Greta Lindqvist", "86420", Some("04C0FFEE"), 2),
            ("Hannah Brook", "13579", Some("0499AA77"), 0),
        ];
        let mut team = Vec::new();
        for (name, pin, card, plan) in MEMBERS {
            let (tariff, pass, count) = plans[plan];
            let who = self.person(&Person {
                name,
                pin,
                card,
                active: true,
            });
            self.contract(who, tariff);
            for _ in 0..count {
                self.issue(who, pass, true);
            }
            if team.len() < 3 {
                team.push(who);
            }
        }
        self.ground.plant(Team {
            business_id: self.loft,
            name: "Northlight Studio".to_owned(),
            paying_member_id: team.first().copied(),
            create_single_invoice_for_team: true,
            discount_time_passes: Decimal::parse("15"),
            team_members: team,
            ..Team::blank()
        });
    }

    /// People without a plan: with passes they bought, without any, and one who is suspended.
    fn contacts(&mut self, day: Kind, morning: Kind, ten_hours: Kind) {
        let person = |name, pin, card| Person {
            name,
            pin,
            card,
            active: true,
        };
        let ines = self.person(&person("Inês Duarte", "70707", Some("04F00D11")));
        (0..6).for_each(|_| self.issue(ines, day, false));
        let jonas = self.person(&person("Jonas Weber", "61616", None));
        (0..9).for_each(|_| self.issue(jonas, morning, false));
        let kemi = self.person(&person("Kemi Okafor", "52525", Some("04ABCDEF")));
        self.issue(kemi, ten_hours, false);
        self.issue(kemi, ten_hours, false);
        // Lars and Mia pay as they go; Otto's account is suspended.
        self.person(&person("Lars Nygaard", "43434", None));
        self.person(&person("Mia Rossi", "34343", Some("04987654")));
        self.person(&Person {
            name: "Otto Grau",
            pin: "12121",
            card: Some("04DEAD00"),
            active: false,
        });
    }

    fn person(&mut self, person: &Person) -> Id<Coworker> {
        self.ground.plant(Coworker {
            full_name: person.name.to_owned(),
            email: email(person.name),
            businesses: vec![self.loft, self.yard],
            invoicing_business_id: Some(self.loft),
            country_id: Id::new(UNITED_KINGDOM),
            simple_time_zone_id: Id::new(LONDON),
            access_pincode: Some(person.pin.to_owned()),
            access_card_id: person.card.map(str::to_owned),
            allow_network_checkin: true,
            active: person.active,
            registration_date: Some(self.since),
            general_terms_accepted: true,
            ..Coworker::blank()
        })
    }

    fn contract(&mut self, coworker_id: Id<Coworker>, tariff_id: Id<Tariff>) {
        self.ground.plant(CoworkerContract {
            issued_by_id: self.loft,
            coworker_id,
            tariff_id,
            start_date: Some(self.since),
            billing_day: 1,
            active: true,
            main_contract: true,
            ..CoworkerContract::blank()
        });
    }

    fn issue(&mut self, coworker_id: Id<Coworker>, pass: Kind, is_from_tariff: bool) {
        self.ground.plant(CoworkerTimePass {
            coworker_id,
            business_id: self.loft,
            time_pass_id: pass.id,
            remaining_uses: pass.minutes,
            total_uses: pass.minutes,
            is_from_tariff,
            price: Some(if is_from_tariff {
                Decimal::default()
            } else {
                pass.price
            }),
            ..CoworkerTimePass::blank()
        });
    }
}

fn location(
    name: &str,
    web_address: &str,
    address: &str,
    head: Option<Id<Business>>,
    (country, currency, zone): (i64, i64, i64),
) -> Business {
    Business {
        name: name.to_owned(),
        web_address: web_address.to_owned(),
        address: Some(address.to_owned()),
        root_location_id: head,
        country_id: Id::new(country),
        currency_id: Id::new(currency),
        simple_time_zone_id: Id::new(zone),
        ..Business::blank()
    }
}

fn email(name: &str) -> String {
    let plain = |letter| match letter {
        'é' | 'ê' => 'e',
        'ı' => 'i',
        'ö' => 'o',
        ' ' => '.',
        other => other,
    };
    format!(
        "{}@example.com",
        name.to_lowercase().chars().map(plain).collect::<String>()
    )
}

fn hour(hour: u8) -> TimeOfDay {
    TimeOfDay::new(hour, 0, 0, 0).unwrap_or_default()
}

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

async fn fortnight(app: &App, today: Date) -> Result<(), String> {
    let desk = Desk::open(app).await?;
    for back in (1..=DAYS).rev() {
        let Some(day) = today.plus_days(-back) else {
            continue;
        };
        for (who, weekdays, from, minute, hours) in HABITS {
            if weekdays.contains(&day.weekday().number()) {
                desk.visit(who, day, (from, minute), hours).await?;
            }
        }
        for (who, _, at, place) in TURNED_AWAY.into_iter().filter(|(_, on, _, _)| *on == -back) {
            desk.turn_away(who, day, at, place).await?;
        }
    }
    // Somebody is in when the demo starts, whatever the hour.
    desk.still_here("ann.lee", 150).await?;
    desk.still_here("kemi.okafor", 35).await
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
        let people = rows(
            app,
            Query {
                sets: false,
                ..Query::all(Coworker::schema())
            },
        )
        .await?;
        let name = |row: &vestibule_records::Row| {
            let email = row.get("Email").text().unwrap_or_default();
            (email.trim_end_matches("@example.com").to_owned(), row.id())
        };
        Ok(Self {
            app,
            token: bearer_token(app, DEMO_EMAIL, DEMO_PASSWORD).await?,
            loft: businesses.first().map_or(0, vestibule_records::Row::id),
            yard: businesses.get(1).map_or(0, vestibule_records::Row::id),
            people: people.iter().map(name).collect(),
            zone: Zone::named("Europe/London").unwrap_or_else(Zone::utc),
        })
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
        self.check_in(
            self.loft,
            who,
            self.app.now().minus(Span::minutes(minutes)),
            None,
            true,
        )
        .await
    }

    async fn check_in(
        &self,
        place: i64,
        who: &str,
        from: Instant,
        to: Option<Instant>,
        admitted: bool,
    ) -> Result<(), String> {
        let customer = self
            .people
            .iter()
            .find(|(name, _)| name == who)
            .map_or(0, |(_, id)| *id);
        let to_time = to.map_or_else(String::new, |to| format!(",\"ToTime\":{}", shown(to)));
        let body = format!(
            "{{\"BusinessId\":{place},\"CoworkerId\":{customer},\"FromTime\":{}{to_time}}}",
            shown(from)
        );
        let app = App {
            clock: Arc::new(ClockAt(to.unwrap_or(from))),
            ..self.app.clone()
        };
        let request = Request::post("/api/spaces/checkins")
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .map_err(|error| error.to_string())?;
        let Ok(response) = router(app).oneshot(request).await;
        if response.status().is_success() == admitted {
            return Ok(());
        }
        let body = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .map_err(|error| error.to_string())?;
        Err(format!(
            "the demo's visit of {who} went otherwise: {}",
            String::from_utf8_lossy(&body)
        ))
    }
}

fn shown(at: Instant) -> String {
    let mut out = vec![b'"'];
    write_instant(at, &mut out);
    out.push(b'"');
    String::from_utf8_lossy(&out).into_owned()
}
