
// Starts the screen without network: its files as they are, its page as it was last seen. Nothing that anybody typed is
// kept here.

const FILES_OF_THIS = `kiosk-${EDITION}`;
const PAGES = "kiosk-pages";
const PATIENCE = 4000;

const isPage = (path) => /^\/kiosk\/[^/]+\/?$/.test(path) && !path.startsWith("/kiosk/sw.js");

addEventListener("install", (event) => {
    event.waitUntil(keepAll().then(() => skipWaiting()));
});

// The files, and the pages that are open now: whoever waits until this works can be without network from then on.
async function keepAll() {
    await (await caches.open(FILES_OF_THIS)).addAll(FILES);
    const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const paths = open.map(({ url }) => new URL(url).pathname).filter(isPage);
    await Promise.all(paths.map((path) => kept(path).catch(() => {})));
}

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", ({ data }) => {
    if (typeof data?.keep === "string" && isPage(data.keep)) kept(data.keep).catch(() => {});
});

addEventListener("fetch", (event) => {
    const { method, mode, url } = event.request;
    const { origin, pathname } = new URL(url);
    if (method !== "GET" || origin !== location.origin) return;
    if (pathname.startsWith("/kiosk/assets/")) event.respondWith(file(event.request));
    if (mode === "navigate" && isPage(pathname)) event.respondWith(page(pathname));
});

async function file(request) {
    const known = await caches.match(request);
    if (known) return known;
    const response = await fetch(request);
    if (response.ok) await (await caches.open(FILES_OF_THIS)).put(request, response.clone());
    return response;
}

async function page(path) {
    try {
        return await kept(path);
    } catch (error) {
        const known = await caches.match(path, { cacheName: PAGES });
        if (known) return known;
        throw error;
    }
}

// The page from the server, kept for when it is not there. Files of other editions go once this one's page is here.
async function kept(path) {
    const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
    if (response.ok && !response.redirected) {
        await (await caches.open(PAGES)).put(path, response.clone());
        const text = await response.clone().text();
        if (text.includes(EDITION)) {
            const old = (await caches.keys()).filter((name) => name.startsWith("kiosk-") && ![FILES_OF_THIS, PAGES].includes(name));
            await Promise.all(old.map((name) => caches.delete(name)));
        }
    }
    return response;
}
