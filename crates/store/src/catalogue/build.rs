//! How the catalogue is made of rows.

use std::collections::HashMap;
use std::sync::Arc;

use vestibule_domain::customer::{Limits, PerPeriod};
use vestibule_domain::cycle::Every;
use vestibule_domain::ids::{LocationId, PassId, PlanId};
use vestibule_domain::issuing::{Benefit, Renewal};
use vestibule_domain::location::{Capacity, Location, Strictness};
use vestibule_domain::minutes::Minutes;
use vestibule_domain::money::Currency;
use vestibule_domain::time::{CutOff, Slot, TimeOfDay, Weekday, Zone};
use vestibule_domain::world::{Audience, PassTerms};
use vestibule_records::{
    Business, BusinessSetting, BusinessTimeSlot, Currency as CurrencyRecord, DayOfWeek, Decimal,
    RadiusServer, Record, RenewalPeriod, Row, Schema, SimpleTimeZone, Tariff, TariffTimePass, TimePass,
    TimePassPrice, TimePassTimeSlot, WebHook, WrongValue,
};

use super::radius::RadiusServers;
use super::words::{amount, cut_off, strictness};
use super::{Catalogue, Included, Plan, Sold, money, percent};
use crate::outbox::{Doors, Hooks};

/// The rows the catalogue is made of.
#[derive(Debug, Default)]
pub struct CatalogueRows(pub HashMap<&'static str, Vec<Row>>);

impl CatalogueRows {
    /// The records to load, collections included.
    #[must_use]
    pub fn schemas() -> [&'static Schema; 12] {
        [
            Business::schema(),
            BusinessSetting::schema(),
            BusinessTimeSlot::schema(),
            CurrencyRecord::schema(),
            RadiusServer::schema(),
            SimpleTimeZone::schema(),
            Tariff::schema(),
            TariffTimePass::schema(),
            TimePass::schema(),
            TimePassPrice::schema(),
            TimePassTimeSlot::schema(),
            WebHook::schema(),
        ]
    }

    fn read<T: Record>(&self) -> Result<Vec<T>, WrongValue> {
        self.0.get(T::schema().name).into_iter().flatten().map(T::from_row).collect()
    }
}

impl Catalogue {
    /// Builds the catalogue.
    ///
    /// # Errors
    /// When a row is not what its declaration says.
    pub fn build(version: i64, rows: &CatalogueRows) -> Result<Self, WrongValue> {
        let currencies: HashMap<i64, Currency> = rows
            .read::<CurrencyRecord>()?
            .into_iter()
            .filter_map(|currency| Some((currency.base.id, Currency::of(&currency.code)?)))
            .collect();
        let mut catalogue = Self { version, ..Self::default() };
        for setting in rows.read::<BusinessSetting>()? {
            let key = (setting.business_id.get(), setting.name.to_ascii_lowercase());
            catalogue.settings.insert(key, setting.value.unwrap_or_default());
        }
        catalogue.take_locations(rows, &currencies)?;
        for plan in rows.read::<Tariff>()? {
            let (discount, limits) = (percent(plan.discount_time_passes), limits(&plan));
            let every = Every::of(plan.invoice_every, plan.invoice_every_weeks);
            let benefits = Vec::new();
            catalogue.plans.insert(plan.base.id, Plan { name: plan.name, discount, limits, every, benefits });
        }
        catalogue.take_benefits(rows)?;
        catalogue.take_passes(rows, &currencies)?;
        catalogue.hooks = Hooks::of(rows.read()?);
        let locations = catalogue.locations.keys().copied();
        catalogue.doors = Doors::of(locations, |location, name| catalogue.setting(location, name));
        catalogue.radius_servers = RadiusServers::of(rows.read()?);
        catalogue.currencies = currencies.into_iter().map(|(id, currency)| (currency, id)).collect();
        Ok(catalogue)
    }
    fn take_locations(
        &mut self,
        rows: &CatalogueRows,
        currencies: &HashMap<i64, Currency>,
    ) -> Result<(), WrongValue> {
        let zones: HashMap<i64, Zone> = rows
            .read::<SimpleTimeZone>()?
            .into_iter()
            .filter_map(|zone| Some((zone.base.id, Zone::named(zone.name_iana.as_deref()?)?)))
            .collect();
        let businesses = rows.read::<Business>()?;
        let mut opening_hours: HashMap<i64, Vec<Slot>> = HashMap::new();
        for hours in rows.read::<BusinessTimeSlot>()? {
            let slot = slot(hours.day_of_week, hours.from_time, hours.to_time);
            opening_hours.entry(hours.business_id.get()).or_default().extend(slot);
        }
        let parents: HashMap<i64, i64> = businesses
            .iter()
            .filter_map(|business| Some((business.base.id, business.root_location_id?.get())))
            .collect();
        for business in businesses {
            let id = business.base.id;
            // Set first, so that settings of this location can be looked up through it.
            let mut location = Location {
                id: LocationId::new(id),
                name: business.name,
                zone: zones.get(&business.simple_time_zone_id.get()).cloned().unwrap_or_else(Zone::utc),
                cut_off: CutOff::default(),
                currency: currencies.get(&business.currency_id.get()).copied().unwrap_or_default(),
                ancestors: ancestors(&parents, id),
                pay_as_you_go: false,
                day_minimum: None,
                day_maximum: None,
                knows_devices: true,
                every_visit: false,
                leaves_out_bookings: false,
                capacity: Capacity::default(),
                opening_hours: opening_hours.remove(&id).unwrap_or_default(),
                outside_hours: Strictness::Off,
                passback: Strictness::Off,
                two_places: Strictness::Off,
            };
            self.locations.insert(id, Arc::new(location.clone()));
            location.cut_off =
                self.setting(id, "Checkin.DailyCutOffTime").and_then(cut_off).unwrap_or_default();
            location.pay_as_you_go = self.is_on(id, "Checkin.PayAsYouGo");
            // `True` switches off what every other location does.
            location.knows_devices = !self.is_on(id, "Security.DisableAutoChecking");
            location.every_visit = self.is_on(id, "Checkin.AlwaysRecordByMinute");
            location.leaves_out_bookings = self.is_on(id, "Checkin.DiscountBookings");
            let strict = |name| self.setting(id, name).and_then(strictness);
            location.capacity = Capacity {
                most: self
                    .setting(id, "MobileApp.NexClicker.MaxCapacity")
                    .and_then(|most| most.trim().parse().ok()),
                when_full: strict("Vestibule.Capacity").unwrap_or(Strictness::Remark),
            };
            location.outside_hours = strict("Vestibule.OpeningHours").unwrap_or_default();
            location.passback = strict("Vestibule.AntiPassback").unwrap_or_default();
            location.two_places = strict("Vestibule.PassSharing").unwrap_or_default();
            let amount = |name| amount(self.setting(id, name)?, location.currency);
            (location.day_minimum, location.day_maximum) =
                (amount("Checkin.PayAsYouGoMinPrice"), amount("Checkin.PayAsYouGoMaxPrice"));
            self.addresses.insert(business.web_address.to_ascii_lowercase(), id);
            self.locations.insert(id, Arc::new(location));
        }
        Ok(())
    }

    fn take_benefits(&mut self, rows: &CatalogueRows) -> Result<(), WrongValue> {
        let mut included = rows.read::<TariffTimePass>()?;
        included.sort_by_key(|included| included.base.id);
        for TariffTimePass { tariff_id, time_pass_id, passes_included, pass_renewal_time, base } in included {
            let (pass, renewal) = (PassId::new(time_pass_id.get()), renewal(pass_renewal_time));
            let benefit = Benefit { pass, count: passes_included, renewal };
            if let Some(plan) = self.plans.get_mut(&tariff_id.get()) {
                plan.benefits.push(Included { id: base.id, unique_id: base.unique_id, benefit });
            }
        }
        Ok(())
    }

    fn take_passes(
        &mut self,
        rows: &CatalogueRows,
        currencies: &HashMap<i64, Currency>,
    ) -> Result<(), WrongValue> {
        let mut slots: HashMap<i64, Vec<Slot>> = HashMap::new();
        for hours in rows.read::<TimePassTimeSlot>()? {
            let slot = slot(hours.day_of_week, hours.from_time, hours.to_time);
            slots.entry(hours.time_pass_id.get()).or_default().extend(slot);
        }
        let mut prices: HashMap<i64, Vec<(i64, Decimal)>> = HashMap::new();
        for price in rows.read::<TimePassPrice>()? {
            prices.entry(price.time_pass_id.get()).or_default().push((price.tariff_id.get(), price.price));
        }
        for pass in rows.read::<TimePass>()? {
            let id = pass.base.id;
            let currency = currencies.get(&pass.currency_id.get()).copied().unwrap_or_default();
            let archived = pass.archived;
            let at_the_door = !archived
                && (pass.use_as_pay_as_you_go_for_members || pass.use_as_pay_as_you_go_for_contacts);
            let (for_members, for_contacts) =
                (pass.use_as_pay_as_you_go_for_members, pass.use_as_pay_as_you_go_for_contacts);
            let terms = Arc::new(terms(pass, currency, slots.remove(&id).unwrap_or_default()));
            let prices = prices.remove(&id).unwrap_or_default().into_iter();
            let prices = prices.map(|(plan, price)| (PlanId::new(plan), money(price, currency))).collect();
            let sold = Sold { terms: terms.clone(), for_members, for_contacts, prices };
            if at_the_door {
                self.sold_at_the_door.push(sold);
            } else if !archived {
                self.sold_otherwise.push(sold);
            }
            self.terms.insert(id, terms);
        }
        Ok(())
    }
}

fn terms(pass: TimePass, currency: Currency, hours: Vec<Slot>) -> PassTerms {
    let plans = pass.tariffs.iter().map(|plan| PlanId::new(plan.get())).collect::<Vec<_>>();
    let audience = match (pass.only_for_members || !plans.is_empty(), pass.only_for_contacts) {
        (true, _) => Audience::Members(plans),
        (false, true) => Audience::Contacts,
        (false, false) => Audience::Anyone,
    };
    PassTerms {
        id: PassId::new(pass.base.id),
        name: pass.name,
        owner: LocationId::new(pass.business_id.get()),
        locations: pass.businesses.iter().map(|business| LocationId::new(business.get())).collect(),
        minutes_included: pass.minutes_included.map(Minutes::new),
        price: money(pass.price, currency),
        hours,
        audience,
        counts_towards_plan_limits: pass.counts_towards_plan_limits,
        network_check_in: pass.allow_network_check_in,
        priority: pass.use_priority.unwrap_or_default(),
    }
}

/// Hours of a weekday; midnight as their end is the end of that day.
fn slot(day: DayOfWeek, from: TimeOfDay, to: TimeOfDay) -> Option<Slot> {
    let weekday = Weekday::from_number(day.number())?;
    Some(Slot { weekday, from, to: (to != TimeOfDay::MIDNIGHT).then_some(to) })
}

const fn limits(plan: &Tariff) -> Limits {
    Limits {
        days: PerPeriod {
            week: plan.checkin_week_limit,
            month: plan.checkin_month_limit,
            cycle: plan.checkin_price_plan_limit,
        },
        hours: PerPeriod {
            week: plan.hours_week_limit,
            month: plan.hours_month_limit,
            cycle: plan.hours_price_plan_limit,
        },
    }
}

const fn renewal(period: RenewalPeriod) -> Renewal {
    match period {
        RenewalPeriod::Week => Renewal::Week,
        RenewalPeriod::CalendarMonth => Renewal::CalendarMonth,
        RenewalPeriod::TariffMonth => Renewal::Cycle,
        RenewalPeriod::Year => Renewal::Year,
        RenewalPeriod::Day => Renewal::Day,
    }
}

/// Parents, nearest first; a circle ends where it closes.
fn ancestors(parents: &HashMap<i64, i64>, id: i64) -> Vec<LocationId> {
    let mut above = Vec::new();
    let mut here = id;
    while let Some(parent) = parents.get(&here) {
        if *parent == id || above.contains(&LocationId::new(*parent)) {
            break;
        }
        above.push(LocationId::new(*parent));
        here = *parent;
    }
    above
}
