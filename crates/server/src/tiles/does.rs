//! What a tile sets off (`contract.md`, `eAutomationTileAction`), as far as it is done here.

use reqwest::Url;
use vestibule_domain::Gesture;
use vestibule_records::{AutomationTile, TileAction};

/// What a tile sets off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Does {
    /// Which way somebody goes by it, if it is a way in or out.
    pub(crate) moves: Option<Gesture>,
    /// What comes after that.
    pub(crate) then: Then,
}

/// What a tile does beside letting somebody in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing.
    Nothing,
    /// It leads to another page.
    Redirect(Url),
    /// Something that is not done here.
    Unsupported,
}

impl Does {
    /// What this tile sets off.
    pub(crate) fn of(tile: &AutomationTile) -> Self {
        let moves = match tile.action {
            TileAction::CheckOut => Some(Gesture::Leave),
            TileAction::CheckIn => Some(Gesture::Enter),
            _ => tile.check_customer_in.then_some(Gesture::Enter),
        };
        let then = match tile.action {
            TileAction::CheckIn | TileAction::CheckOut => Then::Nothing,
            // With nothing but the flag it is another way to say check-in.
            TileAction::None if tile.check_customer_in => Then::Nothing,
            TileAction::RedirectUrl => redirect(tile).map_or(Then::Unsupported, Then::Redirect),
            _ => Then::Unsupported,
        };
        Self { moves, then }
    }

    /// Whether there is anything it does here.
    pub(crate) const fn is_supported(&self) -> bool {
        self.moves.is_some() || matches!(self.then, Then::Redirect(_))
    }
}

/// Where a tile leads; only what nobody can read or change on the way.
fn redirect(tile: &AutomationTile) -> Option<Url> {
    let url = Url::parse(tile.action_parameters.as_deref()?.trim()).ok()?;
    (url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none())
        .then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn does(action: TileAction, parameters: &str, check_customer_in: bool) -> Does {
        Does::of(&AutomationTile {
            action,
            action_parameters: Some(parameters.to_owned()),
            check_customer_in,
            ..AutomationTile::default()
        })
    }

    #[test]
    fn a_tile_is_a_way_in_or_out_by_its_action_or_by_the_flag() {
        let moves = |action, flag| does(action, "", flag).moves;
        assert_eq!(moves(TileAction::CheckIn, false), Some(Gesture::Enter));
        assert_eq!(moves(TileAction::CheckOut, true), Some(Gesture::Leave));
        assert_eq!(moves(TileAction::BookDesk, true), Some(Gesture::Enter));
        assert_eq!(moves(TileAction::BookDesk, false), None);
        assert_eq!(does(TileAction::None, "", true).then, Then::Nothing);
        assert!(!does(TileAction::None, "", false).is_supported());
    }

    #[test]
    fn a_tile_leads_only_where_nobody_can_listen() {
        let leads = |address| does(TileAction::RedirectUrl, address, false).then;
        assert_eq!(
            leads("https://example.com/hi?a=1"),
            Then::Redirect("https://example.com/hi?a=1".parse().unwrap())
        );
        for elsewhere in
            ["http://example.com", "javascript:alert(1)", "/hi", "https://", "https://a:b@example.com", ""]
        {
            assert_eq!(leads(elsewhere), Then::Unsupported, "{elsewhere}");
        }
    }
}
