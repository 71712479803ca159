//! Bookings and their guests.

use serde_json::{Value, json};

use crate::on_both_stores;
use crate::support::people::with;
use crate::support::{ADMIN, TestApp};

const BOOKINGS: &str = "/api/spaces/bookings";
const GUESTS: &str = "/api/spaces/bookingvisitors";
const VISITORS: &str = "/api/spaces/visitors";

fn booking(more: &Value) -> Value {
    let booking = json!({
        "ResourceId": 88, "ResourceName": "Library", "FromTime": "2026-09-02T10:00:00Z",
        "ToTime": "2026-09-02T11:00:00Z",
    });
    with(booking, more)
}

/// A visitor who is a guest at a booking: the visitor, and that they are a guest.
async fn guest(app: &TestApp) -> (i64, i64) {
    let visitor = json!({
        "BusinessId": app.loft, "FullName": "Vic Visitor", "Email": "vic@example.com",
        "ExpectedArrival": "2026-09-02T10:00:00Z",
    });
    let visitor = app.post(VISITORS, &visitor).await.id();
    let booking = app.post(BOOKINGS, &booking(&json!({}))).await.id();
    let guest = app.post(GUESTS, &json!({ "BookingId": booking, "VisitorId": visitor })).await.id();
    (visitor, guest)
}

on_both_stores! {
    async fn a_booking_has_a_number_of_its_own_and_is_named_by_it(app: TestApp) {
        let first = app.post(BOOKINGS, &booking(&json!({ "BookingNumber": 1 }))).await.json();
        let second = app.post(BOOKINGS, &booking(&json!({}))).await.json();
        let [first, second] = [&first["Value"], &second["Value"]];
        let number = first["BookingNumber"].as_i64().expect("a number");
        assert_ne!(number, 1);
        assert!(second["BookingNumber"].as_i64().is_some_and(|next| next > number));
        assert_eq!(first["ToStringText"], format!("Library (#{number})"));
    }
}

on_both_stores! {
    async fn a_booking_ends_after_it_begins(app: TestApp) {
        for to in ["2026-09-02T10:00:00Z", "2026-09-02T09:00:00Z"] {
            let answer = app.post(BOOKINGS, &booking(&json!({ "ToTime": to }))).await;
            let error = &answer.json()["Errors"][0];
            assert_eq!((answer.status, &error["PropertyName"], &error["AttemptedValue"]), (400, &json!("ToTime"), &json!(to)));
        }
    }
}

on_both_stores! {
    async fn whether_a_booking_is_invoiced_is_not_for_clients_to_say(app: TestApp) {
        let sent = json!({ "Invoiced": true, "InvoiceDate": "2026-09-01T00:00:00Z", "Online": true });
        let made = app.post(BOOKINGS, &booking(&sent)).await.json();
        for (name, value) in [("Invoiced", json!(false)), ("InvoiceDate", Value::Null), ("Online", json!(false))] {
            assert_eq!(made["Value"][name], value, "{name}");
        }
    }
}

on_both_stores! {
    async fn the_name_of_a_resource_stays_until_another_resource_is_booked(app: TestApp) {
        let made = app.post(BOOKINGS, &booking(&json!({}))).await.id();
        for (resource, name) in [(88, json!("Library")), (89, Value::Null)] {
            let changed = booking(&json!({ "Id": made, "ResourceId": resource, "ResourceName": null }));
            assert_eq!(app.put(BOOKINGS, &changed).await.status, 200);
            assert_eq!(app.get(&format!("{BOOKINGS}/{made}")).await.json()["ResourceName"], name);
        }
    }
}

on_both_stores! {
    async fn a_booking_is_seen_where_its_desk_or_its_customer_is_at_home(app: TestApp) {
        let customer = app.customer_with("Cora Customer", &json!({ "InvoicingBusinessId": app.yard })).await;
        let desk = json!({
            "FloorPlanId": 71, "FloorPlanBusinessId": app.loft, "Name": "D4", "Size": 2, "Capacity": 1, "Price": 250,
            "PositionX": 0, "PositionY": 0, "PositionZ": 0,
        });
        let desk = app.post("/api/sys/floorplandesks", &desk).await.id();
        let of_customer = app.post(BOOKINGS, &booking(&json!({ "CoworkerId": customer }))).await.id();
        let at_desk = json!({ "CoworkerId": customer, "FloorPlanDeskId": desk });
        let at_desk = app.post(BOOKINGS, &booking(&at_desk)).await.id();

        let yard = app.manager_of("yard@example.com", &[app.yard]).await;
        assert_eq!(yard.get(&format!("{BOOKINGS}/{of_customer}")).await.status, 200);
        assert_eq!(yard.get(&format!("{BOOKINGS}/{at_desk}")).await.status, 404);
        assert_eq!(yard.get(BOOKINGS).await.json()["TotalItems"], 1);
    }
}

on_both_stores! {
    async fn a_guest_shows_who_the_visitor_is(app: TestApp) {
        let (visitor, guest) = guest(&app).await;
        let shown = app.get(&format!("{GUESTS}/{guest}")).await.json();
        assert_eq!((&shown["VisitorFullName"], &shown["VisitorArrivalDate"]), (&json!("Vic Visitor"), &Value::Null));
        let found = app.get(&format!("{GUESTS}?BookingVisitor_Visitor={visitor}")).await.json();
        assert_eq!((&found["TotalItems"], &found["Records"][0]["UpdatedBy"]), (&json!(1), &json!(ADMIN)));
    }
}

on_both_stores! {
    async fn a_visitor_who_is_a_guest_at_a_booking_is_not_deleted(app: TestApp) {
        let (visitor, guest) = guest(&app).await;
        let one = format!("{VISITORS}/{visitor}");
        let refused = app.delete(&one).await;
        assert_eq!((refused.status, &refused.json()["WasSuccessful"]), (200, &json!(false)), "{}", refused.text);
        let message = refused.json()["Message"].as_str().map(str::to_owned).expect("a message");
        assert!(message.contains("booking visitors"), "{message}");
        assert_eq!(app.delete(&format!("{GUESTS}/{guest}")).await.json()["WasSuccessful"], true);
        assert_eq!(app.delete(&one).await.json()["WasSuccessful"], true);
        assert_eq!(app.get(&one).await.status, 404);
    }
}

on_both_stores! {
    async fn the_guests_of_a_booking_go_with_it(app: TestApp) {
        let (visitor, guest) = guest(&app).await;
        let booking = app.get(&format!("{GUESTS}/{guest}")).await.json()["BookingId"].clone();
        assert_eq!(app.delete(&format!("{BOOKINGS}/{booking}")).await.json()["WasSuccessful"], true);
        assert_eq!(app.get(&format!("{GUESTS}/{guest}")).await.status, 404);
        assert_eq!(app.get(&format!("{VISITORS}/{visitor}")).await.status, 200);
    }
}
