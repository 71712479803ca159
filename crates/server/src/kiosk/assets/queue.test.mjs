// node --test crates/server/src/kiosk/assets/queue.test.mjs

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

// The scripts are modules of a page, whose folder has no package to say so.
const load = async (name) => {
    const text = await readFile(new URL(name, import.meta.url), "utf8");
    return import(`data:text/javascript,${encodeURIComponent(text)}`);
};
const { deliver, inMemory, made } = await load("queue.js");
const { bursts } = await load("pad.js");

const filled = async (...shown) => {
    const store = inMemory();
    for (const one of shown) await store.keep(made({ typed: one }));
    return store;
};

test("taps are delivered in order, and each once", async () => {
    const store = await filled("1", "2", "3");
    const seen = [];
    const send = async ({ shown, key }) => { seen.push([shown.typed, key]); return { taken: true }; };
    assert.deepEqual(await deliver(store, send), { taken: true });
    assert.deepEqual(seen.map(([typed]) => typed), ["1", "2", "3"]);
    assert.equal(new Set(seen.map(([, key]) => key)).size, 3);
    assert.equal(await store.count(), 0);
});

test("what is not taken stays, and so does all behind it", async () => {
    const store = await filled("1", "2", "3");
    const send = async ({ shown }) => ({ taken: shown.typed === "1", offline: true });
    assert.equal((await deliver(store, send)).offline, true);
    assert.equal(await store.count(), 2);
    assert.equal((await store.first()).shown.typed, "2");
});

test("what is older than two days is dropped unsent", async () => {
    const store = inMemory();
    await store.keep({ ...made({ typed: "1" }), at: Date.now() - 49 * 3600 * 1000 });
    await deliver(store, async () => assert.fail("sent"));
    assert.equal(await store.count(), 0);
});

test("keys in quick succession and Enter are a card, and what people type is not", () => {
    const keys = bursts();
    [..."04A1B2C3"].forEach((letter, nth) => keys.key(letter, nth * 8));
    assert.equal(keys.enter(70), "04A1B2C3");
    [..."482131"].forEach((letter, nth) => keys.key(letter, 1000 + nth * 120));
    assert.equal(keys.enter(1750), null);
    [..."48213"].forEach((letter, nth) => keys.key(letter, 5000 + nth * 5));
    assert.equal(keys.enter(5030), null, "five are a PIN, however fast");
    keys.key("9", 9000);
    [..."123456"].forEach((letter, nth) => keys.key(letter, 9500 + nth * 5));
    assert.equal(keys.enter(9530), "123456", "what was typed before is not part of it");
});
