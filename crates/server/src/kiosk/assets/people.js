// Names that are looked for, and visitors who register.

import { answer, awaiting, broken, open, rest, stay, words } from "./screen.js";

// Looks for names while somebody types, and offers those that are found as buttons.
function search({ field, list, note, path, chosen }) {
    let nth = 0;
    let pause = 0;
    const say = (text) => { note.textContent = text; };
    const look = async (typed) => {
        const mine = ++nth;
        const response = await fetch(`${path}?q=${encodeURIComponent(typed)}`, { signal: AbortSignal.timeout(6000) })
            .catch(() => null);
        if (mine !== nth) return;
        if (!response?.ok) return say(words.needsNetwork);
        const { people } = await response.json();
        list.replaceChildren(...people.map(({ id, name }) => {
            const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
            button.addEventListener("click", () => chosen(id, name));
            const item = document.createElement("li");
            item.append(button);
            return item;
        }));
        say(people.length ? "" : words.nobody);
    };
    const clear = () => {
        nth += 1;
        field.value = "";
        list.replaceChildren();
        say(words.three);
    };
    field.addEventListener("input", () => {
        stay();
        clearTimeout(pause);
        const typed = field.value.trim();
        if (typed.length < 3) {
            nth += 1;
            list.replaceChildren();
            return say(words.three);
        }
        pause = setTimeout(look, 200, typed);
    });
    return { clear };
}

const element = (id) => document.getElementById(id);

// The search for one's own name. `chosen` is told whose it is.
export function names(path, chosen) {
    const way = element("to-names");
    if (!way) return { clear() {} };
    const found = search({
        field: element("name"), list: element("names-found"), note: element("names-note"), path: `${path}/names`, chosen,
    });
    way.addEventListener("click", () => open("names", "name"));
    return found;
}

// Visitors who stand before the tablet.
export function visitors(path) {
    const way = element("to-visit");
    if (!way) return { clear() {} };
    const form = element("visit-form");
    const wrong = element("visit-wrong");
    let host = null;
    const field = element("host");
    const found = search({
        field, list: element("hosts-found"), note: element("hosts-note"), path: `${path}/hosts`,
        chosen: (id, name) => {
            found.clear();
            host = { id, name };
            field.value = name;
            element("hosts-note").textContent = "";
        },
    });
    field.addEventListener("input", () => { host = null; });
    const clear = () => {
        form.reset();
        found.clear();
        host = null;
        wrong.hidden = true;
    };
    way.addEventListener("click", () => open("visit", "full-name"));
    form.addEventListener("input", stay);
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const body = { name: element("full-name").value, email: element("email").value };
        if (host) body.host = host.id;
        const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
        const headers = { "content-type": "application/json", "idempotency-key": key };
        const done = awaiting();
        const response = await fetch(`${path}/visitors`, {
            method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10000),
        }).catch(() => null);
        done();
        if (!response || response.status >= 500) return broken(words.needsNetwork);
        if (response.status === 401) return location.reload();
        const said = await response.json().catch(() => ({}));
        if (response.ok) {
            answer(said);
        } else {
            open("visit", { email: "email", host: "host" }[said.field] ?? "full-name");
            wrong.textContent = words.unfit;
            wrong.hidden = false;
        }
    });
    return { clear };
}

// Every way back leads to rest.
export function backs() {
    for (const back of document.querySelectorAll(".back")) back.addEventListener("click", rest);
}
