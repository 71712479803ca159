// The first screen and the roll call, by keyboard and without a network.

import assert from "node:assert/strict";
import { walk } from "../support/walk.mjs";
import { api, create, list, one } from "../support/demo.mjs";
import { loft } from "../pages.mjs";

/** Somebody who may come in: with a day pass, at the Loft. */
async function guest(name) {
    const at = await loft();
    const day = await one("billing/timepasses", { TimePass_Name: "Day Pass" });
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`;
    const id = await create("spaces/coworkers", {
        FullName: name,
        Email: email,
        CountryId: at.CountryId,
        SimpleTimeZoneId: at.SimpleTimeZoneId,
        InvoicingBusinessId: at.Id,
        AddedBusinesses: [at.Id],
        Active: true,
    });
    await create("billing/coworkertimepasses", { CoworkerId: id, BusinessId: at.Id, TimePassId: day.Id, CreateMultiple: 1 });
    return { id, at };
}

walk("three keys check somebody in, and three check them out", async ({ desk }) => {
    const { id, at } = await guest("Zoe Keys");
    const page = await (await desk()).newPage();
    await page.goto(`/?at=${at.Id}`);
    await page.getByText(/^Live, as of/).waitFor();
    const inside = page.locator("#people").getByRole("listitem").filter({ hasText: "Zoe Keys" });
    const field = page.getByRole("combobox", { name: "Check somebody in or out" });

    for (const key of ["/", "z", "Enter"]) await page.keyboard.press(key);
    await inside.waitFor();
    assert.equal(await field.inputValue(), "");
    assert.equal((await list("spaces/checkins", { Checkin_Coworker: id })).length, 1);

    // The field still has the focus, where `/` is a letter like any other.
    await page.keyboard.press("Escape");
    for (const key of ["z", "Enter"]) await page.keyboard.press(key);
    await inside.waitFor({ state: "detached" });
    const [visit] = await list("spaces/checkins", { Checkin_Coworker: id });
    assert.notEqual(visit.ToTime, null);
});

walk("what happens elsewhere is on the screen without loading it anew, also after the network was gone", async ({ desk }) => {
    const { id, at } = await guest("Yara Streams");
    const context = await desk();
    const page = await context.newPage();
    await page.goto(`/?at=${at.Id}`);
    await page.getByText(/^Live, as of/).waitFor();
    const inside = page.locator("#people").getByRole("listitem").filter({ hasText: "Yara Streams" });
    const now = () => new Date().toISOString();
    const visit = await create("spaces/checkins", { BusinessId: at.Id, CoworkerId: id, FromTime: now() });
    await inside.waitFor();

    await context.setOffline(true);
    const record = await api("GET", `/api/spaces/checkins/${visit}`);
    await api("PUT", "/api/spaces/checkins", { ...record, ToTime: now() });
    await context.setOffline(false);
    await inside.waitFor({ state: "detached" });
});

walk("a roll call goes on when the network dies, and knows its ticks when it is back", async ({ desk }) => {
    const at = await loft();
    const context = await desk({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await page.goto(`/rollcall?at=${at.Id}`);
    const count = page.locator("#count");
    const [, all] = (await count.textContent()).match(/of (\d+) safe/);
    assert.ok(Number(all) >= 2, `${all} are on site`);

    await context.setOffline(true);
    await page.getByText("There is no network.").waitFor();
    const ann = page.getByRole("listitem").filter({ hasText: "Ann Lee" });
    await ann.getByRole("checkbox").check();
    await count.getByText(`1 of ${all} safe`).waitFor();
    await page.getByLabel("Only who is not yet safe").check();
    await ann.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Undo" }).tap();
    await count.getByText(`0 of ${all} safe`).waitFor();
    await ann.waitFor();
    await ann.getByRole("checkbox").check();
    await context.setOffline(false);

    await page.reload();
    await count.getByText(/^1 of/).waitFor();
    assert.ok(await ann.getByRole("checkbox").isChecked());
});
