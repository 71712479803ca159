// Ticks of a roll call, kept on this device. Once the page is there nothing is asked of the network.

// Ticks older than this are of an earlier roll call: nobody is taken to be safe by them.
const FORGOTTEN_MS = 60 * 60_000;

const list = document.getElementById("call");
const boxes = [...list.querySelectorAll("input")];
const count = document.getElementById("count");
const missing = document.getElementById("missing");
const undo = document.getElementById("undo");
const network = document.getElementById("network");
const nobody = document.getElementById("nobody");
let done = [];
let isKept = true;

function kept() {
  try {
    const { at, safe } = JSON.parse(localStorage.getItem(list.dataset.key)) ?? {};
    return Date.now() - at < FORGOTTEN_MS ? new Set(safe) : new Set();
  } catch {
    return new Set();
  }
}

function keep() {
  const safe = boxes.filter((box) => box.checked).map((box) => box.value);
  try {
    localStorage.setItem(list.dataset.key, JSON.stringify({ at: Date.now(), safe }));
    isKept = true;
  } catch {
    isKept = false;
  }
}

function show() {
  const safe = boxes.filter((box) => box.checked).length;
  count.textContent = `${safe} of ${boxes.length} safe`;
  for (const box of boxes) box.closest("li").hidden = missing.checked && box.checked;
  nobody.hidden = !(missing.checked && boxes.length > 0 && safe === boxes.length);
  undo.disabled = done.length === 0;
  const lost = navigator.onLine ? "" : "There is no network. This list works without; it is as of the time above.";
  const alone = isKept ? "" : "This device keeps no ticks: do not load the page anew.";
  network.textContent = [lost, alone].filter(Boolean).join(" ");
}

list.addEventListener("change", (event) => {
  const box = event.target;
  done.push(box);
  keep();
  const at = boxes.indexOf(box);
  show();
  // Who is ticked goes from the list of who is missing: the next one is at hand.
  if (box.closest("li").hidden) {
    const next = [...boxes.slice(at + 1), ...boxes.slice(0, at).reverse()].find((other) => !other.checked);
    (next ?? missing).focus();
  }
});

undo.addEventListener("click", () => {
  const box = done.pop();
  if (!box) return;
  box.checked = !box.checked;
  keep();
  show();
  if (undo.disabled) missing.focus();
});

missing.addEventListener("change", show);
document.getElementById("print").addEventListener("click", () => print());
for (const event of ["online", "offline"]) addEventListener(event, show);

const before = kept();
for (const box of boxes) box.checked = before.has(box.value);
document.getElementById("tools").hidden = boxes.length === 0;
show();
