// What the screen shows: one thing at a time, and back to rest by itself.

// How long an answer stays, in milliseconds: what is well is read at a glance.
const WELL = 5000;
const NO = 11000;
// How long somebody may look at a form without touching it.
const IDLE = 60000;

export const words = document.body.dataset;
const said = document.getElementById("said");
const sections = ["pad", "names", "visit", "scan"].map((id) => document.getElementById(id)).filter(Boolean);
let timer = 0;
let atRest = () => {};

// What is done whenever the screen comes to rest.
export const onRest = (then) => { atRest = then; };
export const now = () => document.body.dataset.view;

function show(view, focus) {
    document.body.dataset.view = view;
    for (const section of sections) section.hidden = section.id !== view;
    if (view !== "answer") said.replaceChildren();
    if (focus) document.getElementById(focus)?.focus();
}

function after(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(rest, milliseconds);
}

export function rest() {
    clearTimeout(timer);
    atRest();
    show("pad");
    document.activeElement?.blur();
}

// Another section than the pad, which goes away when nobody touches it.
export function open(view, focus) {
    show(view, focus);
    stay();
}

// Somebody is there.
export const stay = () => after(IDLE);

const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });

// Answers whoever stands there: `well`, `heading`, `lines`, and a `kind` for the style.
export function answer({ well, kind, heading, lines }) {
    show("answer");
    document.body.dataset.kind = kind;
    document.body.dataset.well = String(well);
    const title = Object.assign(document.createElement("h1"), { textContent: heading });
    said.replaceChildren(title, ...lines.map(paragraph));
    after(well ? WELL : NO);
}

// While an answer is awaited: only if it takes a while, so that nothing flickers.
export function awaiting() {
    const slow = setTimeout(() => answer({ well: true, kind: "waiting", heading: words.oneMoment, lines: [] }), 300);
    return () => clearTimeout(slow);
}

export const noted = () =>
    answer({ well: true, kind: "noted", heading: words.noted, lines: [words.notedWhy] });
export const broken = (why = words.ask) =>
    answer({ well: false, kind: "broken", heading: words.broken, lines: [why] });

// Says how many taps wait, and that there is no network.
export function network(offline, waiting) {
    const said = [offline && words.offline, waiting > 0 && words.waiting.replace("{}", waiting)].filter(Boolean);
    document.getElementById("network").replaceChildren(...said.map(paragraph));
}
