// Debian's Chromium, started once, and who sits before it: nobody that is known, the desk, or a tablet.

import { chromium } from "playwright-core";
import { demo } from "./demo.mjs";
import { enrol } from "./tablet.mjs";

/** How long anything that is waited for may take, in milliseconds. */
const PATIENCE = 15_000;

let started;

/** The browser. */
export function browser() {
    started ??= chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        // The same picture on every machine.
        args: ["--force-color-profile=srgb", "--font-render-hinting=none", "--disable-lcd-text"],
    });
    return started;
}

/** Ends it. */
export async function end() {
    await (await started)?.close();
}

/** A context of its own: another person, or another device. */
export async function context(options = {}) {
    const opened = await (await browser()).newContext({
        baseURL: demo.url,
        locale: "en-GB",
        timezoneId: "Europe/London",
        reducedMotion: "reduce",
        ...options,
    });
    opened.setDefaultTimeout(PATIENCE);
    return opened;
}

let session;

/** The cookies of the administrator, who signs in once for a file of tests. */
export function signedIn() {
    session ??= (async () => {
        const first = await context();
        await signIn(await first.newPage());
        const kept = await first.storageState();
        await first.close();
        return kept;
    })();
    return session;
}

let enrolled;

/** The cookies of a tablet at the Loft, which is enrolled once for a file of tests. */
export function atTheDoor() {
    enrolled ??= (async () => {
        const [office, device] = [await context({ storageState: await signedIn() }), await context()];
        const tablet = await device.newPage();
        await enrol(await office.newPage(), tablet, "loft");
        const kept = await device.storageState();
        await Promise.all([office.close(), device.close()]);
        return kept;
    })();
    return enrolled;
}

/** A context of whoever looks at a page of `pages.mjs`. */
export async function contextOf(page, options) {
    const states = { nobody: () => undefined, desk: signedIn, tablet: atTheDoor };
    const storageState = await states[page.who ?? "desk"]();
    return context({ ...options, ...(storageState && { storageState }) });
}

/** Signs in as anybody does. */
export async function signIn(page, email = demo.email, password = demo.password) {
    await page.goto("/sign-in?next=/settings");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/settings");
}
