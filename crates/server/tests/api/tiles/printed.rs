//! Tiles on paper.

use axum::body::Body;
use http::Request;
use serde_json::json;
use vestibule_server::{PublicAddress, Settings};

use super::{CHECK_IN, HOST, Tile};
use crate::on_both_stores;
use crate::support::{Answer, TestApp};

/// Reads a code as a phone does: from the squares of the picture.
fn read(svg: &str) -> String {
    let number = |text: &str| text.trim().parse::<usize>().expect("a number");
    let attribute = |name: &str| {
        let (_, rest) = svg.split_once(&format!(" {name}=\"")).expect("an attribute");
        number(rest.split_once('"').expect("its end").0)
    };
    let (width, height) = (attribute("width"), attribute("height"));
    let mut dark = vec![false; width * height];
    let (_, path) = svg.rsplit_once(" d=\"").expect("a path");
    let path = path.split_once('"').expect("its end").0;
    // Each square is `M x y h width v height H x V y`, absolute or relative as the crate writes it.
    for square in path.split('M').skip(1) {
        let numbers: Vec<usize> = square
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(number)
            .collect();
        let [x, y, w, h, ..] = numbers[..] else { panic!("not a square: {square}") };
        for row in y..y + h {
            dark[row * width + x..row * width + x + w].fill(true);
        }
    }
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(
            width,
            height,
            |x, y| {
                if dark[y * width + x] { 0 } else { 255 }
            },
        );
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    grids[0].decode().expect("a code that can be read").1
}

async fn asked(app: &TestApp, tile: &Tile, file: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(format!("{}/{file}", tile.path()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::empty()).expect("a request")).await
}

on_both_stores! {
    async fn the_code_is_the_address_of_the_page(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let code = asked(&app, &tile, "qr.svg", &[("host", HOST)]).await;
        assert_eq!((code.status, code.headers["content-type"].to_str().expect("text")), (200, "image/svg+xml; charset=utf-8"));
        assert_eq!(read(&code.text), format!("http://{HOST}{}", tile.path()));
    }
}

on_both_stores! {
    async fn the_sheet_has_the_code_what_it_does_and_the_address_in_words(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        let sheet = asked(&app, &tile, "print", &[("host", HOST)]).await;
        for part in [
            "<h1>Loft</h1>",
            "Front desk: Check in at Loft",
            &format!("<img src=\"{}/qr.svg\" alt=\"QR code of http://{HOST}{}\">", tile.path(), tile.path()),
            &format!(">http://{HOST}{}</p>", tile.path()),
            "<body class=\"a6\">",
        ] {
            assert!(sheet.text.contains(part), "{part} in {}", sheet.text);
        }
        assert!(!sheet.text.contains("<script"));
        assert!(asked(&app, &tile, "print?paper=A4", &[("host", HOST)]).await.text.contains("<body class=\"a4\">"));
        assert_eq!(asked(&app, &tile, "print?paper=a3", &[("host", HOST)]).await.status, 400);
    }
}

on_both_stores! {
    async fn without_a_host_that_can_be_one_there_is_no_address(app: TestApp) {
        let tile = app.tile(CHECK_IN, &json!({})).await;
        for headers in [vec![], vec![("host", "a b")], vec![("host", "\"><script>")]] {
            assert_eq!(asked(&app, &tile, "qr.svg", &headers).await.status, 400, "{headers:?}");
        }
    }
}

#[tokio::test]
async fn the_address_of_the_settings_goes_before_the_one_that_was_asked() {
    let url = PublicAddress::parse("https://in.example.com");
    let app = TestApp::on_sqlite_with(Settings { url, ..Settings::default() }).await;
    let tile = app.tile(CHECK_IN, &json!({})).await;
    let code = asked(&app, &tile, "qr.svg", &[("host", HOST)]).await;
    assert_eq!(read(&code.text), format!("https://in.example.com{}", tile.path()));
}
