// A test in the browser: what it opens is closed after it, and pictured if it fails.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { context, contextOf, end, signedIn } from "./chromium.mjs";

/**
 * A test that may open contexts: `open(options)` for anybody, `desk(options)` for the administrator, `of(page)` for whoever
 * looks at a page. If it fails, a picture of each page is left behind.
 */
export function walk(name, run) {
    test(name, async () => {
        const opened = [];
        const kept = (context) => opened[opened.push(context) - 1];
        const open = async (options) => kept(await context(options));
        const desk = async (options) => open({ storageState: await signedIn(), ...options });
        const of = async (page, options) => kept(await contextOf(page, options));
        try {
            await run({ open, desk, of });
        } catch (error) {
            await leavePictures(name, opened);
            throw error;
        } finally {
            await Promise.all(opened.map((context) => context.close()));
        }
    });
}

after(end);

async function leavePictures(name, contexts) {
    const folder = process.env.VESTIBULE_FAILURES;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    const pages = contexts.flatMap((context) => context.pages());
    for (const [nth, page] of pages.entries()) {
        const file = `${name.replace(/[^a-z0-9]+/gi, "-")}-${nth + 1}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: true }).catch((error) => {
            console.error(`no picture of ${page.url()}: ${error.message}`);
        });
    }
}
