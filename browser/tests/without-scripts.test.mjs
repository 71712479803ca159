// The desk's main paths in a browser that runs no scripts.

import assert from "node:assert/strict";
import { signIn } from "../support/chromium.mjs";
import { walk } from "../support/walk.mjs";
import { fillIn, lookAt, makeRecord, setPin } from "../support/desk.mjs";

const NAME = "Nora Plain";

walk("the desk does its work without scripts", async ({ open }) => {
    const page = await (await open({ javaScriptEnabled: false })).newPage();
    await signIn(page);
    await lookAt(page, "Loft");

    await makeRecord(page, "tariffs", { Name: "Plain", Price: "80" });
    const customer = await makeRecord(page, "coworkers", {
        "Full name": NAME,
        Email: "nora.plain@example.com",
        Loft: true,
    });

    // What is wrong stands beside its field, with what was filled in.
    await page.goto(`/settings/coworkers/${customer}`);
    await fillIn(page, { Email: "" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#Email[aria-invalid=true]").waitFor();
    assert.equal(await page.getByLabel("Full name", { exact: true }).inputValue(), NAME);

    await page.goto("/customers?q=nora");
    await page.getByRole("link", { name: NAME }).click();
    await setPin(page, customer, "80861");

    await page.getByText("Give a pass").click();
    await fillIn(page, { Pass: "Ten Hours", "Nothing is charged for it": true });
    await page.getByRole("button", { name: "Give it" }).click();
    await page.getByRole("region", { name: "Passes" }).getByRole("link", { name: "Ten Hours" }).waitFor();

    await page.getByRole("button", { name: "Check in at Loft" }).click();
    await page.getByText("Inside at Loft since").waitFor();
    await page.getByRole("button", { name: "Check out" }).click();
    await page.getByText("Not inside.").waitFor();

    await page.getByRole("region", { name: "Visits" }).getByRole("link").first().click();
    await page.getByRole("heading", { name: "Put it right" }).waitFor();
    const arrival = page.getByLabel("Arrival");
    await arrival.fill(earlier(await arrival.inputValue(), 20));
    await page.getByRole("button", { name: "Show what it would come to" }).click();
    const effect = page.getByRole("region", { name: "What it would come to" });
    await effect.getByRole("row", { name: /15 min.*30 min/ }).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("in quarters of an hour: 30 min").waitFor();

    await page.goto("/");
    await page.getByLabel("Check somebody in or out").fill("nora");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("button", { name: `Check in ${NAME}` }).first().click();
    const inside = page.locator("#people").getByRole("listitem").filter({ hasText: NAME });
    await inside.getByText("Ten Hours").waitFor();
    await page.getByRole("link", { name: "Roll call" }).click();
    await page.getByRole("listitem").filter({ hasText: NAME }).getByRole("checkbox").check();
    await page.goto("/");
    await inside.getByRole("button", { name: `Check out ${NAME}` }).click();
    await inside.waitFor({ state: "detached" });

    // Nothing is sold at the door of the Yard, and the ten hours are for the Loft.
    await lookAt(page, "Yard");
    await makeRecord(page, "timepasses", { Name: "A day at the Yard", Price: "12" });
    await page.goto(`/customers/${customer}`);
    await page.getByRole("button", { name: "Check in at Yard" }).click();
    await page.getByText("does not have a valid time pass").first().waitFor();
    await page.goto("/");
    const refusal = page.locator("#refusals").getByRole("listitem").filter({ hasText: NAME });
    await refusal.getByRole("link", { name: "Give a pass" }).click();
    await page.getByLabel("Note").fill("Came for the fire drill.");
    await page.getByRole("button", { name: "Let in anyway" }).click();
    await inside.waitFor();

    await page.goto("/figures");
    await page.getByRole("img", { name: "Arrivals by hour and weekday" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
});

/** So many minutes before, as a field for a date and a time has it. */
function earlier(local, minutes) {
    return new Date(Date.parse(`${local}Z`) - minutes * 60_000).toISOString().slice(0, local.length);
}
