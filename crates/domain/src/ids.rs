//! Ids, a type for each kind of thing, so that a pass is never mistaken for a plan.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// The id with this number.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// Its number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }
    )*};
}

ids! {
    /// A location, or the network above it.
    LocationId
    /// A person: member or contact.
    CustomerId
    /// A plan that members subscribe to.
    PlanId
    /// A pass in the catalogue.
    PassId
    /// One issued pass of one customer.
    CustomerPassId
    /// One stay at a location.
    VisitId
    /// A group of customers.
    TeamId
    /// A subscription to a plan.
    ContractId
    /// A time for which something is kept for a customer.
    BookingId
}
