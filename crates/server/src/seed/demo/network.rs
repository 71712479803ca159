//! The demo network itself: locations, settings, plans and passes.

use vestibule_domain::time::{Instant, TimeOfDay, Zone};
use vestibule_records::{
    Business, BusinessSetting, DayOfWeek, Decimal, Id, ProductTimePass, Record, RecurrentChargePattern,
    RenewalPeriod, Role, Tariff, TariffTimePass, TimePass, TimePassPrice, TimePassTimeSlot,
};

use crate::seed::planting::Planting;

pub(super) const GBP: i64 = 3005;
const EUR: i64 = 3002;
pub(super) const UNITED_KINGDOM: i64 = 1220;
const GERMANY: i64 = 1069;
pub(super) const LONDON: i64 = 2023;
const BERLIN: i64 = 2110;

pub(super) const WORKDAYS: [DayOfWeek; 5] =
    [DayOfWeek::Monday, DayOfWeek::Tuesday, DayOfWeek::Wednesday, DayOfWeek::Thursday, DayOfWeek::Friday];

/// A product that brings two day passes.
pub(super) const WELCOME_PACK: i64 = 501;

/// The network while it is put in.
pub(super) struct Network<'a, 'b, 'c> {
    pub(super) ground: &'a mut Planting<'b, 'c>,
    pub(super) loft: Id<Business>,
    pub(super) yard: Id<Business>,
    pub(super) since: Instant,
    pub(super) now: Instant,
}

/// A kind of pass that is given out.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) id: Id<TimePass>,
    pub(super) minutes: Option<i64>,
    pub(super) price: Decimal,
}

/// What people hold: plans, and passes that are bought.
pub(super) struct Kinds {
    pub(super) plans: [Id<Tariff>; 3],
    pub(super) day: Kind,
    pub(super) morning: Kind,
    pub(super) ten_hours: Kind,
}

impl Network<'_, '_, '_> {
    /// Puts everything in, as it stands at `now`; `hash` is of the one password there is.
    pub(super) fn found(ground: &mut Planting<'_, '_>, now: Instant, desk_roles: &[Id<Role>], hash: &str) {
        let loft = location("Loft", "loft", "Shoreditch, London", None, (UNITED_KINGDOM, GBP, LONDON));
        let loft = ground.plant(Business {
            contact_email: Some("loft@harbour.example".to_owned()),
            latitude: Decimal::parse("51.5245"),
            longitude: Decimal::parse("-0.0779"),
            ..loft
        });
        let yard =
            ground.plant(location("Yard", "yard", "Kreuzberg, Berlin", Some(loft), (GERMANY, EUR, BERLIN)));
        let (today, _) = home_zone().local(now);
        let long_ago = today.plus_days(-60).unwrap_or(today);
        let since = Instant::from_utc(long_ago, TimeOfDay::MIDNIGHT);
        let mut network = Network { ground, loft, yard, since, now };
        network.settings();
        let kinds = network.catalogue();
        network.front_desk(desk_roles, hash);
        network.people(&kinds, hash);
        network.premises();
    }

    fn settings(&mut self) {
        for (name, value) in [
            ("Checkin.DailyCutOffTime", "03:00"),
            ("Checkin.PayAsYouGo", "True"),
            ("Checkin.PayAsYouGoMinPrice", "5.00"),
            ("Checkin.PayAsYouGoMaxPrice", "24.00"),
            ("Vestibule.SpaceApi.Publish", "True"),
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

    fn catalogue(&mut self) -> Kinds {
        let resident = self.plan("Resident", 35_000, 10);
        let part_time = self.plan("Part-time", 18_000, 0);
        let flex = self.plan("Flex Hours", 9_000, 0);
        let day = self.pass("Day Pass", 2_400, None, vec![self.loft]);
        let morning = self.pass("Morning Pass", 1_200, None, vec![self.loft]);
        for day_of_week in WORKDAYS {
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
        // The product is kept elsewhere; what it brings is kept here.
        self.ground.plant(ProductTimePass {
            product_id: WELCOME_PACK,
            time_pass_id: day.id,
            passes_included: 2,
            expiration_type: Some(RecurrentChargePattern::Month),
            expires_in: Some(3),
            ..ProductTimePass::blank()
        });
        Kinds { plans: [resident, part_time, flex], day, morning, ten_hours }
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

/// The zone of the Loft.
pub(super) fn home_zone() -> Zone {
    Zone::named("Europe/London").unwrap_or_else(Zone::utc)
}

pub(super) fn hour(hour: u8) -> TimeOfDay {
    TimeOfDay::new(hour, 0, 0, 0).unwrap_or_default()
}
