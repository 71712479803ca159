//! What must be said about single operations beside the conventions.

/// Words about an operation of a record, or about the operation whatever the record.
pub(super) fn remark(record: &str, operation: &str) -> Option<&'static str> {
    let own = match (record, operation) {
        ("Checkin", "create") => {
            "Somebody who is inside here already gets their open visit back, refreshed; who is inside elsewhere leaves \
             there. With `ToTime` it is a visit after the fact. A refusal is a 400 whose `PropertyName` is `Coworker`, \
             and a `FailedCheckin`; servers set to `compat.refusal_status = 200` answer 200 and `WasSuccessful: false`."
        }
        ("Checkin", "update") => {
            "`ToTime` on an open visit checks out; other times correct the visit. `CoworkerId` and `BusinessId` stay. \
             Send back all that was read: what is missing is reset."
        }
        ("Checkin", "delete") => "What the visit took is given back.",
        ("CoworkerTimePass", "create") => {
            "`CreateMultiple` issues up to 500 at once; the answer holds the first."
        }
        ("CoworkerTimePass", "delete") => {
            "A pass that visits stand on stays: 200 and `WasSuccessful: false`."
        }
        (_, "list") => {
            "Filters must all hold. Rows leave collections null; parameters that are not known are ignored."
        }
        (_, "update") => {
            "What is missing is reset. Collections are the exception: `X` replaces one, `AddedX` and `RemovedX` change \
             it, and without them it stays. Read-only properties that are sent back are ignored."
        }
        (_, "runcommand") => {
            "All that one run does is one write, for all of the records or for none. A key that is not known and a \
             rule of business that refuses answer 200 and `WasSuccessful: false`."
        }
        (_, "delete") => "What others refer to stays: 200 and `WasSuccessful: false`.",
        _ => return None,
    };
    Some(own)
}
