
// Starts the screen without network: its files as they are, its page as it was last seen. Nothing that anybody typed is
// kept here.

const FILES_OF_THIS = `kiosk-${EDITION}`;
const PAGES = "kiosk-pages";
const PATIENCE = 4000;

const isPage = (path) => /^\/kiosk\/[^/]+\/?$/.test(path) && !path.startsWith("/kiosk/sw.js");

addEventListener("install", (event) => {
    event.waitUntil(caches.open(FILES_OF_THIS).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", ({ data }) => {
    if (typeof data?.keep === "string" && isPage(data.keep)) kept(new Request(data.keep)).catch(() => {});
});

addEventListener("fetch", (event) => {
    const { method, mode, url } = event.request;
    const { origin, pathname } = new URL(url);
    if (method !== "GET" || origin !== location.origin) return;
    if (pathname.startsWith("/kiosk/assets/")) event.respondWith(file(event.request));
    if (mode === "navigate" && isPage(pathname)) event.respondWith(page(event.request));
});

async function file(request) {
    const known = await caches.match(request);
    if (known) return known;
    const response = await fetch(request);
    if (response.ok) await (await caches.open(FILES_OF_THIS)).put(request, response.clone());
    return response;
}

async function page(request) {
    try {
        return await kept(request);
    } catch (error) {
        const known = await caches.match(request, { cacheName: PAGES, ignoreSearch: true });
        if (known) return known;
        throw error;
    }
}

// The page from the server, kept for when it is not there. Files of other editions go once this one's page is here.
async function kept(request) {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
    if (response.ok && !response.redirected) {
        await (await caches.open(PAGES)).put(request, response.clone());
        const text = await response.clone().text();
        if (text.includes(EDITION)) {
            const old = (await caches.keys()).filter((name) => name.startsWith("kiosk-") && ![FILES_OF_THIS, PAGES].includes(name));
            await Promise.all(old.map((name) => caches.delete(name)));
        }
    }
    return response;
}
