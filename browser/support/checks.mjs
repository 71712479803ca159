// What must hold of every page, whatever is on it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The most that a page with all it loads may weigh on the way, in bytes. */
const HEAVIEST = 100_000;

/** Nothing that is serious or critical to whoever does not see, hear or touch as most do. `rules` limits what is looked at. */
export async function isAccessible(page, rules) {
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
    const only = rules && { type: "rule", values: rules };
    const found = await page.evaluate(async (only) => {
        const all = await window.axe.run(document, { resultTypes: ["violations"], ...(only && { runOnly: only }) });
        return all.violations.map(({ id, help, impact, nodes }) => {
            return { id, help, impact, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) };
        });
    }, only);
    const grave = found.filter(({ impact }) => ["serious", "critical"].includes(impact));
    const said = grave.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id} (${help}): ${node.html}\n    ${node.failureSummary.replaceAll("\n", " ")}`),
    );
    assert.deepEqual(said, [], "axe-core finds");
}

/** A title, one heading of the first level and one main part. */
export async function hasItsParts(page) {
    assert.notEqual(await page.title(), "");
    assert.equal(await page.locator("h1:visible").count(), 1, "headings of the first level");
    assert.equal(await page.locator("main:visible").count(), 1, "main parts");
}

/** Whoever reads it scrolls down alone. */
export async function fitsItsWidth(page) {
    const wide = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        const far = [...document.body.querySelectorAll("*")].filter((it) => it.getBoundingClientRect().right > width + 0.5);
        return far.slice(0, 5).map((it) => it.outerHTML.slice(0, 120));
    });
    assert.deepEqual(wide, [], "wider than the screen");
}

/** What has been shown stays where it is. */
export async function standsStill(page) {
    const shifts = await page.evaluate(() => window.shifts);
    assert.deepEqual(shifts, [], "the layout shifts");
}

/** The bytes of the page and of all it loads, as they come over the wire. */
export async function weight(page) {
    return page.evaluate(() => {
        const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
        return loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
    });
}

/** Who is on a slow network waits no longer than needed. */
export async function isLight(page) {
    const bytes = await weight(page);
    assert.ok(bytes < HEAVIEST, `${bytes} bytes`);
}
