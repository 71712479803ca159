// Taps that could not be delivered: kept on the device, sealed, and delivered in order and once when the network is back.
//
// What was shown may be a PIN. It is encrypted with a key that this browser keeps and gives to no script; where a browser
// cannot do that, taps are kept in memory alone.

// Taps older than this are delivered no more, in milliseconds: the server takes none that is older than a day.
const TOO_OLD = 2 * 24 * 3600 * 1000;
// How long an answer is waited for.
const PATIENCE = 6000;

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// A tap with its own key, under which it has an effect once.
export const made = (shown) => ({ key: hex(crypto.getRandomValues(new Uint8Array(16))), at: Date.now(), shown });

// Delivers what a store holds, the oldest first, until one is not taken. `send` says whether it was.
export async function deliver(store, send) {
    for (let tap = await store.first(); tap; tap = await store.first()) {
        if (Date.now() - tap.at < TOO_OLD) {
            const came = await send(tap, Math.max(0, Date.now() - tap.at));
            if (!came.taken) return came;
        }
        await store.drop(tap.key);
    }
    return { taken: true };
}

// Sends a tap; with its age if it is not of now. `taken` once the server has it, whatever it said.
export async function sent(path, tap, age) {
    const body = JSON.stringify(age === undefined ? tap.shown : { ...tap.shown, age });
    const headers = { "content-type": "application/json", "idempotency-key": tap.key };
    let response;
    try {
        response = await fetch(`${path}/tap`, { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE) });
    } catch {
        return { taken: false, offline: true };
    }
    if (response.status >= 500 || response.status === 408) return { taken: false, offline: response.status !== 500 };
    const said = await response.json().catch(() => ({}));
    if (response.status === 401) return { taken: false, stranger: true };
    // Of one that waits in the queue nobody is told to wait: it is sent again.
    if (response.status === 429 || (age !== undefined && said.kind === "slowed")) {
        return { taken: false, wait: said.seconds ?? Number(response.headers.get("retry-after") ?? 30) };
    }
    return { taken: true, said: response.ok ? said : null };
}

// A store in memory.
export function inMemory() {
    const taps = [];
    return {
        async keep(tap) { taps.push(tap); },
        async first() { return taps[0]; },
        async drop(key) {
            const at = taps.findIndex((tap) => tap.key === key);
            if (at >= 0) taps.splice(at, 1);
        },
        async count() { return taps.length; },
    };
}

const asked = (request) => new Promise((well, no) => {
    request.onsuccess = () => well(request.result);
    request.onerror = () => no(request.error);
});

// A store on the device, whose taps nobody can read who does not run this page. Each place has its own.
export async function onDevice(path) {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return inMemory();
    const opening = indexedDB.open(`kiosk${path}`, 1);
    opening.onupgradeneeded = () => {
        opening.result.createObjectStore("keys");
        opening.result.createObjectStore("taps", { keyPath: "nth", autoIncrement: true });
    };
    const base = await asked(opening);
    const on = (name, mode = "readonly") => base.transaction(name, mode).objectStore(name);
    let key = await asked(on("keys").get("seal"));
    if (!key) {
        key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
        await asked(on("keys", "readwrite").add(key, "seal"));
    }
    const text = new TextEncoder();
    return {
        async keep({ key: named, at, shown }) {
            const iv = crypto.getRandomValues(new Uint8Array(12));
            const bytes = text.encode(JSON.stringify(shown));
            const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
            await asked(on("taps", "readwrite").add({ key: named, at, iv, sealed }));
        },
        async first() {
            const cursor = await asked(on("taps").openCursor());
            if (!cursor) return undefined;
            const { key: named, at, iv, sealed } = cursor.value;
            const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
            return { key: named, at, shown: JSON.parse(new TextDecoder().decode(bytes)) };
        },
        async drop(named) {
            const all = await asked(on("taps").getAll());
            for (const { key: known, nth } of all) {
                if (known === named) await asked(on("taps", "readwrite").delete(nth));
            }
        },
        async count() { return asked(on("taps").count()); },
    };
}
