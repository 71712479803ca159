// Every page, at three widths and in both colour schemes.

import assert from "node:assert/strict";
import { describe } from "node:test";
import { walk } from "../support/walk.mjs";
import { fitsItsWidth, hasItsParts, isAccessible, isLight, standsStill } from "../support/checks.mjs";
import { watched } from "../support/watch.mjs";
import { pages, pathOf } from "../pages.mjs";

const WIDTHS = [360, 820, 1280];
/** What a colour scheme may change. */
const COLOURS = ["color-contrast", "link-in-text-block"];

function look(asked) {
    walk(`the page ${asked.name} is sound at every width, in light and in dark`, async ({ of }) => {
        const context = await of(asked);
        const path = await pathOf(asked);
        const { page, complaints, rest } = await watched(context);
        const load = async () => {
            const response = await page.goto(path);
            assert.equal(response.status(), 200, path);
            assert.equal(new URL(page.url()).pathname, new URL(path, page.url()).pathname, "led elsewhere");
            await rest();
        };
        for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            await load();
            await standsStill(page);
            await asked.act?.(page);
            await hasItsParts(page);
            await fitsItsWidth(page);
            await isLight(page);
            assert.deepEqual(complaints, [], `at ${width} px`);
        }
        for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            for (const [colorScheme, rules] of [["light"], ["dark", COLOURS]]) {
                await page.emulateMedia({ colorScheme });
                // What is shown for a moment is shown anew; all else stays, since axe-core takes longer to load than any page.
                if (asked.act) await load();
                await asked.act?.(page);
                await isAccessible(page, rules);
            }
        }
    });
}

// What is done at the tablet is seen at the desk, where it moves what is shown.
describe("pages as they are", { concurrency: 2 }, () => pages.filter((page) => !page.act).forEach(look));
describe("pages where something is done", () => pages.filter((page) => page.act).forEach(look));
