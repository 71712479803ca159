//! The code that is printed on a tile: the address of its page.

use qrcode::render::svg::Color;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};

/// The code of an address as a picture that can be printed at any size. A sticker gets dirty, so a quarter of it may be
/// missing.
///
/// # Errors
/// When the address is too long for any code.
pub(crate) fn picture(address: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::Q)?;
    Ok(code.render().dark_color(Color("#000")).light_color(Color("#fff")).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_no_code_holds_is_an_error_and_no_panic() {
        assert!(picture(&"a".repeat(10_000)).is_err());
    }
}
