//! What can be set at the desk: which records, in which order, and what of them is seen first.

use vestibule_records::Record as _;
use vestibule_records::Schema;
use vestibule_records::declared::{
    AccessToken, AutomationTile, Booking, Business, BusinessSetting, BusinessTimeSlot, Coworker,
    CoworkerContract, CoworkerTimePass, Door, RadiusServer, Sensor, Tariff, TariffTimePass, Team, TimePass,
    TimePassPrice, TimePassTimeSlot, User, UserRole, Visitor, WebHook,
};

/// A kind of record that can be set.
pub(super) struct Kind {
    /// Its declaration.
    pub(super) schema: fn() -> &'static Schema,
    /// What several of it are called.
    pub(super) name: &'static str,
    /// What one is called.
    pub(super) one: &'static str,
    /// What it is for, in a line.
    pub(super) about: &'static str,
    /// Fields of a list beside the name.
    pub(super) columns: &'static [&'static str],
    /// Fields that most people set; all others are a touch away.
    pub(super) first: &'static [&'static str],
}

/// Kinds that belong together.
pub(super) struct Group {
    /// What they are called together.
    pub(super) name: &'static str,
    /// They.
    pub(super) kinds: &'static [Kind],
}

/// Everything that can be set.
pub(super) const GROUPS: &[Group] = &[
    Group {
        name: "What people may",
        kinds: &[
            Kind {
                schema: Tariff::schema,
                name: "Plans",
                one: "plan",
                about: "What members subscribe to, and what it limits.",
                columns: &["BusinessId", "Price", "Visible", "Archived"],
                first: &[
                    "BusinessId",
                    "Name",
                    "Price",
                    "CurrencyId",
                    "InvoiceEvery",
                    "Visible",
                    "UseTimePasses",
                    "CheckinWeekLimit",
                    "CheckinMonthLimit",
                    "HoursWeekLimit",
                    "HoursMonthLimit",
                ],
            },
            Kind {
                schema: TariffTimePass::schema,
                name: "Passes in plans",
                one: "pass in a plan",
                about: "How many passes a plan brings, and how often.",
                columns: &["TariffName", "TimePassName", "PassesIncluded"],
                first: &[],
            },
            Kind {
                schema: TimePass::schema,
                name: "Passes",
                one: "pass",
                about: "The right to be inside for a day, or for a number of minutes.",
                columns: &["BusinessId", "Price", "MinutesIncluded", "Archived"],
                first: &[
                    "BusinessId",
                    "Name",
                    "Price",
                    "CurrencyId",
                    "MinutesIncluded",
                    "CountsTowardsPlanLimits",
                    "UseAsPayAsYouGoForMembers",
                    "UseAsPayAsYouGoForContacts",
                    "Businesses",
                    "Tariffs",
                ],
            },
            Kind {
                schema: TimePassPrice::schema,
                name: "Prices of passes",
                one: "price of a pass",
                about: "What a pass costs members of a plan.",
                columns: &["TimePassName", "TariffName", "Price"],
                first: &[],
            },
            Kind {
                schema: TimePassTimeSlot::schema,
                name: "Hours of passes",
                one: "hours of a pass",
                about: "When a pass opens the door; always, unless given.",
                columns: &["DayOfWeek", "FromTime", "ToTime"],
                first: &[],
            },
        ],
    },
    Group {
        name: "Locations",
        kinds: &[
            Kind {
                schema: Business::schema,
                name: "Locations",
                one: "location",
                about: "Places with a door. The command line makes them.",
                columns: &["WebAddress"],
                first: &[
                    "Name",
                    "WebAddress",
                    "SimpleTimeZoneId",
                    "CurrencyId",
                    "CountryId",
                    "Address",
                    "TownCity",
                ],
            },
            Kind {
                schema: BusinessTimeSlot::schema,
                name: "Opening hours",
                one: "opening hours",
                about: "When a location is open; always, unless given.",
                columns: &["DayOfWeek", "FromTime", "ToTime"],
                first: &[],
            },
            Kind {
                schema: BusinessSetting::schema,
                name: "Settings",
                one: "setting",
                about: "How a location works: cut-off, limits, what is sold at the door.",
                columns: &["BusinessId", "Value"],
                first: &[],
            },
        ],
    },
    Group {
        name: "Ways in",
        kinds: &[
            Kind {
                schema: Door::schema,
                name: "Doors",
                one: "door",
                about: "Controllers that tell who passed.",
                columns: &["BusinessId", "Direction", "Active"],
                first: &[],
            },
            Kind {
                schema: RadiusServer::schema,
                name: "Wi-Fi",
                one: "RADIUS server",
                about: "Secrets that access points prove themselves with.",
                columns: &["BusinessId"],
                first: &[],
            },
            Kind {
                schema: AutomationTile::schema,
                name: "Tiles",
                one: "tile",
                about: "Stickers on walls, with a QR code or NFC.",
                columns: &["BusinessId", "Action"],
                first: &["BusinessId", "Name", "TileNumber", "Action", "CheckCustomerIn"],
            },
            Kind {
                schema: Sensor::schema,
                name: "Sensors",
                one: "sensor",
                about: "What sees people, and where in its words stands who.",
                columns: &["Reference", "Active", "ReceivedDataOn"],
                first: &[
                    "BusinessId",
                    "Name",
                    "Reference",
                    "SensorType",
                    "DataStrategy",
                    "Active",
                    "ActionCheckInOrOut",
                    "PayloadDataPath",
                    "PersonDataPath",
                    "DwellSeconds",
                    "SharedSecret",
                ],
            },
            Kind {
                schema: AccessToken::schema,
                name: "Access codes",
                one: "access code",
                about: "Codes that let guests in for a time.",
                columns: &["BusinessId"],
                first: &[],
            },
        ],
    },
    Group {
        name: "People",
        kinds: &[
            Kind {
                schema: Coworker::schema,
                name: "Customers",
                one: "customer",
                about: "Members and contacts.",
                columns: &["Email", "Active"],
                first: &[
                    "FullName",
                    "Email",
                    "InvoicingBusinessId",
                    "Businesses",
                    "CoworkerType",
                    "Active",
                    "AccessPincode",
                    "AccessCardId",
                    "KeyFobNumber",
                    "MobilePhone",
                    "CompanyName",
                ],
            },
            Kind {
                schema: CoworkerContract::schema,
                name: "Contracts",
                one: "contract",
                about: "Who is on which plan, from when.",
                columns: &["CoworkerFullName", "TariffName", "Active"],
                first: &[
                    "CoworkerId",
                    "TariffId",
                    "IssuedById",
                    "StartDate",
                    "Quantity",
                    "BillingDay",
                    "Active",
                ],
            },
            Kind {
                schema: CoworkerTimePass::schema,
                name: "Passes of customers",
                one: "pass of a customer",
                about: "Passes given or sold.",
                columns: &["CoworkerId", "TimePassName", "Used", "ExpireDate"],
                first: &["CoworkerId", "TimePassId", "BusinessId", "ExpireDate", "Price"],
            },
            Kind {
                schema: Team::schema,
                name: "Teams",
                one: "team",
                about: "Customers who belong together, and may share passes.",
                columns: &["BusinessId"],
                first: &["BusinessId", "Name", "TeamMembers"],
            },
            Kind {
                schema: Visitor::schema,
                name: "Visitors",
                one: "visitor",
                about: "Who was announced, and by whom.",
                columns: &["Email", "ExpectedArrival", "Arrived"],
                first: &["BusinessId", "FullName", "Email", "CoworkerId", "ExpectedArrival"],
            },
            Kind {
                schema: Booking::schema,
                name: "Bookings",
                one: "booking",
                about: "Rooms taken, whose time may be left out of minutes.",
                columns: &["CoworkerFullName", "FromTime", "ToTime"],
                first: &[],
            },
        ],
    },
    Group {
        name: "This server",
        kinds: &[
            Kind {
                schema: User::schema,
                name: "Users",
                one: "user",
                about: "Who signs in, and to which locations.",
                columns: &["Email", "IsAdmin", "Active"],
                first: &[
                    "FullName",
                    "Email",
                    "Password",
                    "Active",
                    "APIAccess",
                    "IsAdmin",
                    "Businesses",
                    "UserRoles",
                ],
            },
            Kind {
                schema: UserRole::schema,
                name: "Roles",
                one: "role",
                about: "What users may who are not full administrators.",
                columns: &["BusinessId"],
                first: &[],
            },
            Kind {
                schema: WebHook::schema,
                name: "Webhooks",
                one: "webhook",
                about: "Addresses that are told what happens.",
                columns: &["Action", "Active", "ErrorCount", "LastTrigger"],
                first: &[],
            },
        ],
    },
];

/// The kind that is found under a path.
pub(super) fn found(path: &str) -> Option<&'static Kind> {
    GROUPS.iter().flat_map(|group| group.kinds).find(|kind| (kind.schema)().path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_named_is_there() {
        let kinds = GROUPS.iter().flat_map(|group| group.kinds);
        let named =
            kinds.flat_map(|kind| kind.columns.iter().chain(kind.first).map(|name| ((kind.schema)(), *name)));
        let missing = named.filter(|(schema, name)| schema.field(name).is_none());
        let missing: Vec<_> =
            missing.map(|(schema, name)| format!("{} has no {name}", schema.name)).collect();
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn no_two_kinds_are_found_under_one_path() {
        let mut paths: Vec<_> =
            GROUPS.iter().flat_map(|group| group.kinds).map(|kind| (kind.schema)().path).collect();
        paths.sort_unstable();
        let all = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), all);
    }
}
