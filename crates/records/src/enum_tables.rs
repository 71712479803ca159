//! Every enum of the wire: those of declared fields, and those that are documented although nothing here has them,
//! so that a client that fills its menus from the list finds what it knows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::declared;
use crate::schema::{EnumTable, Kind};

/// Enums that no declared field has.
const ALONE: [&EnumTable; 8] = [
    // Why a booking was cancelled.
    &EnumTable {
        name: "eBookingCancellationReason",
        values: &[
            (1, "NoLongerNeeded"),
            (2, "TooExpensive"),
            (4, "RebookedForADifferentTime"),
            (5, "FailedToPayUpfront"),
            (7, "Other"),
            (8, "NotCheckedIn"),
        ],
    },
    // When a booking falls due.
    &EnumTable {
        name: "eBookingDueDateStrategy",
        values: &[
            (0, "None"),
            (1, "RenewalDate"),
            (2, "BookingEndDate"),
            (3, "BookingCreationDate"),
            (4, "NextNthOfMonth"),
        ],
    },
    // Which help a user has seen.
    &EnumTable {
        name: "eHelpItemFlag",
        values: &[
            (0, "None"),
            (1, "WelcomePage"),
            (2, "GridPage"),
            (4, "EditPage"),
            (8, "SettingsPage"),
            (16, "HelpPage"),
        ],
    },
    // Who checks an identity.
    &EnumTable { name: "eIdentityCheckProvider", values: &[(1, "Manual"), (2, "StripeIdentity")] },
    // How often it is checked anew.
    &EnumTable {
        name: "eIdentityCheckRepeatPattern",
        values: &[
            (1, "Never"),
            (2, "Every3Months"),
            (3, "Every6Months"),
            (4, "Every12Months"),
            (5, "Every24Months"),
        ],
    },
    // Who sees a location in the app of the hosted service.
    &EnumTable {
        name: "ePassportAccess",
        values: &[(1, "Everyone"), (2, "RegisteredUsers"), (3, "RegisteredWithMySpaceUsers"), (4, "NoOne")],
    },
    // Who sees a page of the web site.
    &EnumTable {
        name: "ePublicWebsiteAccess",
        values: &[(1, "Everyone"), (2, "LoggedInUsers"), (3, "Members"), (4, "Contacts")],
    },
    // What a booking is charged by.
    &EnumTable {
        name: "eChargePeriod",
        values: &[
            (1, "Minutes"),
            (2, "Days"),
            (3, "Weeks"),
            (4, "Months"),
            (5, "Uses"),
            (6, "FourWeekMonths"),
        ],
    },
];

/// All enums, by name in lower case.
static TABLES: LazyLock<BTreeMap<String, &'static EnumTable>> = LazyLock::new(|| {
    let fields = declared::served().into_iter().flat_map(|schema| &schema().fields);
    let declared = fields.filter_map(|field| match field.kind {
        Kind::Enum(table) => Some(table),
        _ => None,
    });
    ALONE.into_iter().chain(declared).map(|table| (table.name.to_ascii_lowercase(), table)).collect()
});

/// Every enum of the wire, by name.
pub fn enum_tables() -> impl Iterator<Item = &'static EnumTable> {
    TABLES.values().copied()
}

/// The enum of this name, in any letter case.
#[must_use]
pub fn enum_table(name: &str) -> Option<&'static EnumTable> {
    TABLES.get(&name.to_ascii_lowercase()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_stands_alone_only_while_no_field_has_it() {
        let fields = || declared::served().into_iter().flat_map(|schema| &schema().fields);
        for alone in ALONE {
            let twice =
                fields().find(|field| matches!(field.kind, Kind::Enum(table) if table.name == alone.name));
            assert!(
                twice.is_none(),
                "{} is declared with {}",
                alone.name,
                twice.map_or("", |field| field.name)
            );
        }
    }
}
