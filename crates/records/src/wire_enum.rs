//! Enums: in as number or name, out as number.

/// Declares an enum of the wire with its documented name and numbers. The first variant is the default.
#[macro_export]
macro_rules! wire_enum {
    ($(#[$doc:meta])* pub enum $name:ident as $wire:literal { $($variant:ident = $number:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", stringify!($number), "` on the wire.")] $variant = $number,)+
        }

        impl $name {
            /// The documented name and numbers.
            pub const TABLE: $crate::schema::EnumTable =
                $crate::schema::EnumTable { name: $wire, values: &[$(($number, stringify!($variant))),+] };
            const FIRST: Self = [$(Self::$variant),+][0];

            /// Its number on the wire.
            #[must_use]
            pub const fn number(self) -> i64 {
                self as i64
            }

            /// The variant with this number.
            #[must_use]
            pub const fn from_number(number: i64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::FIRST
            }
        }

        impl $crate::FieldType for $name {
            const KIND: $crate::Kind = $crate::Kind::Enum(&Self::TABLE);

            fn into_value(self) -> $crate::Value {
                $crate::Value::Int(self.number())
            }

            fn from_value(value: &$crate::Value) -> Option<Self> {
                value.int().and_then(Self::from_number)
            }
        }
    };
}
