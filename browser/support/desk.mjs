// What people do at the desk, by what they read there.

import assert from "node:assert/strict";

/** Fills in fields of the form by their labels: a text for a line, the name of a choice, `true` to tick. */
export async function fillIn(page, fields) {
    for (const [label, value] of Object.entries(fields)) {
        const field = page.getByRole("main").getByLabel(label, { exact: true });
        const tag = await field.evaluate((element) => element.localName);
        if (value === true) await field.check();
        else if (tag === "select") await field.selectOption({ label: value });
        else await field.fill(value);
    }
}

/** Makes a record of a kind in the settings by its form, and says its id. */
export async function makeRecord(page, kind, fields) {
    await page.goto(`/settings/${kind}/new`);
    await fillIn(page, fields);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    return Number(new URL(page.url()).pathname.split("/").at(-1));
}

/** Looks at another location. */
export async function lookAt(page, location) {
    await page.getByLabel("Location").selectOption({ label: location });
    await page.getByRole("button", { name: "Go" }).click();
    await page.waitForURL(/[?&]at=/);
}

/** Sets a customer's PIN. */
export async function setPin(page, customer, pin) {
    await page.goto(`/customers/${customer}`);
    await page.getByText("Set a PIN").click();
    await page.getByLabel("New PIN").fill(pin);
    await page.getByRole("button", { name: "Save the PIN" }).click();
    await page.getByText("PIN", { exact: true }).locator("..").getByText("set", { exact: true }).waitFor();
}

/** The page is the same one as before: nothing was loaded anew since `mark`. */
export async function mark(page) {
    await page.evaluate(() => (window.isTheSame = true));
    return async () => assert.ok(await page.evaluate(() => window.isTheSame), "the page was loaded anew");
}
