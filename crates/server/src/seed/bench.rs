//! A crowd to measure with.

use vestibule_records::{
    Business, BusinessSetting, Country, Coworker, CoworkerTimePass, Currency, Decimal, Id, RadiusServer,
    Record, SimpleTimeZone, TimePass,
};
use vestibule_store::{Query, StoreError};

use super::planting::{Planting, plant};
use crate::app::App;

/// Customers put in with one write.
const AT_ONCE: usize = 500;
/// Every tenth holds no pass.
const WITHOUT: usize = 10;
/// What the generator of sessions shares with the server.
const WIFI_SECRET: &str = "bench";

/// Who is in the crowd.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// The location.
    pub business: i64,
    /// Customers with three day passes and one of minutes.
    pub with_pass: Vec<i64>,
    /// Their cards, one each, in the same order.
    pub cards: Vec<String>,
    /// Customers without any.
    pub without_pass: Vec<i64>,
}

/// Puts in one location and so many customers.
///
/// # Errors
/// When the store fails.
pub async fn crowd(app: &App, customers: usize) -> Result<Crowd, StoreError> {
    plant(app, place).await?;
    let ids = |schema| async move {
        let found = app.store.list(Query { sets: false, ..Query::all(schema) }).await?;
        Ok::<_, StoreError>(found.rows.iter().map(vestibule_records::Row::id).collect::<Vec<_>>())
    };
    let (businesses, passes) = (ids(Business::schema()).await?, ids(TimePass::schema()).await?);
    let ([business], [day, minutes]) = (&businesses[..], &passes[..]) else {
        return Err(StoreError::Taken);
    };
    let (business, day, minutes) = (*business, *day, *minutes);
    for first in (0..customers).step_by(AT_ONCE) {
        let last = customers.min(first + AT_ONCE);
        plant(app, move |ground| (first..last).for_each(|nth| customer(ground, nth, business, day, minutes)))
            .await?;
    }
    let everyone = ids(Coworker::schema()).await?;
    let (without, with): (Vec<_>, Vec<_>) =
        everyone.into_iter().enumerate().partition(|(nth, _)| nth % WITHOUT == 0);
    let only_ids = |crowd: Vec<(usize, i64)>| crowd.into_iter().map(|(_, id)| id).collect();
    let cards = with.iter().map(|(nth, _)| card(*nth)).collect();
    Ok(Crowd { business, with_pass: only_ids(with), cards, without_pass: only_ids(without) })
}

fn place(ground: &mut Planting<'_, '_>) {
    let business_id = ground.plant(Business {
        name: "Loft".to_owned(),
        web_address: "loft".to_owned(),
        country_id: Id::<Country>::new(1220),
        currency_id: Id::<Currency>::new(3005),
        simple_time_zone_id: Id::<SimpleTimeZone>::new(2023),
        ..Business::blank()
    });
    let setting = |name: &str, value: &str| BusinessSetting {
        business_id,
        name: name.to_owned(),
        value: Some(value.to_owned()),
        ..BusinessSetting::blank()
    };
    ground.plant(setting("Checkin.DailyCutOffTime", "03:00"));
    ground.plant(RadiusServer {
        business_id,
        name: "Wi-Fi".to_owned(),
        shared_secret: Some(WIFI_SECRET.to_owned()),
        ..RadiusServer::blank()
    });
    let pass = |name: &str, minutes_included, price| TimePass {
        business_id,
        name: name.to_owned(),
        price: Decimal::from_ten_thousandths(price),
        minutes_included,
        currency_id: Id::new(3005),
        allow_network_check_in: true,
        ..TimePass::blank()
    };
    ground.plant(pass("Day Pass", None, 200_000));
    ground.plant(pass("Ten Hours", Some(600), 500_000));
}

/// The card of the customer of that number.
fn card(nth: usize) -> String {
    format!("04{nth:08X}")
}

fn customer(ground: &mut Planting<'_, '_>, nth: usize, business: i64, day: i64, minutes: i64) {
    let business_id = Id::<Business>::new(business);
    let coworker_id = ground.plant(Coworker {
        full_name: format!("Customer {nth}"),
        email: format!("customer{nth}@example.com"),
        country_id: Id::new(1220),
        simple_time_zone_id: Id::new(2023),
        businesses: vec![business_id],
        invoicing_business_id: Some(business_id),
        access_pincode: Some(format!("{:05}", nth % 100_000)),
        access_card_id: Some(card(nth)),
        allow_network_checkin: true,
        ..Coworker::blank()
    });
    if nth.is_multiple_of(WITHOUT) {
        return;
    }
    let pass = |time_pass: i64, minutes, price| CoworkerTimePass {
        coworker_id,
        business_id,
        time_pass_id: Id::new(time_pass),
        price: Some(Decimal::from_ten_thousandths(price)),
        remaining_uses: minutes,
        total_uses: minutes,
        ..CoworkerTimePass::blank()
    };
    for _ in 0..3 {
        ground.plant(pass(day, None, 200_000));
    }
    ground.plant(pass(minutes, Some(600), 500_000));
}
