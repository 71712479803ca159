//! Who it is: the customer, token or visitor behind what was shown.

use vestibule_domain::ids::CustomerId;
use vestibule_domain::{Gesture, Location, Mac};
use vestibule_records::kept::Device;
use vestibule_records::{AccessToken, Checkin, Coworker, Filter, Record, Row, Test, User, Value, Visitor};
use vestibule_store::{Catalogue, Query, StoreError, Viewer};

use super::ask::{Ask, Credential};
use crate::app::App;
use crate::auth;
use crate::tiles::phone;

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// A customer.
    Customer(CustomerId),
    /// A guest on an access token.
    Token(i64),
    /// A visitor who was announced.
    Visitor(i64),
    /// Nobody that is known here.
    Nobody(Unknown),
}

/// Why it is nobody. What was wrong about it is not told apart from what is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// A card that nobody has; its last two characters.
    Card(String),
    /// A card that several customers have.
    SharedCard,
    /// A PIN that nobody has.
    Pin,
    /// A PIN that several customers have.
    SharedPin,
    /// An e-mail address and a PIN that do not go together.
    EmailPin,
    /// An e-mail address and a password that do not go together.
    EmailPassword,
    /// An e-mail address of nobody who is inside.
    Email,
    /// A code that is neither a token nor a visitor's.
    Token,
    /// A phone that is not remembered, or not any more.
    Phone,
    /// Digits that are neither somebody's PIN nor a visitor's code.
    Typed,
    /// A name and a PIN that do not go together.
    Chosen,
    /// A device that nobody signed in on.
    Device,
}

impl Unknown {
    /// For the person, and for the record.
    pub(crate) fn sentence(&self, place: &str) -> String {
        match self {
            Self::Card(end) if end.is_empty() => format!("This card is not known at {place}"),
            Self::Card(end) => format!("This card is not known at {place}: it ends in {end}"),
            Self::SharedCard => format!("More than one person at {place} has this card"),
            Self::Pin => format!("This PIN is not known at {place}"),
            Self::SharedPin => "More than one person has this PIN: add the e-mail address".to_owned(),
            Self::EmailPin => "The e-mail address or the PIN is wrong".to_owned(),
            Self::EmailPassword => "The e-mail address or the password is wrong".to_owned(),
            Self::Email => format!("Nobody with this e-mail address is inside at {place}"),
            Self::Token => format!("This code is not known at {place}"),
            Self::Phone => "This phone is not remembered any more: say who you are".to_owned(),
            Self::Typed => format!("This PIN or code is not known at {place}"),
            Self::Chosen => "The name or the PIN is wrong".to_owned(),
            Self::Device => format!("This device is not known at {place}: sign in on it first"),
        }
    }
}

/// Nobody by what was shown.
pub(crate) fn nobody(ask: &Ask) -> Unknown {
    match &ask.credential {
        Credential::Card(number) => Unknown::Card(ending(number)),
        Credential::Pin(_) => Unknown::Pin,
        Credential::EmailPin(..) => Unknown::EmailPin,
        Credential::EmailPassword(..) | Credential::EmailSecret(..) => Unknown::EmailPassword,
        Credential::Email(_) => Unknown::Email,
        Credential::Token(_) => Unknown::Token,
        Credential::Phone(_) => Unknown::Phone,
        Credential::Typed(_) => Unknown::Typed,
        Credential::Chosen(..) => Unknown::Chosen,
        Credential::Device => Unknown::Device,
    }
}

/// The last two characters, and of a short number fewer than half of it.
fn ending(number: &str) -> String {
    let length = number.chars().count();
    number.chars().skip(length - 2.min(length.saturating_sub(1) / 2)).collect()
}

/// Customers whom one card or one PIN finds, and visitors whom one code does, at most: enough to tell that several do.
const MOST_FOUND: i64 = 100;

/// What tells customers apart.
static ENOUGH_TO_TELL: [&str; 4] = ["Active", "Archived", "AccessPincode", "IsDefaultProfile"];

/// Finds who it is, among the people of the location's network.
///
/// # Errors
/// When the store fails.
pub(crate) async fn find(
    app: &App,
    catalogue: &Catalogue,
    location: &Location,
    ask: &Ask,
) -> Result<Who, StoreError> {
    let network = Network { app, viewer: Viewer::Locations(catalogue.network_of(location.id.get())) };
    let found = match &ask.credential {
        Credential::Card(number) => {
            let found = network.customers("AccessCardId", Test::Code(number.clone())).await?;
            return Ok(the_only(found, Unknown::SharedCard, ask));
        }
        Credential::Pin(pin) => {
            let found = network.customers("AccessPincode", Test::Is(Value::Text(pin.clone()))).await?;
            return Ok(the_only(found, Unknown::SharedPin, ask));
        }
        Credential::EmailPin(email, pin) => network.by_email(email).await?.filter(|row| has_pin(row, pin)),
        Credential::EmailPassword(email, password) => network.by_password(email, password).await?,
        Credential::EmailSecret(email, secret) => {
            match network.by_email(email).await?.filter(|row| has_pin(row, secret)) {
                Some(row) => Some(row),
                None => network.by_password(email, secret).await?,
            }
        }
        Credential::Email(email) => network.by_email(email).await?,
        Credential::Phone(carried) => phone::known(app, carried).await?.map(Coworker::into_row),
        Credential::Token(code) => return network.guest(location, code, ask).await,
        Credential::Typed(typed) => {
            let found = network.customers("AccessPincode", Test::Is(Value::Text(typed.clone()))).await?;
            if found.is_empty() {
                return network.guest(location, typed, ask).await;
            }
            return Ok(the_only(found, Unknown::SharedPin, ask));
        }
        Credential::Chosen(customer, pin) => {
            let found = network.customers("Id", Test::Is(Value::Int(customer.get()))).await?.pop();
            found.filter(|row| pin.as_deref().is_none_or(|pin| has_pin(row, pin)))
        }
        Credential::Device => return network.by_device(location, ask).await,
    };
    Ok(found.map_or_else(|| Who::Nobody(nobody(ask)), |row| Who::Customer(CustomerId::new(row.id()))))
}

/// The one customer who may come in among several, and the one there is among those who may not.
fn the_only(found: Vec<Row>, shared: Unknown, ask: &Ask) -> Who {
    let (active, others): (Vec<_>, Vec<_>) = found.iter().partition(|row| is_active(row));
    match (&active[..], &others[..]) {
        ([one], _) | ([], [one]) => Who::Customer(CustomerId::new(one.id())),
        ([], []) => Who::Nobody(nobody(ask)),
        _ => Who::Nobody(shared),
    }
}

fn is_active(row: &Row) -> bool {
    row.get("Active").bool() == Some(true) && row.get("Archived").bool() != Some(true)
}

/// Compared to the end whatever differs, so that the time it takes tells nothing.
fn has_pin(row: &Row, pin: &str) -> bool {
    let known = row.get("AccessPincode").text().unwrap_or_default().as_bytes();
    let differs = known.iter().zip(pin.as_bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    !known.is_empty() && known.len() == pin.len() && differs == 0
}

/// Somebody on an access token.
struct Guest {
    token: i64,
    inside: bool,
}

/// The people of the locations that belong together.
struct Network<'a> {
    app: &'a App,
    viewer: Viewer,
}

impl Network<'_> {
    async fn rows<T: Record>(&self, filters: &[(&str, Test)]) -> Result<Vec<Row>, StoreError> {
        self.fields_of::<T>(filters, None).await
    }

    async fn fields_of<T: Record>(
        &self,
        filters: &[(&str, Test)],
        only: Option<&'static [&'static str]>,
    ) -> Result<Vec<Row>, StoreError> {
        let schema = T::schema();
        let filter = |(name, test): &(&str, Test)| Filter::on::<T>(name, test.clone());
        let query = Query {
            viewer: self.viewer.clone(),
            filters: filters.iter().map(filter).collect(),
            order: (schema.position("Id").unwrap_or_default(), false),
            limit: MOST_FOUND,
            sets: false,
            only,
            ..Query::all(schema)
        };
        Ok(self.app.store.list(query).await?.rows)
    }

    async fn customers(&self, field: &str, test: Test) -> Result<Vec<Row>, StoreError> {
        self.fields_of::<Coworker>(&[(field, test)], Some(&ENOUGH_TO_TELL)).await
    }

    async fn by_email(&self, email: &str) -> Result<Option<Row>, StoreError> {
        Ok(self.customers("Email", Test::Same(email.to_owned())).await?.pop())
    }

    /// The customer of the user who signs in: of several, the one they chose, and one who may come in first.
    async fn by_password(&self, email: &str, password: &str) -> Result<Option<Row>, StoreError> {
        let user = auth::user_of_email(&*self.app.store, email).await?;
        let user = user.filter(|user| user.active && !user.must_reset_password);
        let hash = user.as_ref().and_then(|user| user.password_hash.clone());
        let fits = self.app.passwords.verify(password.to_owned(), hash).await;
        let user: Option<User> = user.filter(|_| fits);
        let Some(user) = user else { return Ok(None) };
        let mut found = self.customers("UserId", Test::Is(Value::Int(user.base.id))).await?;
        found
            .sort_by_key(|row| (!is_active(row), row.get("IsDefaultProfile").bool() != Some(true), row.id()));
        Ok(found.into_iter().next())
    }

    /// The owner of a device. One that leaves may be a guest's instead, who has no other name.
    async fn by_device(&self, location: &Location, ask: &Ask) -> Result<Who, StoreError> {
        let mac = ask.mac.as_ref().map(Mac::to_string).unwrap_or_default();
        let is_it = [("Mac", Test::Is(Value::Text(mac.clone())))];
        let found = self.fields_of::<Device>(&is_it, Some(&["CoworkerId"])).await?;
        let owner = found.first().and_then(|row| row.get("CoworkerId").int());
        let owner = owner.map(|id| Who::Customer(CustomerId::new(id)));
        let guest = if ask.gesture == Gesture::Leave { self.on_a_token(location, mac).await? } else { None };
        Ok(match (owner, guest) {
            (_, Some(Guest { token, inside: true })) | (None, Some(Guest { token, .. })) => Who::Token(token),
            (Some(owner), _) => owner,
            (None, None) => Who::Nobody(nobody(ask)),
        })
    }

    /// The guest who was here last with this device, found by the tokens it has a place on.
    async fn on_a_token(&self, location: &Location, mac: String) -> Result<Option<Guest>, StoreError> {
        let tokens = self.rows::<AccessToken>(&[("MacAddress", Test::Contains(mac.clone()))]).await?;
        if tokens.is_empty() {
            return Ok(None);
        }
        let visits = Query {
            filters: vec![
                Filter::on::<Checkin>("AccessTokenId", Test::In(tokens.iter().map(Row::id).collect())),
                Filter::on::<Checkin>("MacAddresses", Test::Is(Value::Text(mac))),
                Filter::on::<Checkin>("BusinessId", Test::Is(Value::Int(location.id.get()))),
            ],
            limit: 1,
            sets: false,
            ..Query::all(Checkin::schema())
        };
        let last = self.app.store.list(visits).await?.rows.pop();
        Ok(last.and_then(|visit| {
            let token = visit.get("AccessTokenId").int()?;
            Some(Guest { token, inside: visit.get("ToTime").is_null() })
        }))
    }

    /// A token opens the network of its location and of those below it; a visitor comes to one place.
    async fn guest(&self, location: &Location, code: &str, ask: &Ask) -> Result<Who, StoreError> {
        for row in self.rows::<AccessToken>(&[("AccessCode", Test::Same(code.to_owned()))]).await? {
            let token = AccessToken::from_row(&row)?;
            let here = token.business_id.get();
            if here == location.id.get() || location.ancestors.iter().any(|above| above.get() == here) {
                return Ok(Who::Token(token.base.id));
            }
        }
        let at = ("BusinessId", Test::Is(Value::Int(location.id.get())));
        let visitors =
            self.rows::<Visitor>(&[("VisitorCode", Test::Is(Value::Text(code.to_owned()))), at]).await?;
        let visitors = visitors.iter().map(Visitor::from_row).collect::<Result<Vec<_>, _>>()?;
        let today = location.business_day(self.app.now());
        // A code that was given out anew belongs to whoever is expected now.
        let best = visitors.into_iter().min_by_key(|visitor| {
            let expected = location.business_day(visitor.expected_arrival) == today;
            (!expected, visitor.departure_date.is_some(), visitor.base.id)
        });
        Ok(best.map_or_else(|| Who::Nobody(nobody(ask)), |visitor| Who::Visitor(visitor.base.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::ending;

    #[test]
    fn of_a_card_no_more_is_told_than_its_end() {
        assert_eq!(
            ["04A1B2C3", "123456", "1234", "123", "12", "1", ""].map(ending),
            ["C3", "56", "4", "3", "", "", ""]
        );
    }
}
