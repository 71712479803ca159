// The tablet: what somebody types, holds or scans is a tap, which is answered at once or, without network, later.

import { pad } from "./pad.js";
import { backs, names, visitors } from "./people.js";
import { deliver, made, onDevice, inMemory, sent } from "./queue.js";
import { scanning } from "./scan.js";
import { answer, awaiting, broken, network, noted, now, onRest, open, rest, stay, words } from "./screen.js";

// How often what waits is tried again, in milliseconds.
const AGAIN = 15000;

const path = words.path;
const store = await onDevice(path).catch(inMemory);
let person = null;
let scanner = { stop() {} };
let offline = !navigator.onLine;
let timer = 0;

async function told() {
    network(offline, await store.count());
}

// One delivery at a time, in whatever window: two would not keep the order.
const alone = (work) => (navigator.locks ? navigator.locks.request(`deliver${path}`, work) : work());

async function delivered() {
    clearTimeout(timer);
    const came = await alone(() => deliver(store, (tap, age) => sent(path, tap, age)));
    if (came.stranger) return location.reload();
    offline = Boolean(came.offline);
    await told();
    if (!came.taken) timer = setTimeout(delivered, came.wait ? came.wait * 1000 : AGAIN);
    return came;
}

async function tap(shown) {
    scanner.stop();
    const one = made(shown);
    const done = awaiting();
    let came = { taken: true };
    // What waits is older, and goes first.
    if (await store.count()) came = await delivered();
    if (came?.taken) came = await sent(path, one);
    done();
    if (came?.taken) {
        offline = false;
        await told();
        return came.said ? answer(came.said) : broken();
    }
    if (came?.stranger) return location.reload();
    offline = Boolean(came?.offline);
    await store.keep(one);
    await told();
    noted();
    clearTimeout(timer);
    timer = setTimeout(delivered, came?.wait ? came.wait * 1000 : AGAIN);
}

function whose(name) {
    const note = document.getElementById("whose");
    note.textContent = name ?? "";
    note.hidden = !name;
    document.getElementById("to-pad").hidden = !name;
}

const typing = pad({
    typed: (pin) => tap(person ? { person, typed: pin } : { typed: pin }),
    held: (card) => tap({ card }),
    listens: () => now() === "pad" || now() === "answer",
    woken: () => {
        if (now() === "answer") rest();
        if (now() === "pad") stay();
    },
});
const finding = names(path, (id, name) => {
    finding.clear();
    if (words.names === "name") return tap({ person: id });
    open("pad", "pin");
    person = id;
    whose(name);
});
const visiting = visitors(path);
backs();
document.getElementById("to-pad").addEventListener("click", rest);
document.getElementById("answer").addEventListener("click", rest);

onRest(() => {
    person = null;
    whose(null);
    typing.clear();
    finding.clear();
    visiting.clear();
    scanner.stop();
});
rest();
scanner = await scanning((code) => tap({ code }));

addEventListener("online", delivered);
addEventListener("offline", () => { offline = true; told(); });
delivered();

if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/kiosk/sw.js", { scope: "/kiosk/" })
        .then(() => navigator.serviceWorker.ready)
        .then(({ active }) => active.postMessage({ keep: location.pathname }))
        .catch((error) => console.warn("the screen will not start without network", error));
}
