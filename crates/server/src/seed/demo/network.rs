//! The demo network itself: locations, settings, plans, passes and people.

use vestibule_domain::time::{Date, Instant, TimeOfDay};
use vestibule_records::{
    Business, BusinessSetting, Coworker, CoworkerContract, CoworkerTimePass, DayOfWeek, Decimal, Id, Record,
    RenewalPeriod, Role, Tariff, TariffTimePass, Team, TimePass, TimePassPrice, TimePassTimeSlot, User,
    UserRole,
};

use crate::seed::planting::Planting;

const GBP: i64 = 3005;
const EUR: i64 = 3002;
const UNITED_KINGDOM: i64 = 1220;
const GERMANY: i64 = 1069;
const LONDON: i64 = 2023;
const BERLIN: i64 = 2110;
/// The network while it is put in.
pub(super) struct Network<'a, 'b, 'c> {
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
    pub(super) fn found(
        ground: &mut Planting<'_, '_>,
        today: Date,
        desk_roles: &[Id<Role>],
        desk_hash: &str,
    ) {
        let loft =
            ground.plant(location("Loft", "loft", "Shoreditch, London", None, (UNITED_KINGDOM, GBP, LONDON)));
        let yard =
            ground.plant(location("Yard", "yard", "Kreuzberg, Berlin", Some(loft), (GERMANY, EUR, BERLIN)));
        let long_ago = today.plus_days(-60).unwrap_or(today);
        let since = Instant::from_utc(long_ago, TimeOfDay::MIDNIGHT);
        let mut network = Network { ground, loft, yard, since };
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
        self.ground.plant(BusinessSetting { business_id, name, value, ..BusinessSetting::blank() });
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
        for (tariff_id, pass, passes_included) in
            [(resident, network_day, 31), (part_time, day, 10), (flex, ten_hours, 2)]
        {
            let pass_renewal_time = RenewalPeriod::TariffMonth;
            self.ground.plant(TariffTimePass {
                tariff_id,
                time_pass_id: pass.id,
                passes_included,
                pass_renewal_time,
                ..TariffTimePass::blank()
            });
        }
        let plan_passes = [(resident, network_day, 31), (part_time, day, 12), (flex, ten_hours, 3)];
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
        Kind { id: self.ground.plant(terms), minutes, price }
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
            let who = self.person(&Person { name, pin, card, active: true });
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
        let person = |name, pin, card| Person { name, pin, card, active: true };
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
        self.person(&Person { name: "Otto Grau", pin: "12121", card: Some("04DEAD00"), active: false });
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
            price: Some(if is_from_tariff { Decimal::default() } else { pass.price }),
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
    format!("{}@example.com", name.to_lowercase().chars().map(plain).collect::<String>())
}

pub(super) fn hour(hour: u8) -> TimeOfDay {
    TimeOfDay::new(hour, 0, 0, 0).unwrap_or_default()
}
