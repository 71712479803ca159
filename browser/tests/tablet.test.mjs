// The tablet while there is no network.

import assert from "node:assert/strict";
import { walk } from "../support/walk.mjs";
import { create, list } from "../support/demo.mjs";
import { enrol, tap } from "../support/tablet.mjs";
import { loft } from "../pages.mjs";

const PIN = "90417";

walk("what is typed while there is no network is delivered once when it is back", async ({ open, desk }) => {
    const at = await loft();
    const id = await create("spaces/coworkers", {
        FullName: "Otis Offline",
        Email: "otis.offline@example.com",
        CountryId: at.CountryId,
        SimpleTimeZoneId: at.SimpleTimeZoneId,
        InvoicingBusinessId: at.Id,
        AddedBusinesses: [at.Id],
        AccessPincode: PIN,
        Active: true,
    });
    const visits = () => list("spaces/checkins", { Checkin_Coworker: id });
    const office = await (await desk()).newPage();
    await office.goto(`/settings?at=${at.Id}`);
    const device = await open({ viewport: { width: 820, height: 1180 }, hasTouch: true });
    const tablet = await device.newPage();
    await enrol(office, tablet, "loft");
    // From here on the screen starts without a network.
    await tablet.evaluate(() => navigator.serviceWorker.ready);

    await device.setOffline(true);
    await tap(tablet, PIN, /Noted/);
    const network = tablet.locator("#network");
    await network.getByText("1 waiting to be sent").waitFor();
    await tablet.reload();
    await network.getByText("1 waiting to be sent").waitFor();
    assert.equal((await visits()).length, 0, "nothing has arrived yet");

    await device.setOffline(false);
    await network.getByText("waiting").waitFor({ state: "detached" });
    assert.equal((await visits()).length, 1);
    await tablet.reload();
    await tablet.getByRole("heading", { name: "Type your PIN" }).waitFor();
    const [visit] = await visits();
    assert.equal(visit.ToTime, null, "delivered once: twice would have checked them out");
    assert.equal((await visits()).length, 1);
});
