use super::Business;
use crate::enums::RadiusServerVendor;
use crate::{Base, Id, Record};

/// A RADIUS server that says who may join a location's network, and hears who is on it. Its secret and its network's
/// name are made with it, for the access points; what another service would hand out is null.
#[derive(Record, Debug, Clone, Default, PartialEq)]
#[record(
    path = "sys/radiusservers",
    table = "radius_servers",
    at = "BusinessId",
    title = "{Name}",
    operations = "list get batch create update delete commands runcommand",
    affects = "catalogue"
)]
pub struct RadiusServer {
    /// Location whose network it guards.
    #[field(required)]
    pub business_id: Id<Business>,
    /// What people call it.
    #[field(required)]
    pub name: String,
    /// Who made the access points.
    pub vendor: RadiusServerVendor,
    /// Whether it is in use.
    #[field(default = "true")]
    pub active: bool,
    /// Text about it.
    pub description: Option<String>,
    /// How the service that runs it knows the customer.
    #[field(read_only, exact)]
    pub customer_id: Option<String>,
    /// What access points may call themselves in `NAS-Identifier`, so that it is known which network they are of.
    #[field(read_only, exact)]
    pub network_id: Option<String>,
    /// How that service knows the captive portal.
    #[field(read_only, exact)]
    pub captive_portal_id: Option<String>,
    /// How that service knows the page people sign in on.
    #[field(read_only, exact)]
    pub splash_page_id: Option<String>,
    /// Address of the first server.
    #[field(read_only, exact)]
    pub radius_ip1: Option<String>,
    /// Address of the second server.
    #[field(read_only, exact)]
    pub radius_ip2: Option<String>,
    /// UDP port for accounting.
    #[field(read_only)]
    pub account_port: Option<i64>,
    /// UDP port for authentication.
    #[field(read_only)]
    pub auth_port: Option<i64>,
    /// Secret that access points share with it.
    #[field(read_only, exact)]
    pub shared_secret: Option<String>,
    /// Fields every record has.
    pub base: Base,
}
