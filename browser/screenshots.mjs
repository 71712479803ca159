// A picture of each page at three sizes, of the demo as it starts: `cargo xtask screenshots`.

import { join } from "node:path";
import { contextOf, end } from "./support/chromium.mjs";
import { watched } from "./support/watch.mjs";
import { pages, pathOf } from "./pages.mjs";

const SIZES = {
    phone: { width: 390, height: 844 },
    tablet: { width: 820, height: 1180 },
    desktop: { width: 1280, height: 800 },
};

const folder = process.env.VESTIBULE_SCREENSHOTS;
if (!folder) throw new Error("VESTIBULE_SCREENSHOTS is not set: run `cargo xtask screenshots`");

for (const shown of pages.filter((page) => page.picture !== false)) {
    const device = await contextOf(shown, { colorScheme: "light" });
    for (const [size, viewport] of Object.entries(SIZES)) {
        const { page, rest } = await watched(device);
        await page.setViewportSize(viewport);
        await page.goto(await pathOf(shown));
        await rest();
        await shown.act?.(page);
        await page.screenshot({ path: join(folder, `${shown.name}-${size}.png`), animations: "disabled", caret: "hide" });
        await page.close();
    }
    await device.close();
    console.log(shown.name);
}
await end();
