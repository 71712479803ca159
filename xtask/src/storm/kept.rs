//! What the server keeps, as it answers when it is asked.

use super::caller::Caller;
use crate::Result;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// Rows of a page; the server allows as many.
pub(super) const PAGE: usize = 5_000;
/// How often all is read again, should it change meanwhile.
const LOOKS: usize = 20;

/// Everything that is judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kept {
    /// The visits.
    pub(super) visits: Vec<Visit>,
    /// The passes in customers' hands.
    pub(super) passes: Vec<Pass>,
    /// The refusals: their ids, each with whom was refused.
    pub(super) refusals: Vec<(i64, i64)>,
    /// What was invoiced to each customer, in pence.
    pub(super) invoiced: BTreeMap<i64, i64>,
    /// The webhooks.
    pub(super) webhooks: Vec<Webhook>,
}

/// A visit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Visit {
    /// Its id.
    pub(super) id: i64,
    /// Whose it is.
    pub(super) customer: i64,
    /// When it began.
    pub(super) from: Timestamp,
    /// When it ended.
    pub(super) to: Option<Timestamp>,
    /// The `UniqueId` of the pass it uses.
    pub(super) pass: Option<String>,
}

/// A pass in somebody's hands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pass {
    /// Its id.
    pub(super) id: i64,
    /// Its `UniqueId`.
    pub(super) guid: String,
    /// Whose it is.
    pub(super) customer: i64,
    /// Whether it was sold at the door.
    pub(super) at_the_door: bool,
    /// Whether it is used up.
    pub(super) used: bool,
    /// The minutes that were taken; none for a day pass.
    pub(super) taken: Option<i64>,
    /// What it costs, in pence.
    pub(super) pence: i64,
    /// Whether it is on an invoice.
    pub(super) invoiced: bool,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Webhook {
    /// Its id.
    pub(super) id: i64,
    /// What its receiver is called.
    pub(super) name: String,
    /// Whether it is switched on.
    pub(super) active: bool,
    /// What went wrong last.
    pub(super) last_error: Option<String>,
}

/// Reads everything, again and again until nothing changed meanwhile: what is due is billed by itself.
pub(super) async fn read(caller: &mut Caller) -> Result<Kept> {
    let mut kept = once(caller).await?;
    for _ in 0..LOOKS {
        let again = once(caller).await?;
        if again == kept {
            return Ok(kept);
        }
        kept = again;
    }
    Err("what the server keeps does not come to rest".into())
}

async fn once(caller: &mut Caller) -> Result<Kept> {
    let mut invoiced: BTreeMap<i64, i64> = BTreeMap::new();
    for (customer, pence) in list(caller, "billing/coworkerinvoices", invoice).await? {
        *invoiced.entry(customer).or_default() += pence;
    }
    Ok(Kept {
        visits: list(caller, "spaces/checkins", visit).await?,
        passes: list(caller, "billing/coworkertimepasses", pass).await?,
        refusals: list(caller, "spaces/failedcheckins", refusal).await?,
        invoiced,
        webhooks: list(caller, "sys/webhooks", webhook).await?,
    })
}

/// Whether every webhook is switched on, and what is said of those that are not.
pub(super) async fn webhooks(caller: &mut Caller) -> Result<Vec<Webhook>> {
    list(caller, "sys/webhooks", webhook).await
}

/// All rows, by id.
async fn list<T>(caller: &mut Caller, path: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for page in 1.. {
        let answer =
            caller.get(&format!("/api/{path}?orderBy=Id&dir=ascending&size={PAGE}&page={page}")).await?;
        for row in answer["Records"].as_array().into_iter().flatten() {
            all.push(read(row).ok_or_else(|| format!("{path}: not as expected: {row}"))?);
        }
        if answer["HasNextPage"] != true {
            break;
        }
    }
    Ok(all)
}

fn visit(row: &Value) -> Option<Visit> {
    Some(Visit {
        id: number(row, "Id")?,
        customer: number(row, "CoworkerId")?,
        from: text(row, "FromTime")?.parse().ok()?,
        to: text(row, "ToTime").map(|time| time.parse()).transpose().ok()?,
        pass: text(row, "CoworkerTimePassGuid"),
    })
}

fn pass(row: &Value) -> Option<Pass> {
    let minutes = number(row, "TotalUses").zip(number(row, "RemainingUses"));
    Some(Pass {
        id: number(row, "Id")?,
        guid: text(row, "UniqueId")?,
        customer: number(row, "CoworkerId")?,
        at_the_door: row["IsPayAsYouGo"].as_bool()?,
        used: row["Used"].as_bool()?,
        taken: minutes.map(|(total, left)| total - left),
        pence: pence(&row["Price"]),
        invoiced: row["Invoiced"].as_bool()?,
    })
}

fn refusal(row: &Value) -> Option<(i64, i64)> {
    Some((number(row, "Id")?, number(row, "CoworkerId")?))
}

fn invoice(row: &Value) -> Option<(i64, i64)> {
    Some((number(row, "CoworkerId")?, pence(&row["TotalAmount"])))
}

fn webhook(row: &Value) -> Option<Webhook> {
    Some(Webhook {
        id: number(row, "Id")?,
        name: text(row, "Name")?,
        active: row["Active"].as_bool()?,
        last_error: text(row, "LastError"),
    })
}

fn number(row: &Value, name: &str) -> Option<i64> {
    row[name].as_i64()
}

fn text(row: &Value, name: &str) -> Option<String> {
    row[name].as_str().map(str::to_owned)
}

/// An amount of money; null is none.
fn pence(amount: &Value) -> i64 {
    (amount.as_f64().unwrap_or_default() * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_are_read_as_they_are_answered() {
        let row = json!({
            "Id": 9, "UniqueId": "g", "CoworkerId": 7, "IsPayAsYouGo": true, "Used": true, "Invoiced": false,
            "TotalUses": 60, "RemainingUses": 45, "Price": 3.5
        });
        let pass = pass(&row).unwrap();
        assert_eq!((pass.taken, pass.pence), (Some(15), 350));
        let row = json!({ "Id": 5, "CoworkerId": 7, "FromTime": "2026-03-09T09:00:00Z", "ToTime": null });
        assert_eq!(visit(&row).unwrap().to, None);
        assert_eq!(visit(&json!({ "Id": 5 })), None);
    }
}
