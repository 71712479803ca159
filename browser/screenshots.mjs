// A picture of each page at three sizes, of the demo on a usual day: `cargo xtask screenshots`.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contextOf, end } from "./support/chromium.mjs";
import { api, create, one } from "./support/demo.mjs";
import { watched } from "./support/watch.mjs";
import { loft, pages, pathOf } from "./pages.mjs";

/** The sizes, and how wide each is shown beside the others. */
const SIZES = {
    desktop: { width: 1280, height: 800, shown: 460 },
    tablet: { width: 820, height: 1180, shown: 200 },
    phone: { width: 390, height: 844, shown: 133 },
};

const ABOUT = `# What it looks like

Each page of the desk and of the tablet on a desktop, a tablet and a phone, as \`cargo xtask screenshots\` makes them of the demo
network. [desk.md](desk.md) and [kiosk.md](kiosk.md) say what is done there.
`;

const folder = process.env.VESTIBULE_SCREENSHOTS;
if (!folder) throw new Error("VESTIBULE_SCREENSHOTS is not set: run `cargo xtask screenshots`");

const lines = [ABOUT];
await begin();
for (const shown of pages.filter((page) => page.picture !== false)) {
    const device = await contextOf(shown, { colorScheme: "light" });
    const pictures = [];
    let title;
    for (const [size, { shown: width, ...viewport }] of Object.entries(SIZES)) {
        const { page, rest } = await watched(device);
        await page.setViewportSize(viewport);
        await page.goto(await pathOf(shown));
        await rest();
        await shown.act?.(page);
        const file = `${shown.name}-${size}.png`;
        const mask = (shown.secret ?? []).map((selector) => page.locator(selector));
        await page.screenshot({ path: join(folder, file), animations: "disabled", caret: "hide", mask, maskColor: "#868f97" });
        title = (await page.locator("h1:visible").innerText()).replaceAll(/\s+/g, " ");
        pictures.push(`<img src="screenshots/${file}" width="${width}" alt="${title}, on a ${size}">`);
        await page.close();
    }
    await device.close();
    lines.push(`## ${title}\n\n${pictures.join("\n")}\n`);
    console.log(title);
}
await writeFile(join(folder, "screenshots.md"), lines.join("\n"));
await end();

/** A few people come in at the Loft, which holds twelve and sells nothing at the door today, and two are refused. */
async function begin() {
    const { Id: BusinessId } = await loft();
    await create("sys/businesssettings", { BusinessId, Name: "MobileApp.NexClicker.MaxCapacity", Value: "12" });
    const sells = await one("sys/businesssettings", { BusinessSetting_Business: BusinessId, BusinessSetting_Name: "Checkin.PayAsYouGo" });
    await api("PUT", "/api/sys/businesssettings", { ...sells, Value: "False" });
    const [well, no] = [200, 400];
    const people = { "Bilal Khan": well, "Chloé Martin": well, "Inês Duarte": well, "Otto Grau": no, "Lars Nygaard": no };
    for (const [name, status] of Object.entries(people)) {
        const { Id: CoworkerId } = await one("spaces/coworkers", { Coworker_FullName: name });
        await api("POST", "/api/spaces/checkins", { BusinessId, CoworkerId, FromTime: new Date().toISOString() }, status);
    }
}
