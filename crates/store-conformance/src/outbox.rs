//! What is told of a change: written with it or not at all, as it is after the write, and due in order.

use std::sync::Arc;

use vestibule_domain::time::Instant;
use vestibule_records::kept::Delivery;
use vestibule_records::{
    BusinessSetting, Checkin, CoworkerContract, Id, Record, Row, Team, WebHook, WebhookAction,
};
use vestibule_store::{Change, Decision, Key, Mint, Outcome, Store, StoreError, Work, outbox};

use crate::Ground;
use crate::entropy::Stirred;
use crate::network::{
    ANN, BARN, BOB, HUB, LOFT, PLAN, base, blank, contract, customer, network, team, visit,
};
use crate::works::{
    about, after_noon, all, at_once, count_done, done, insert, key, noon, nothing, to_change, visit_of, work,
    write, writing,
};

/// A webhook of a location.
fn hook(id: i64, location: i64, action: WebhookAction) -> WebHook {
    let (business_id, url) = (Id::new(location), "https://door.example/hook".to_owned());
    WebHook { business_id, action, url, base: base(id), ..blank() }
}

/// A delivery that waits: made and due so many minutes after noon.
fn waiting(id: i64, hook: i64, lane: i64, made: i64, due: Option<i64>) -> Delivery {
    let mut delivery = Delivery {
        business_id: Id::new(LOFT),
        web_hook_id: hook,
        lane,
        due_on: due.map(after_noon),
        base: base(id),
        ..blank()
    };
    delivery.base.created_on = after_noon(made);
    delivery
}

async fn due(store: &dyn Store, hooks: &[i64], now: Instant, most: i64) -> Vec<i64> {
    let due = store.due(hooks.to_vec(), now, most).await.expect("what is due");
    due.iter().map(Row::id).collect()
}

/// A visit that is opened without a look at anything.
fn opening(id: i64, customer: i64) -> Change {
    Change::Insert(visit(id, Some(customer), noon(), None).into_row())
}

/// One delivery for each webhook that listens, with the names that the record joins.
pub async fn what_happened_is_written_with_the_change(ground: &dyn Ground) {
    let store = network(ground).await;
    for (id, location) in [(41, LOFT), (42, LOFT), (43, BARN), (44, HUB)] {
        insert(&*store, hook(id, location, WebhookAction::CheckinCreated)).await;
    }
    insert(&*store, WebHook { active: false, ..hook(45, LOFT, WebhookAction::CheckinCreated) }).await;
    write(&*store, vec![opening(31, ANN)]).await.expect("a visit");
    let deliveries: Vec<Delivery> = all(&*store).await;
    let told: Vec<_> =
        deliveries.iter().map(|one| (one.web_hook_id, one.record_id, one.lane, one.due_on)).collect();
    assert_eq!(told, [(41, 31, ANN, Some(noon())), (42, 31, ANN, Some(noon()))]);
    for delivery in deliveries {
        let payload = delivery.payload;
        assert!(payload.starts_with("[{\"CoworkerId\":11,\"CoworkerFullName\":\"Ann\""), "{payload}");
        assert!(payload.contains("\"BusinessName\":\"Loft\"") && payload.ends_with("}]"), "{payload}");
    }
}

/// A customer is told at each of their locations, with what the same work changed of them.
pub async fn a_record_of_several_locations_is_told_at_each(ground: &dyn Ground) {
    let store = network(ground).await;
    for (id, location) in [(41, LOFT), (42, BARN), (43, HUB)] {
        insert(&*store, hook(id, location, WebhookAction::AccessControlUpdate)).await;
    }
    let mut ann = customer(ANN, "Anna", LOFT);
    ann.businesses.push(Id::new(BARN));
    let changes = [Change::Insert(team(21, "Crew", &[ANN]).into_row()), Change::Update(ann.into_row())];
    write(&*store, changes.to_vec()).await.expect("a team");
    let deliveries: Vec<Delivery> = all(&*store).await;
    assert_eq!(deliveries.iter().map(|one| one.web_hook_id).collect::<Vec<_>>(), [41, 42]);
    assert!(deliveries.iter().all(|one| one.payload.contains("\"FullName\":\"Anna\"")));
    assert!(deliveries.iter().all(|one| one.payload.contains("\"Businesses\":[2,3]")));
}

/// What is gone is told as it was.
pub async fn what_is_deleted_is_told_as_it_was(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::TeamDeleted)).await;
    insert(&*store, team(21, "Crew", &[ANN])).await;
    let delete = work(to_change::<Team>(21), |_, _| done(vec![Change::Delete(Team::schema(), 21)]));
    store.transact(delete).await.expect("a delete");
    let payload = all::<Delivery>(&*store).await.remove(0).payload;
    assert!(payload.contains("\"Name\":\"Crew\"") && payload.contains("\"TeamMembers\":[11]"), "{payload}");
}

/// A write that fails tells nothing, and its neighbours tell what is theirs.
pub async fn a_write_that_fails_tells_nothing(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinCreated)).await;
    let opens = |id: i64, customer: i64| {
        work(about(visit_of(customer)), move |_, _| done(vec![opening(id, customer)]))
    };
    let works = vec![opens(31, ANN), opens(32, ANN), opens(33, BOB), writing(vec![opening(34, 99)])];
    assert_eq!(count_done(&at_once(&store, works).await), 2);
    let visits: Vec<i64> = all::<Checkin>(&*store).await.iter().map(|visit| visit.base.id).collect();
    let mut told: Vec<i64> = all::<Delivery>(&*store).await.iter().map(|one| one.record_id).collect();
    told.sort_unstable();
    let mut visits = visits;
    visits.sort_unstable();
    assert_eq!(told, visits);
}

/// Who writes down for itself what it did tells nothing; what is changed along with it is told.
pub async fn what_is_not_on_the_wire_is_not_told(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::AccessControlUpdate)).await;
    insert(&*store, contract(21, ANN, PLAN)).await;
    let told = async || all::<Delivery>(&*store).await.len();
    let before = told().await;
    let looked = CoworkerContract { passes_due_on: Some(noon()), ..contract(21, ANN, PLAN) }.into_row();
    write(&*store, vec![Change::Amend(looked.clone(), &["PassesDueOn"])]).await.expect("an amendment");
    assert_eq!(told().await, before);
    write(&*store, vec![Change::Amend(looked, &["PassesDueOn", "Notes"])]).await.expect("an amendment");
    assert_eq!(told().await, before + 1);
}

/// Of two who asked for a customer at once, who asked first may be decided last.
pub async fn what_is_told_follows_the_order_of_commits(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinUpdated)).await;
    // Whoever opened it asked ten minutes after noon, whoever ends it at noon.
    let mut opened = visit(31, Some(ANN), noon(), None);
    opened.base.updated_on = after_noon(10);
    write(&*store, vec![Change::Insert(opened.into_row())]).await.expect("a visit");
    let ended = Checkin { to_time: Some(after_noon(5)), ..visit(31, Some(ANN), noon(), None) };
    let ending = work(about(visit_of(ANN)), move |_, _| done(vec![Change::Update(ended.clone().into_row())]));
    store.transact(ending).await.expect("its end");
    let told: Vec<Delivery> = all(&*store).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].base.created_on, after_noon(10), "no earlier than what it comes after");
    assert_eq!(told[0].due_on, Some(noon()), "it need not wait for that");
}

/// A repetition under a key is answered, and tells nothing.
pub async fn a_repetition_tells_nothing(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinCreated)).await;
    let keyed = |key: Key| Work { key: Some(key), ..writing(vec![opening(31, ANN)]) };
    store.transact(keyed(key("k", "f"))).await.expect("a visit");
    let again = store.transact(keyed(key("k", "f"))).await;
    assert!(matches!(again, Ok(Outcome::Replayed(_))), "{again:?}");
    assert_eq!(all::<Delivery>(&*store).await.len(), 1);
}

/// The door system of a location.
fn doors(id: i64, location: i64) -> BusinessSetting {
    let (name, value) = (outbox::DOORS_URL.to_owned(), Some("https://door.example/access".to_owned()));
    BusinessSetting { business_id: Id::new(location), name, value, base: base(id) }
}

/// One delivery without a body for each door system: those of the customer's locations, and that of where it happened.
pub async fn a_door_system_is_told_that_there_is_something_to_tell(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, doors(41, LOFT)).await;
    insert(&*store, doors(42, BARN)).await;
    let elsewhere = Checkin { business_id: Id::new(BARN), ..visit(31, Some(ANN), noon(), None) };
    write(&*store, vec![Change::Insert(elsewhere.into_row())]).await.expect("a visit");
    let deliveries: Vec<Delivery> = all(&*store).await;
    let told: Vec<_> =
        deliveries.iter().map(|one| (one.web_hook_id, one.lane, one.payload.as_str())).collect();
    assert_eq!(told, [(-LOFT, ANN, ""), (-BARN, ANN, "")]);
    assert_eq!(due(&*store, &[-LOFT], noon(), 9).await, [deliveries[0].base.id]);
}

/// Whoever comes is loaded with the locations they belong to.
pub async fn a_visit_costs_a_door_system_no_read_and_nothing_where_there_is_none(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, doors(41, BARN)).await;
    let work = work(about(visit_of(ANN)), |_, _| done(vec![opening(31, ANN)]));
    let events = async || {
        let snapshot = store.look(work.scope.clone()).await.expect("a snapshot");
        let mut next = 1_000;
        work.decided(&snapshot, &mut Mint::new(&mut next, noon(), &*Stirred::start()))
            .expect("decided")
            .events
    };
    assert!(events().await.is_empty());
    insert(&*store, doors(42, LOFT)).await;
    let told = events().await;
    assert_eq!(told.iter().map(|event| event.reads().is_some()).collect::<Vec<_>>(), [false]);
}

/// Of each lane the first that waits, however long the others have been due; the longest due first.
pub async fn of_each_lane_the_first_is_due(ground: &dyn Ground) {
    let store = network(ground).await;
    let deliveries = [
        waiting(51, 41, 1, 0, None),
        waiting(52, 41, 1, 1, Some(9)),
        waiting(53, 41, 1, 2, Some(2)),
        waiting(54, 41, 2, 3, Some(5)),
        waiting(55, 41, 3, 0, Some(3)),
        waiting(56, 41, 4, 0, Some(11)),
        waiting(57, 42, 1, 4, Some(4)),
        waiting(58, 43, 1, 4, Some(4)),
        waiting(60, 41, 5, 6, Some(6)),
        waiting(61, 41, 5, 5, Some(7)),
    ];
    for delivery in deliveries {
        insert(&*store, delivery).await;
    }
    assert_eq!(due(&*store, &[41], after_noon(8), 9).await, [55, 54, 61], "another has not come to its turn");
    assert_eq!(due(&*store, &[41], after_noon(9), 2).await, [55, 54]);
    assert_eq!(due(&*store, &[41], after_noon(9), 9).await, [55, 54, 61, 52]);
    let mut both = due(&*store, &[41, 42], after_noon(8), 1).await;
    both.sort_unstable();
    assert_eq!(both, [55, 57]);
    assert_eq!(due(&*store, &[44], after_noon(8), 9).await, Vec::<i64>::new());
}

/// Whoever waits learns that there is something, also of a commit before they began to wait.
pub async fn a_commit_that_tells_wakes_who_waits(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinCreated)).await;
    write(&*store, vec![opening(31, ANN)]).await.expect("a visit");
    store.written().await;
    let waiting = {
        let store: Arc<dyn Store> = store.clone();
        tokio::spawn(async move { store.written().await })
    };
    write(&*store, vec![opening(32, BOB)]).await.expect("a visit");
    waiting.await.expect("woken");
}

static ASIDE: [&str; 3] = ["ErrorCount", "LastError", "LastTrigger"];
static ACTIVE: [&str; 1] = ["Active"];

/// Counting on a webhook loads nothing anew; switching it off does.
pub async fn counting_is_no_change_of_the_catalogue(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinCreated)).await;
    let version = store.catalogue().await.expect("a catalogue").version;
    let mut counted = WebHook {
        error_count: Some(3),
        last_error: Some("no".to_owned()),
        ..hook(41, LOFT, WebhookAction::CheckinCreated)
    };
    write(&*store, vec![Change::Amend(counted.clone().into_row(), &ASIDE)]).await.expect("counted");
    assert_eq!(store.catalogue().await.expect("a catalogue").version, version);
    assert_eq!(all::<WebHook>(&*store).await, [counted.clone()]);
    counted.active = false;
    write(&*store, vec![Change::Amend(counted.into_row(), &ACTIVE)]).await.expect("switched off");
    let catalogue = store.catalogue().await.expect("a catalogue");
    assert!(catalogue.version > version && catalogue.hooks().is_empty());
}

/// What is not to be kept any longer goes without a word.
pub async fn what_is_redacted_is_not_told(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinUpdated)).await;
    write(&*store, vec![opening(31, ANN)]).await.expect("a visit");
    let mut visit = all::<Checkin>(&*store).await.remove(0);
    for (devices, told) in [(Some("00:00:5e:00:53:01".to_owned()), 1), (None, 1)] {
        visit.mac_addresses = devices.clone();
        let row = visit.clone().into_row();
        let change =
            if devices.is_some() { Change::Amend(row, &DEVICES) } else { Change::Redact(row, &DEVICES) };
        write(&*store, vec![change]).await.expect("written");
        assert_eq!(all::<Checkin>(&*store).await[0].mac_addresses, devices);
        assert_eq!(all::<Delivery>(&*store).await.len(), told);
    }
}

static DEVICES: [&str; 1] = ["MacAddresses"];

/// A decision that panics has nothing to tell.
pub async fn a_panic_tells_nothing(ground: &dyn Ground) {
    let store = network(ground).await;
    insert(&*store, hook(41, LOFT, WebhookAction::CheckinCreated)).await;
    let panics = work(nothing(), |_, _| -> Decision { panic!("on purpose") });
    assert_eq!(store.transact(panics).await, Err(StoreError::Panicked));
    assert!(all::<Delivery>(&*store).await.is_empty());
}
