// Sends a form once, and before that finds out where the phone is if the tile works only near its place. Without a
// position the form is sent all the same: the answer says what to do.

const PATIENCE = { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 };

function position() {
    return new Promise((found) => {
        if (!navigator.geolocation) return found(null);
        navigator.geolocation.getCurrentPosition((read) => found(read.coords), () => found(null), PATIENCE);
    });
}

function tell(form, text) {
    const state = form.querySelector("[role=status]");
    if (state) state.textContent = text;
}

async function send(form) {
    if (form.dataset.near !== undefined) {
        tell(form, form.dataset.finding);
        const read = await position();
        if (read) {
            form.elements.latitude.value = read.latitude.toFixed(6);
            form.elements.longitude.value = read.longitude.toFixed(6);
            form.elements.accuracy.value = Math.ceil(read.accuracy);
        }
    }
    tell(form, form.dataset.sending);
    form.submit();
}

for (const form of document.querySelectorAll("form[data-sending]")) {
    const button = form.querySelector("button");
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (button.disabled) return;
        button.disabled = true;
        send(form);
    });
    // A page that comes back by the back button may be used again.
    addEventListener("pageshow", () => { button.disabled = false; tell(form, ""); });
}
