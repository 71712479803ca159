// One day: from a plan that is made to a visit that is let in by its cure, at a desk and a tablet.

import assert from "node:assert/strict";
import { signIn } from "../support/chromium.mjs";
import { walk } from "../support/walk.mjs";
import { lookAt, makeRecord, mark, setPin } from "../support/desk.mjs";
import { enrol, tap } from "../support/tablet.mjs";

const NAME = "Wanda Walker";
const PIN = "73519";

// Nothing is sold at the door of the Yard: who has no pass left is not let in.
walk("somebody comes, has used up their pass, is refused, is let in by the cure, and leaves", async ({ open }) => {
    const desk = await (await open()).newPage();
    const tablet = await (await open({ viewport: { width: 820, height: 1180 }, hasTouch: true })).newPage();
    await signIn(desk);
    await lookAt(desk, "Yard");

    // Nobody in this day touches twice what they meant to touch once, and nothing here waits.
    await makeRecord(desk, "businesssettings", { Name: "Vestibule.Checkin.DebounceSeconds", Value: "0" });
    await makeRecord(desk, "timepasses", {
        Name: "A quarter of an hour",
        Price: "3",
        "Minutes included": "15",
    });
    await makeRecord(desk, "tariffs", { Name: "Walker", Price: "10" });
    await makeRecord(desk, "tarifftimepasses", {
        Plan: "Walker",
        "Time pass": "A quarter of an hour",
        "Passes included": "1",
        "Pass renewal time": "Year",
    });
    const customer = await makeRecord(desk, "coworkers", {
        "Full name": NAME,
        Email: "wanda.walker@example.com",
        Yard: true,
    });
    await makeRecord(desk, "coworkercontracts", {
        Customer: `${NAME} - wanda.walker@example.com`,
        Plan: "Walker",
        "Billing day": "1",
    });
    await setPin(desk, customer, PIN);
    await enrol(desk, tablet, "yard");

    await desk.goto("/");
    await desk.getByText(/^Live, as of/).waitFor();
    const isTheSame = await mark(desk);
    const inside = desk.locator("#people").getByRole("listitem").filter({ hasText: NAME });
    await tap(tablet, PIN, /Welcome, Wanda.* 15 minutes left/);
    await inside.getByText("A quarter of an hour").waitFor();
    await desk.getByRole("button", { name: `Check out ${NAME}` }).click();
    await inside.waitFor({ state: "detached" });

    await tap(tablet, PIN, /Not just now There is no pass for today/);
    const refusal = desk.locator("#refusals").getByRole("listitem").filter({ hasText: NAME });
    await refusal.getByText(/no pass is left|used up|no minutes/).waitFor();
    await isTheSame();

    await refusal.getByRole("link", { name: "Give a pass" }).click();
    await desk.getByRole("button", { name: "Give it free of charge" }).click();
    await desk.waitForURL(/\/(\?.*)?$/);
    await inside.waitFor();

    await desk.getByText(/^Live, as of/).waitFor();
    await tap(tablet, PIN, /Goodbye, Wanda/);
    await inside.waitFor({ state: "detached" });
    await desk.goto(`/customers/${customer}`);
    const visits = desk.getByRole("region", { name: "Visits" });
    assert.equal(await visits.getByRole("row").count(), 1 + 2, "a heading and two visits");
});
