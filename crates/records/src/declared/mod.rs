//! The declarations, one record to a file. Here, and nowhere else, is said which fields a record has.

mod access_token;
mod automation_tile;
mod automation_tile_audit;
mod booking;
mod booking_visitor;
mod business;
mod business_setting;
mod business_time_slot;
mod charge;
mod checkin;
mod country;
mod coworker;
mod coworker_access_control_audit;
mod coworker_contract;
mod coworker_invoice;
mod coworker_invoice_line;
mod coworker_ledger_entry;
mod coworker_product;
mod coworker_time_pass;
mod currency;
mod door;
mod failed_checkin;
mod floor_plan_desk;
mod product_time_pass;
mod radius_server;
mod role;
mod sensor;
mod signal;
mod simple_time_zone;
mod tariff;
mod tariff_time_pass;
mod team;
mod time_pass;
mod time_pass_price;
mod time_pass_time_slot;
mod user;
mod user_role;
mod visitor;
mod web_hook;

pub use access_token::AccessToken;
pub use automation_tile::AutomationTile;
pub use automation_tile_audit::AutomationTileAudit;
pub use booking::Booking;
pub use booking_visitor::BookingVisitor;
pub use business::Business;
pub use business_setting::BusinessSetting;
pub use business_time_slot::BusinessTimeSlot;
pub use charge::Charge;
pub use checkin::Checkin;
pub use country::Country;
pub use coworker::Coworker;
pub use coworker_access_control_audit::CoworkerAccessControlAudit;
pub use coworker_contract::CoworkerContract;
pub use coworker_invoice::CoworkerInvoice;
pub use coworker_invoice_line::CoworkerInvoiceLine;
pub use coworker_ledger_entry::CoworkerLedgerEntry;
pub use coworker_product::CoworkerProduct;
pub use coworker_time_pass::CoworkerTimePass;
pub use currency::Currency;
pub use door::Door;
pub use failed_checkin::FailedCheckin;
pub use floor_plan_desk::FloorPlanDesk;
pub use product_time_pass::ProductTimePass;
pub use radius_server::RadiusServer;
pub use role::Role;
pub use sensor::Sensor;
pub use signal::Signal;
pub use simple_time_zone::SimpleTimeZone;
pub use tariff::Tariff;
pub use tariff_time_pass::TariffTimePass;
pub use team::Team;
pub use time_pass::TimePass;
pub use time_pass_price::TimePassPrice;
pub use time_pass_time_slot::TimePassTimeSlot;
pub use user::User;
pub use user_role::UserRole;
pub use visitor::Visitor;
pub use web_hook::WebHook;

use crate::{Record, Schema};

/// The schema of every record of the published API; one that is referred to comes before those that refer to it, circles aside.
pub fn all() -> [fn() -> &'static Schema; 37] {
    [
        Country::schema,
        Currency::schema,
        SimpleTimeZone::schema,
        Business::schema,
        BusinessSetting::schema,
        Role::schema,
        UserRole::schema,
        User::schema,
        Coworker::schema,
        Tariff::schema,
        Team::schema,
        CoworkerContract::schema,
        TimePass::schema,
        TimePassPrice::schema,
        TimePassTimeSlot::schema,
        TariffTimePass::schema,
        CoworkerTimePass::schema,
        Checkin::schema,
        FailedCheckin::schema,
        Charge::schema,
        Visitor::schema,
        AccessToken::schema,
        ProductTimePass::schema,
        CoworkerInvoice::schema,
        CoworkerInvoiceLine::schema,
        CoworkerProduct::schema,
        CoworkerLedgerEntry::schema,
        Sensor::schema,
        FloorPlanDesk::schema,
        AutomationTile::schema,
        AutomationTileAudit::schema,
        BusinessTimeSlot::schema,
        RadiusServer::schema,
        CoworkerAccessControlAudit::schema,
        Booking::schema,
        BookingVisitor::schema,
        WebHook::schema,
    ]
}

/// The schemas of records that the published API has not.
pub fn ours() -> [fn() -> &'static Schema; 2] {
    [Door::schema, Signal::schema]
}

/// The schema of every record that is served, the published ones first.
pub fn served() -> Vec<fn() -> &'static Schema> {
    all().into_iter().chain(ours()).collect()
}
