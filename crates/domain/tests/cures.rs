//! What would cure a refusal, who has to do it, and what is told beside it.

mod common;

use std::collections::HashSet;

use common::*;
use vestibule_domain::*;

fn examined(house: &House, attempt: &Attempt, for_sale: Vec<Offer>) -> Examination {
    examine(&house.world, attempt, attempt.from, || for_sale)
}

fn to_buy() -> Cure {
    Cure::Buy { pass: PassId::new(7), name: "Day Pass".into(), price: gbp(2_000) }
}

#[test]
fn only_what_is_bought_costs_something() {
    assert_eq!(to_buy().price(), Some(gbp(2_000)));
    assert_eq!((Cure::AnyPass.price(), Cure::Wait(at("09:00")).price()), (None, None));
}

#[test]
fn accounts_are_for_staff_and_the_rest_is_for_the_customer() {
    let staff = [Cure::AllowNetwork, Cure::Activate, Cure::Restore];
    let theirs = [Cure::AnyPass, Cure::NotOverNetwork, Cure::Leave(LOFT), Cure::Wait(at("09:00")), to_buy()];
    assert!(!staff.iter().any(Cure::is_theirs));
    assert!(theirs.iter().all(Cure::is_theirs));
}

#[test]
fn whoever_is_inside_or_let_in_needs_no_cure() {
    let mut house = House::with(vec![day_pass(1)]);
    assert!(examined(&house, &attempt("09:00"), vec![]).lets_in());
    house.arrives("09:00");
    let inside = examined(&house, &attempt("09:30"), vec![]);
    assert_eq!((inside.lets_in(), inside.cure()), (true, None));
    let refused = examined(&House::with(vec![]), &attempt("09:00"), vec![offer(7, None, 2_000)]);
    assert_eq!((refused.lets_in(), refused.cure()), (false, Some(&to_buy())));
}

#[test]
fn the_wi_fi_may_be_allowed_to_check_them_in() {
    let over_network = Attempt { source: Source::NetworkActivity, ..attempt("09:00") };
    let house = House::with(vec![day_pass(1)]).customer(|ann| ann.network_check_in = false);
    assert_eq!(examined(&house, &over_network, vec![]).cures, [Cure::NotOverNetwork, Cure::AllowNetwork]);
}

#[test]
fn a_pass_in_another_currency_is_not_for_sale_here() {
    let euros = Money::new(100, Currency::of("EUR").expect("euros"));
    let for_sale = vec![Offer { price: euros, ..offer(8, None, 100) }, offer(7, None, 2_000)];
    assert_eq!(examined(&House::with(vec![]), &attempt("09:00"), for_sale).cures, [to_buy()]);
}

#[test]
fn a_pass_that_is_bought_is_theirs_at_its_price() {
    let for_sale = [offer(7, None, 2_000)];
    let house = House::with(vec![]).customer(|ann| ann.discount = Percent::new(1_000).expect("a tenth"));
    let now = at("09:00");
    let cured = to_buy().applied(&house.world, &attempt("09:00"), now, &for_sale).expect("it is for sale");
    let pass = cured.world.passes.last().expect("the pass");
    assert_eq!((pass.price, pass.origin, pass.used()), (gbp(1_800), Origin::Sold, None));
}

#[test]
fn of_passes_that_are_alike_the_one_that_is_asked_for_is_not_forgotten() {
    let afternoons = on(day_pass(1), |terms| {
        terms.hours = vec![Slot { weekday: Weekday::Monday, from: time("14:00"), to: None }];
    });
    let alike = CustomerPass { id: PassRef::Existing(CustomerPassId::new(2)), ..afternoons.clone() };
    let house = House::with(vec![afternoons, alike]);
    let asked = Attempt { pass: Some(CustomerPassId::new(2)), ..attempt("09:00") };
    assert_eq!(examined(&house, &asked, vec![]).cures, [Cure::Wait(at("14:00"))]);
}

#[test]
fn what_is_on_offer_says_whom_it_is_sold_to() {
    let for_members = Offer { for_contacts: false, ..offer(1, None, 2_000) };
    let for_contacts = Offer { for_members: false, ..offer(2, None, 2_000) };
    let house = House::selling(vec![for_members, for_contacts]);
    let told = |house: &House| {
        let examined = examined(house, &attempt("09:00"), vec![]);
        examined.offers.iter().map(|offer| (offer.serves(), offer.declined)).collect::<Vec<_>>()
    };
    assert_eq!(told(&house), [(false, Some(Declined::NotToContacts)), (true, None)]);
    let member = house.customer(|ann| ann.plans = vec![PLAN_A]);
    assert_eq!(told(&member), [(true, None), (false, Some(Declined::NotToMembers))]);
}

#[test]
fn everything_that_is_told_has_words_of_its_own() {
    let rules = [
        Rule::Holder,
        Rule::Left,
        Rule::Unexpired,
        Rule::Place,
        Rule::Audience,
        Rule::Network,
        Rule::Hours,
        Rule::Limits,
    ];
    let declined = [Declined::NotToMembers, Declined::NotToContacts, Declined::NotSellable];
    let words: HashSet<_> =
        rules.iter().map(|rule| rule.words()).chain(declined.iter().map(|why| why.words())).collect();
    assert_eq!(words.len(), rules.len() + declined.len());
    assert!(words.iter().all(|words| words.contains(' ')), "{words:?}");
    assert_eq!(Why::UsedUp.words(&House::with(vec![]).world), "is used up");
}

#[test]
fn how_far_ahead_an_arrival_lies_is_told_in_the_unit_that_suits_it() {
    let house = House::with(vec![day_pass(1)]);
    let ahead = |seconds: i64| {
        let refusal = Refusal::TooFarAhead { ahead: Span::micros(seconds * 1_000_000) };
        refusal.sentence(&house.world)
    };
    for (seconds, said) in
        [(119, "119 seconds"), (120, "2 minutes"), (7_199, "119 minutes"), (7_200, "2 hours")]
    {
        assert!(ahead(seconds).contains(said), "{}", ahead(seconds));
    }
}
