//! What every store promises, as tests that each store runs. Never part of the product.
//!
//! A behaviour is one function over a [`Ground`], on which it opens stores. [`conformance!`] makes a test of each:
//!
//! ```ignore
//! async fn ground() -> Option<Folder> { ... }
//! vestibule_store_conformance::conformance!(ground);
//! ```
//!
//! Adding a behaviour: write the function in the module of its subject, and name it in the macro.
#![allow(
    clippy::missing_panics_doc,
    reason = "a behaviour that does not hold panics: that is what a test does"
)]

pub mod attendance;
pub mod catalogue;
pub mod chronicle;
pub mod constraints;
pub mod counted;
pub mod decisions;
pub mod entropy;
pub mod facts;
pub mod fresh;
pub mod headcount;
pub mod keys;
pub mod ledger;
pub mod lifecycle;
pub mod limits;
pub mod lists;
pub mod looking;
pub mod network;
pub mod outbox;
pub mod races;
pub mod tables;
pub mod taps;
pub mod teams;
pub mod values;
pub mod visibility;
pub mod visits;
pub mod works;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use vestibule_store::Store;

/// A store being opened.
pub type Opening<'a> = Pin<Box<dyn Future<Output = Arc<dyn Store>> + Send + 'a>>;

/// A database of its own for one test, gone when it is dropped.
pub trait Ground: Send + Sync {
    /// Opens a store on it; again, to start anew on what is there, or to have several nodes.
    fn open(&self) -> Opening<'_>;
}

/// Makes a test of each behaviour. Takes an `async fn() -> Option<impl Ground>`; without a ground the tests pass
/// without having looked at anything.
#[macro_export]
macro_rules! conformance {
    ($ground:path) => {
        $crate::conformance! { $ground;
            values: every_kind_of_value_comes_back;
            values: a_text_of_any_script_comes_back;
            values: an_update_replaces_every_value;
            values: an_amendment_changes_what_it_names;
            values: a_wide_record_takes_many_rows_at_once;
            values: a_collection_is_replaced_and_left_alone_when_null;
            values: a_collection_is_seen_from_both_sides;
            lists: equality_and_membership;
            lists: of_a_row_only_what_is_asked_for_is_read;
            lists: text_is_found_in_any_letter_case;
            lists: ranges_are_inclusive;
            lists: nulls_are_found;
            lists: collections_are_searched;
            lists: filters_on_joined_columns;
            lists: filters_add_up;
            lists: nulls_sort_first_and_ties_by_id;
            lists: pages_and_their_total;
            lists: names_are_joined;
            lists: collections_are_read_only_when_asked_for;
            visibility: rows_of_a_location;
            visibility: rows_over_a_reference;
            visibility: rows_of_a_collection;
            visibility: rows_of_nowhere_are_for_everybody;
            visibility: a_scope_has_the_eyes_of_its_viewer;
            decisions: changes_happen_in_their_order;
            decisions: a_decision_that_lacks_something_is_made_again_with_it;
            decisions: an_answer_shows_the_row_after_the_write;
            decisions: a_row_that_is_gone_cannot_be_shown;
            decisions: a_panic_hurts_nobody_else;
            decisions: a_panic_in_an_answer_leaves_no_trace;
            decisions: a_batch_of_attempts_shows_each_its_own;
            constraints: a_taken_value_leaves_no_trace;
            constraints: a_reference_to_nothing_leaves_no_trace;
            constraints: what_is_referred_to_stays;
            constraints: what_belongs_to_a_row_goes_with_it;
            constraints: a_set_of_passes_is_given_once;
            constraints: letter_case_does_not_make_a_value_free;
            constraints: one_that_fails_does_not_disturb_its_neighbours;
            keys: the_same_request_is_answered_with_the_same_bytes;
            keys: another_request_under_a_key_is_refused;
            keys: a_key_expires_after_two_days;
            keys: keys_of_two_actors_are_two;
            keys: the_oldest_keys_are_forgotten_first;
            keys: a_failure_is_not_remembered;
            keys: two_at_once_have_one_effect;
            keys: two_writes_at_once_have_one_effect;
            races: one_of_twenty_opens_a_visit;
            races: one_of_twenty_blind_writers_opens_a_visit;
            races: a_pass_is_used_once;
            races: no_update_is_lost;
            races: a_visit_and_its_customer_meet;
            races: many_customers_at_once;
            facts: plans_of_running_contracts_only;
            facts: teams_and_locations_of_a_customer;
            facts: passes_that_matter;
            facts: of_passes_that_lapsed_the_last_and_those_of_the_day;
            facts: a_pass_that_is_asked_for;
            facts: bookings_that_overlap_the_time_that_matters;
            limits: stays_that_count_where_a_plan_has_limits;
            limits: stays_as_far_back_as_the_longest_cycle;
            limits: each_of_a_batch_has_its_own_stays;
            teams: passes_of_the_payer_of_a_team_that_shares;
            teams: passes_of_the_payer_that_lapsed;
            teams: a_payer_who_is_suspended_shares_nothing;
            teams: a_day_of_the_payer_is_for_who_spent_it;
            teams: each_of_a_batch_sees_what_is_shared_with_them;
            teams: passes_that_others_of_a_team_are_inside_on;
            teams: one_of_twenty_gets_the_day_of_the_payer;
            visits: visits_that_matter;
            visits: a_corrected_visit_with_its_pass_and_ledger;
            visits: nobody_and_nowhere;
            visits: rows_and_lookups_beside_a_visit;
            attendance: visits_are_counted_by_quarters_and_groups;
            attendance: who_is_there_is_found_with_all_that_is_theirs;
            attendance: refusals_are_counted_by_quarters_and_reasons;
            headcount: who_is_inside_is_counted;
            headcount: each_place_is_given_away_once;
            headcount: a_place_that_is_freed_is_there_for_the_next;
            taps: the_last_refusal_of_a_tap;
            taps: a_tap_that_comes_twenty_times_is_refused_once;
            taps: a_row_is_found_by_its_codes;
            catalogue: a_setting_is_seen_by_the_next_work;
            catalogue: a_plan_and_a_pass_are_seen_by_the_next_work;
            catalogue: a_plan_says_what_it_gives_and_how_often;
            catalogue: rights_that_change_are_announced;
            outbox: what_happened_is_written_with_the_change;
            outbox: a_record_of_several_locations_is_told_at_each;
            outbox: what_is_deleted_is_told_as_it_was;
            outbox: a_write_that_fails_tells_nothing;
            outbox: what_is_told_follows_the_order_of_commits;
            outbox: a_repetition_tells_nothing;
            outbox: a_door_system_is_told_that_there_is_something_to_tell;
            outbox: a_visit_costs_a_door_system_no_read_and_nothing_where_there_is_none;
            outbox: of_each_lane_the_first_is_due;
            outbox: a_commit_that_tells_wakes_who_waits;
            outbox: counting_is_no_change_of_the_catalogue;
            outbox: what_is_not_on_the_wire_is_not_told;
            outbox: what_is_redacted_is_not_told;
            outbox: a_panic_tells_nothing;
            chronicle: what_happened_somewhere_is_written_with_the_change;
            chronicle: each_of_a_batch_has_its_own_number;
            chronicle: of_a_work_that_fails_nothing_happened;
            chronicle: what_is_repeated_under_a_key_happened_once;
            chronicle: who_follows_misses_nothing_and_sees_nothing_twice;
            chronicle: numbers_go_on_where_they_were;
            chronicle: a_commit_wakes_all_who_wait;
            chronicle: who_is_inside_is_counted_by_location;
            looking: a_look_sees_what_a_work_would;
            looking: a_look_sees_what_was_committed_before;
            looking: a_look_waits_for_nobody_who_writes;
            looking: many_who_look_at_once_see_each_what_was_there;
            ledger: what_becomes_of_a_pass_is_entered;
            ledger: a_use_that_its_visit_explains_is_entered_once;
            ledger: a_pass_that_was_not_loaded_is_not_explained;
            counted: an_attempt_is_counted_once_it_is_durable;
            counted: departures_are_counted_by_how;
            counted: commits_are_measured;
            counted: what_stands_in_the_database_is_counted;
            lifecycle: a_caller_that_goes_away_changes_nothing;
            lifecycle: ids_are_never_given_twice;
            lifecycle: what_was_committed_is_there_again;
            lifecycle: a_flood_is_answered;
        }
    };
    ($ground:path; $($subject:ident: $behaviour:ident;)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $behaviour() {
            if let Some(ground) = $ground().await {
                $crate::$subject::$behaviour(&ground).await;
            }
        }
    )+};
}
