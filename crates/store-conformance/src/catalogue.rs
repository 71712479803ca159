//! What is kept in memory follows what is written.

use vestibule_domain::cycle::Every;
use vestibule_domain::ids::PassId;
use vestibule_domain::issuing::{Benefit, Renewal};
use vestibule_records::{BusinessSetting, Id, Record, RenewalPeriod, Tariff, TariffTimePass, TimePass};
use vestibule_store::{Change, Included, Store};

use crate::Ground;
use crate::network::{DAY, HUB, LOFT, PLAN, base, business, guid, network, pass, plan, user};
use crate::works::{about, insert, nothing, see, visit_of, write};

const NAME: &str = "Checkin.PayAsYouGo";

async fn setting(store: &dyn Store) -> (Option<String>, Option<bool>) {
    let scope = about(visit_of(crate::network::ANN));
    see(store, scope, |snapshot| {
        let location = snapshot.visit.as_ref().and_then(|facts| facts.location.clone());
        let setting = snapshot.catalogue.setting(LOFT, NAME).map(str::to_owned);
        (setting, location.map(|location| location.pay_as_you_go))
    })
    .await
}

/// Inherited from above, changed, and taken away again; a work that fails changes nothing.
pub async fn a_setting_is_seen_by_the_next_work(ground: &dyn Ground) {
    let store = network(ground).await;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(setting(&*store).await, (None, Some(false)));
    let at = |id, location, value| {
        let (business_id, name, value) = (Id::new(location), NAME.to_owned(), text(value));
        BusinessSetting { business_id, name, value, base: base(id) }
    };
    insert(&*store, at(21, HUB, "True")).await;
    assert_eq!(setting(&*store).await, (text("True"), Some(true)));
    assert_eq!(store.catalogue().await.expect("a catalogue").setting(LOFT, NAME), Some("True"));
    insert(&*store, at(22, LOFT, "False")).await;
    assert_eq!(setting(&*store).await, (text("False"), Some(false)));
    let update = Change::Update(at(22, LOFT, "true").into_row());
    let fails =
        write(&*store, vec![update.clone(), Change::Insert(business(LOFT, "Twice", None).into_row())]).await;
    assert!(fails.is_err());
    assert_eq!(setting(&*store).await, (text("False"), Some(false)));
    write(&*store, vec![update]).await.expect("an update");
    assert_eq!(setting(&*store).await, (text("true"), Some(true)));
    write(&*store, vec![Change::Delete(BusinessSetting::schema(), 22)]).await.expect("a delete");
    assert_eq!(setting(&*store).await, (text("True"), Some(true)));
    assert_eq!(store.catalogue().await.expect("a catalogue").setting(LOFT, NAME), Some("True"));
}

/// Plans, passes, and where a pass opens the door. The version grows with each.
pub async fn a_plan_and_a_pass_are_seen_by_the_next_work(ground: &dyn Ground) {
    let store = network(ground).await;
    let first = store.catalogue().await.expect("a catalogue").version;
    insert(&*store, plan(21, "Nomad")).await;
    insert(&*store, TimePass { businesses: vec![Id::new(LOFT)], ..pass(22, "Loft day") }).await;
    let seen = see(&*store, nothing(), |snapshot| {
        let plan = snapshot.catalogue.plan(21).map(|plan| plan.name.clone());
        let places = snapshot
            .catalogue
            .terms(22)
            .map(|terms| terms.locations.iter().map(|id| id.get()).collect::<Vec<_>>());
        (plan, places, snapshot.catalogue.terms(DAY).is_some(), snapshot.catalogue.location_at("LOFT"))
    });
    assert_eq!(seen.await, (Some("Nomad".to_owned()), Some(vec![LOFT]), true, Some(LOFT)));
    assert!(store.catalogue().await.expect("a catalogue").version > first);
}

/// Its cycle and its passes, in the order they were put into it, until they are taken out.
pub async fn a_plan_says_what_it_gives_and_how_often(ground: &dyn Ground) {
    let store = network(ground).await;
    let fortnightly = Tariff { invoice_every: 0, invoice_every_weeks: 2, ..plan(PLAN, "Desk") };
    write(&*store, vec![Change::Update(fortnightly.into_row())]).await.expect("an update");
    for (id, passes_included, pass_renewal_time) in
        [(22, 5, RenewalPeriod::Week), (21, 1, RenewalPeriod::TariffMonth)]
    {
        insert(
            &*store,
            TariffTimePass {
                tariff_id: Id::new(PLAN),
                time_pass_id: Id::new(DAY),
                passes_included,
                pass_renewal_time,
                base: base(id),
            },
        )
        .await;
    }
    let seen = async || {
        see(&*store, nothing(), |snapshot| {
            let plan = snapshot.catalogue.plan(PLAN).cloned();
            plan.map(|plan| (plan.every, plan.benefits))
        })
        .await
    };
    let included = |id, count, renewal| {
        let benefit = Benefit { pass: PassId::new(DAY), count, renewal };
        Included { id, unique_id: guid(id), benefit }
    };
    let both = vec![included(21, 1, Renewal::Cycle), included(22, 5, Renewal::Week)];
    assert_eq!(seen().await, Some((Every::Weeks(2), both)));
    write(&*store, vec![Change::Delete(TariffTimePass::schema(), 21)]).await.expect("a delete");
    assert_eq!(seen().await, Some((Every::Weeks(2), vec![included(22, 5, Renewal::Week)])));
}

/// Users and their rights; nothing else.
pub async fn rights_that_change_are_announced(ground: &dyn Ground) {
    let store = network(ground).await;
    let before = store.access_revision();
    insert(&*store, plan(21, "Nomad")).await;
    assert_eq!(store.access_revision(), before);
    insert(&*store, user(22, "Staff")).await;
    let after = store.access_revision();
    assert!(after > before);
    assert!(write(&*store, vec![Change::Insert(user(22, "Twice").into_row())]).await.is_err());
    write(&*store, vec![Change::Update(user(22, "Chief").into_row())]).await.expect("an update");
    assert!(store.access_revision() > after);
}
