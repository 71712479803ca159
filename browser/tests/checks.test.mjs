// The checks themselves: on a page with everything wrong, each of them says so.

import assert from "node:assert/strict";
import { walk } from "../support/walk.mjs";
import { fitsItsWidth, hasItsParts, isAccessible, isLight, standsStill } from "../support/checks.mjs";
import { watched } from "../support/watch.mjs";

const FAULTY = `<!doctype html><html lang="en"><head><title></title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'"></head>
<body><h1>One</h1><h1>Two</h1>
<p style="color: #ccc; background: #fff; width: 3000px">hardly seen</p>
<img src="http://elsewhere.invalid/x.png" alt="">
<script>throw new Error("never runs")</script>
<script src="/faulty.js"></script>
<!-- ${"heavy ".repeat(20_000)} --></body></html>`;

const SCRIPT = `requestAnimationFrame(() => requestAnimationFrame(() => {
    document.body.insertAdjacentHTML("afterbegin", "<div style='height: 300px'>pushes all else down</div>");
    fetch("/nothing-here");
    undefined.thing;
}))`;

walk("each check notices a page that is wrong in its way", async ({ open }) => {
    const context = await open({ viewport: { width: 820, height: 900 } });
    const html = { contentType: "text/html; charset=utf-8", body: FAULTY };
    await context.route("**/faulty", (route) => route.fulfill(html));
    await context.route("**/faulty.js", (route) => route.fulfill({ contentType: "text/javascript", body: SCRIPT }));
    const { page, complaints, rest } = await watched(context);
    await page.goto("/faulty");
    await page.waitForFunction(() => window.shifts.length > 0);
    await rest();
    await assert.rejects(hasItsParts(page), /AssertionError/);
    await assert.rejects(fitsItsWidth(page), /wider than the screen/);
    await assert.rejects(standsStill(page), /the layout shifts/);
    await assert.rejects(isLight(page), /bytes/);
    await assert.rejects(isAccessible(page), /color-contrast/);
    for (const said of [
        /^another host: http:\/\/elsewhere\.invalid/,
        /^failed: http:\/\/elsewhere\.invalid/,
        /^404: .*nothing-here/,
        /^script: .*undefined/,
        /^console: the policy forbids inline/,
    ]) {
        assert.ok(complaints.some((complaint) => said.test(complaint)), `${said} in ${complaints.join("\n")}`);
    }
});
