// The tablet at the door, as people use it.

import assert from "node:assert/strict";

/** Makes a tablet known at the location that the desk looks at: the desk makes a code, and it is typed in at the tablet. */
export async function enrol(desk, tablet, place, name = "Front door") {
    await desk.goto("/settings/tablets");
    await desk.getByLabel("Name of the tablet").fill(name);
    await desk.getByRole("button", { name: "Make a code" }).click();
    const code = await desk.locator("#code").textContent();
    await tablet.goto(`/kiosk/${place}`);
    await tablet.getByLabel("Code").fill(code);
    await tablet.getByRole("button", { name: "Set up" }).click();
    await tablet.getByRole("heading", { name: "Type your PIN" }).waitFor();
}

/** Types a PIN on the pad. */
export async function typePin(tablet, pin) {
    const heading = tablet.getByRole("heading", { name: "Type your PIN" });
    // An answer goes away by a touch.
    if (!(await heading.isVisible())) await tablet.locator("#answer").click();
    await heading.waitFor();
    for (const digit of pin) await tablet.getByRole("button", { name: digit, exact: true }).click();
    await tablet.getByRole("button", { name: "OK", exact: true }).click();
}

/** Waits for the answer on the screen, and says what it is. */
export async function answer(tablet) {
    // That the answer takes a while is no answer.
    const said = tablet.locator("body[data-view=answer]:not([data-kind=waiting]) #said");
    await said.getByRole("heading").waitFor();
    return (await said.innerText()).replaceAll(/\s+/g, " ").trim();
}

/** Types a PIN and waits for an answer like this one. */
export async function tap(tablet, pin, expected) {
    await typePin(tablet, pin);
    assert.match(await answer(tablet), expected);
}
