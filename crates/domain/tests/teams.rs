//! Passes that the payer of a team shares with its members (`domain.md` 2.11, 3.4).

mod common;

use common::*;
use vestibule_domain::*;

const PAYER: CustomerId = CustomerId::new(50);
const ANN: CustomerId = CustomerId::new(7);

/// The pass as the payer of this team shares it.
fn shared(team: i64, customer: i64, mut pass: CustomerPass) -> CustomerPass {
    pass.holder = Holder::Payer { team: TeamId::new(team), customer: CustomerId::new(customer) };
    pass
}

fn of_team(pass: CustomerPass) -> CustomerPass {
    shared(1, PAYER.get(), pass)
}

/// The same world with somebody else's eyes: the payer, whose own these passes are.
fn as_payer(house: &House) -> House {
    let mut house = house.clone().customer(|ann| (ann.id, ann.name) = (PAYER, "Pam Payer".into()));
    house.world.visits.clear();
    for pass in &mut house.world.passes {
        (pass.holder, pass.others_inside) = (Holder::Own, pass.checked_in);
    }
    house
}

// 21
#[test]
fn a_member_without_passes_takes_the_day_of_the_payer() {
    let mut house = House::with(vec![of_team(day_pass(1))]);
    let visit = house.arrives("09:00");
    assert_eq!((pass_of(&visit), house.booked().0), (1, 1));
    let pass = house.pass(1);
    assert_eq!((pass.used(), pass.used_by, pass.checked_in), (Some(at("09:00")), Some(ANN), true));
    house.leaves("10:00");
    assert!(!house.pass(1).checked_in);
    assert_eq!(pass_of(&house.arrives("11:00")), 1);
    assert_eq!(house.booked().0, 1);
}

// 22
#[test]
fn own_passes_go_before_equal_ones_of_the_team() {
    let passes = vec![of_team(day_pass(1)), day_pass(2)];
    assert_eq!(pass_of(&House::with(passes).arrives("09:00")), 2);
    let mut soon = of_team(day_pass(1));
    soon.expires = Some(at("23:00"));
    assert_eq!(pass_of(&House::with(vec![soon, day_pass(2)]).arrives("09:00")), 2);
}

#[test]
fn every_other_rank_goes_before_whose_it_is() {
    let cheaper = of_team(day_pass(1));
    let mut own = day_pass(2);
    own.price = gbp(100);
    assert_eq!(pass_of(&House::with(vec![cheaper, own]).arrives("09:00")), 1);
    let more = of_team(time_pass(1, 300));
    assert_eq!(pass_of(&House::with(vec![time_pass(2, 60), more]).arrives("09:00")), 1);
}

#[test]
fn of_several_payers_the_one_of_the_lowest_team_goes_first() {
    let passes = vec![shared(3, 40, day_pass(1)), shared(2, 60, day_pass(2)), shared(2, 60, day_pass(3))];
    assert_eq!(pass_of(&House::with(passes).arrives("09:00")), 2);
}

#[test]
fn a_day_that_somebody_else_spent_lets_nobody_else_in() {
    let mut house = House::with(vec![of_team(day_pass(1))]);
    house.arrives("09:00");
    let payer = as_payer(&house);
    let said =
        "Pam Payer does not have a valid time pass for Loft: \"Day Pass\" was used by somebody else today";
    assert_eq!(payer.refusal(&attempt("10:00")), ("pass_used_up", said.to_owned()));

    let mut payer = House::with(vec![day_pass(1)]);
    payer.arrives("09:00");
    let mut ann = payer.clone();
    ann.world.visits.clear();
    let pass = of_team(ann.pass(1).clone());
    ann.world.passes = vec![pass];
    let (code, said) = ann.refusal(&attempt("10:00"));
    assert_eq!(code, "pass_used_up");
    assert!(said.ends_with(": \"Day Pass\" of the team was used by somebody else today"), "{said}");
}

#[test]
fn a_day_that_is_given_back_is_free_for_everybody() {
    let mut house = House::with(vec![of_team(day_pass(1))]);
    let morning = house.stays("09:00", "10:00");
    let noon = house.stays("12:00", "13:00");
    house.forgets(&morning);
    assert_eq!((house.pass(1).used(), house.pass(1).used_by), (Some(at("12:00")), Some(ANN)));
    house.forgets(&noon);
    assert_eq!((house.pass(1).used(), house.pass(1).used_by, house.booked().0), (None, None, 0));
    let mut payer = as_payer(&house);
    payer.arrives("14:00");
    assert_eq!(payer.pass(1).used_by, None);
}

#[test]
fn minutes_are_shared_and_the_last_to_leave_turns_off_the_light() {
    let mut house = House::with(vec![of_team(time_pass(1, 100))]);
    house.arrives("09:00");
    house.world.passes[0].others_inside = true;
    house.leaves("10:00");
    assert_eq!((house.left(1), house.pass(1).checked_in), (40, true));
    let visit = house.arrives("10:00");
    house.world.passes[0].others_inside = false;
    house.leaves("11:00");
    assert_eq!((house.left(1), house.pass(1).checked_in), (0, false));
    let last = Visit { to: Some(at("11:00")), ..visit };
    house.world.passes[0].others_inside = true;
    house.forgets(&last);
    assert_eq!((house.left(1), house.pass(1).checked_in), (40, true));
}

#[test]
fn a_pass_that_is_no_longer_shared_serves_the_visit_that_stands_on_it_and_no_other() {
    let mut house = House::with(vec![of_team(time_pass(1, 600))]);
    house.arrives("09:00");
    house.world.passes[0].holder = Holder::Other(PAYER);
    let visit = house.leaves("10:00");
    assert_eq!(house.left(1), 540);
    let (code, said) = house.refusal(&attempt("11:00"));
    assert_eq!(code, "no_pass");
    assert!(said.ends_with(": \"Time Pass\" is not shared with them"), "{said}");
    house.corrects(&visit, &stay("09:00", "11:00"));
    assert_eq!(house.left(1), 480);
    let asked = Attempt { pass: Some(CustomerPassId::new(1)), ..attempt("12:00") };
    assert_eq!(house.refusal(&asked).0, "no_pass");
}

#[test]
fn the_members_own_plan_limits_a_visit_on_a_pass_of_the_team() {
    let contract = Contract {
        id: ContractId::new(1),
        plan: PLAN_A,
        plan_name: "Flex".into(),
        starts: None,
        renews: None,
        every: Every::Months(1),
        limits: Limits {
            days: PerPeriod { week: Some(1), ..PerPeriod::default() },
            hours: PerPeriod::default(),
        },
    };
    let mut house = House::with(vec![of_team(day_pass(1)), of_team(day_pass(2))])
        .customer(|ann| (ann.plans, ann.contracts) = (vec![PLAN_A], vec![contract]));
    house.stays("2026-03-02 09:00", "2026-03-02 10:00");
    assert_eq!(house.refusal(&attempt("2026-03-03 09:00")).0, "limit_days_week");
}
