//! The people of the demo: members, contacts, their guests, and who works at the desk.

use vestibule_domain::time::Span;
use vestibule_records::{
    AccessToken, Booking, Charge, Coworker, CoworkerContract, CoworkerTimePass, Decimal, Id, Record, Role,
    Tariff, Team, User, UserRole, Visitor, VisitorApproval, VisitorSource,
};

use super::network::{Kind, Kinds, LONDON, Network, UNITED_KINGDOM, home_zone, hour};

/// A room as whoever keeps the rooms knows it.
const MEETING_ROOM: i64 = 301;
/// He has no card: his e-mail and password let him in, and show him his own page.
const DMITRI: &str = "Dmitri Volkov";

/// A person of the demo.
struct Person {
    name: &'static str,
    pin: &'static str,
    card: Option<&'static str>,
    active: bool,
    user: Option<Id<User>>,
}

impl Network<'_, '_, '_> {
    pub(super) fn people(&mut self, kinds: &Kinds, hash: &str) {
        self.members(kinds, hash);
        self.contacts(kinds);
        self.ground.plant(AccessToken {
            business_id: self.loft,
            access_code: "GUEST-77".to_owned(),
            description: Some("Guests of the Thursday talks".to_owned()),
            minutes_included: 240,
            minutes_left: 240,
            user_limit: Some(10),
            ..AccessToken::blank()
        });
    }

    /// Who works at the desk of the Loft, sees nothing else, and may do no more than that.
    pub(super) fn front_desk(&mut self, roles: &[Id<Role>], hash: &str) {
        let bundle = self.ground.plant(UserRole {
            business_id: self.loft,
            name: "Front desk".to_owned(),
            roles: roles.to_vec(),
            ..UserRole::blank()
        });
        self.ground.plant(User {
            full_name: "Front desk of the Loft".to_owned(),
            email: "desk@harbour.example".to_owned(),
            api_access: true,
            is_admin: true,
            validated: true,
            password_hash: Some(hash.to_owned()),
            user_roles: vec![bundle],
            businesses: vec![self.loft],
            ..User::blank()
        });
    }

    /// A customer's own login: no use to the REST API.
    fn login(&mut self, name: &str, hash: &str) -> Id<User> {
        self.ground.plant(User {
            full_name: name.to_owned(),
            email: email(name),
            active: true,
            validated: true,
            password_hash: Some(hash.to_owned()),
            default_business_id: Some(self.loft),
            ..User::blank()
        })
    }

    /// Whom a member expects now, and the room they are to meet in tomorrow.
    fn guests_of(&mut self, host: Id<Coworker>) {
        self.ground.plant(Visitor {
            business_id: self.loft,
            full_name: "Vera Holm".to_owned(),
            email: "vera.holm@example.com".to_owned(),
            company_name: Some("Holm & Daughters".to_owned()),
            coworker_id: Some(host),
            visitor_source: VisitorSource::Customer,
            host_approval_status: VisitorApproval::AcceptedAndGrant,
            visitor_code: Some("27182".to_owned()),
            expected_arrival: self.now,
            ..Visitor::blank()
        });
        let zone = home_zone();
        let (today, _) = zone.local(self.now);
        let from = zone.instant(today.plus_days(1).unwrap_or(today), hour(10));
        self.ground.plant(Booking {
            business_id: Some(self.loft),
            resource_id: MEETING_ROOM,
            resource_name: Some("Harbour Room".to_owned()),
            coworker_id: Some(host),
            from_time: from,
            to_time: from.plus(Span::minutes(120)),
            booking_number: 1001,
            ..Booking::blank()
        });
    }

    /// People with a plan, which gives them their passes, and a team of three of them.
    fn members(&mut self, kinds: &Kinds, hash: &str) {
        const MEMBERS: [(&str, &str, Option<&str>, usize); 8] = [
            ("Ann Lee", "48213", Some("04A1B2C3"), 0),
            ("Bilal Khan", "17345", Some("04D4E5F6"), 0),
            ("Chloé Martin", "90210", Some("0411AA22"), 0),
            (DMITRI, "55671", None, 1),
            ("Elif Yıldız", "31313", Some("04BEEF01"), 1),
            ("Femi Adeyemi", "24680", None, 1),
            ("Greta Lindqvist", "86420", Some("04C0FFEE"), 2),
            ("Hannah Brook", "13579", Some("0499AA77"), 0),
        ];
        let mut team = Vec::new();
        for (name, pin, card, plan) in MEMBERS {
            let user = (name == DMITRI).then(|| self.login(name, hash));
            let who = self.person(&Person { name, pin, card, active: true, user });
            if user.is_some() {
                self.guests_of(who);
            }
            self.contract(who, kinds.plans[plan]);
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
    fn contacts(&mut self, kinds: &Kinds) {
        let Kinds { day, morning, ten_hours, .. } = *kinds;
        let person = |name, pin, card| Person { name, pin, card, active: true, user: None };
        let ines = self.person(&person("Inês Duarte", "70707", Some("04F00D11")));
        (0..6).for_each(|_| self.issue(ines, day));
        let jonas = self.person(&person("Jonas Weber", "61616", None));
        (0..9).for_each(|_| self.issue(jonas, morning));
        let kemi = self.person(&person("Kemi Okafor", "52525", Some("04ABCDEF")));
        self.issue(kemi, ten_hours);
        self.issue(kemi, ten_hours);
        self.ground.plant(Charge {
            coworker_id: kemi,
            business_id: self.loft,
            description: Some("Locker 12".to_owned()),
            total_amount: Decimal::from_minor(1_500, 2).unwrap_or_default(),
            due_date: Some(self.since),
            sale_date: Some(self.since),
            ..Charge::blank()
        });
        // Lars and Mia pay as they go; Otto's account is suspended.
        self.person(&person("Lars Nygaard", "43434", None));
        self.person(&person("Mia Rossi", "34343", Some("04987654")));
        self.person(&Person {
            name: "Otto Grau",
            pin: "12121",
            card: Some("04DEAD00"),
            active: false,
            user: None,
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
            user_id: person.user,
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

    fn issue(&mut self, coworker_id: Id<Coworker>, pass: Kind) {
        self.ground.plant(CoworkerTimePass {
            coworker_id,
            business_id: self.loft,
            time_pass_id: pass.id,
            remaining_uses: pass.minutes,
            total_uses: pass.minutes,
            price: Some(pass.price),
            ..CoworkerTimePass::blank()
        });
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
