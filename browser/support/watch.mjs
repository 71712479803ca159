// What goes wrong while a page is open, and when it has come to rest.

import { demo } from "./demo.mjs";

/** Runs in the page before its own scripts: policy violations are told on the console, and shifts of the layout are kept. */
function observe() {
    addEventListener("securitypolicyviolation", (event) => {
        console.error(`the policy forbids ${event.blockedURI} (${event.violatedDirective})`);
    });
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            // What somebody sets off may move.
            if (entry.hadRecentInput) continue;
            window.shifts.push({ value: entry.value, what: entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120)) });
        }
    }).observe({ type: "layout-shift", buffered: true });
}

/** Opens a page that is watched: `complaints` fills with what goes wrong. */
export async function watched(context) {
    const page = await context.newPage();
    await page.addInitScript(observe);
    const complaints = [];
    const pending = new Set();
    page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
    page.on("request", (request) => {
        if (isElsewhere(request.url())) complaints.push(`another host: ${request.url()}`);
        // A stream of events does not end.
        if (request.resourceType() !== "eventsource") pending.add(request);
    });
    page.on("requestfinished", (request) => pending.delete(request));
    page.on("requestfailed", (request) => {
        pending.delete(request);
        // Who leaves a page ends its stream.
        if (request.resourceType() === "eventsource") return;
        complaints.push(`failed: ${request.url()} (${request.failure()?.errorText})`);
    });
    page.on("response", (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
    });
    return { page, complaints, rest: () => rest(page, pending) };
}

function isElsewhere(address) {
    const url = new URL(address);
    return !["data:", "blob:"].includes(url.protocol) && url.origin !== new URL(demo.url).origin;
}

/** Waits until nothing is asked for any more and what came is painted. */
async function rest(page, pending) {
    await page.waitForLoadState("load");
    do {
        await Promise.all([...pending].map((request) => request.response().then((it) => it?.finished()).catch(() => {})));
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    } while (pending.size > 0);
}
