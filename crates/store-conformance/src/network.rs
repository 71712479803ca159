//! A small network to test on: a hub with a loft below it, and a barn of its own; a few customers, a plan, passes.

use std::sync::Arc;

use vestibule_records::{
    Base, Business, Change as _, Checkin, Country, Coworker, CoworkerTimePass, Currency, Guid, Id, SimpleTimeZone, Tariff,
    TimePass,
};
