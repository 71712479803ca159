// What is typed: digits one by one, or by a card reader, which types as a keyboard does, only faster than anybody can.

// Keys that follow one another within `gap` milliseconds, `least` of them or more, and then Enter: a card's number.
export function bursts({ gap = 60, least = 6 } = {}) {
    let typed = "";
    let last = -Infinity;
    return {
        key(character, at) {
            typed = at - last > gap ? character : typed + character;
            last = at;
        },
        enter(at) {
            const card = at - last <= gap && typed.length >= least ? typed : null;
            typed = "";
            return card;
        },
    };
}

// The pad: its buttons, the keyboard, and the reader. `typed` and `held` are told what came of it; `listens` says whether
// the pad is what people look at, and `woken` is told that somebody is there.
export function pad({ typed, held, listens, woken }) {
    const field = document.getElementById("pin");
    const keys = bursts();
    const put = (text) => { field.value = (field.value + text).slice(0, 32); };
    const clear = () => { field.value = ""; };
    const send = () => {
        const pin = field.value;
        clear();
        if (pin) typed(pin);
    };
    for (const button of document.querySelectorAll("[data-digit]")) {
        button.addEventListener("click", () => { woken(); put(button.dataset.digit); });
    }
    document.getElementById("delete").addEventListener("click", () => { woken(); field.value = field.value.slice(0, -1); });
    document.getElementById("pin-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
        if (event.key === "Enter") {
            const card = keys.enter(event.timeStamp);
            if (card) {
                event.preventDefault();
                clear();
                held(card);
            } else if (listens() && !event.target.closest("button, a, form")) {
                send();
            }
        } else if (event.key.length === 1) {
            keys.key(event.key, event.timeStamp);
            if (!listens() || event.key === " ") return;
            woken();
            event.preventDefault();
            put(event.key);
        } else if (event.key === "Backspace" && listens()) {
            event.preventDefault();
            field.value = field.value.slice(0, -1);
        } else if (event.key === "Escape") {
            clear();
            woken();
        }
    });
    return { clear };
}
