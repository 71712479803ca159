// Checking somebody in or out by three keys: `/`, a letter, Enter.

const QUIET_MS = 120;

export function door(form, send) {
  const field = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  let options = [];
  let chosen = 0;
  // What the list answers to, and whether Enter waits for another.
  let answers = null;
  let enterWaits = false;
  let timer = 0;

  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) {
    field.setAttribute(name, value);
  }

  addEventListener("keydown", (event) => {
    const isTyped = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyped) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(nth) {
    chosen = nth;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === nth)));
    const option = list.children[nth];
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function shown(one, nth) {
    const option = document.createElement("li");
    option.id = `option${nth}`;
    option.setAttribute("role", "option");
    for (const [kind, text] of [["name", one.name], ["quiet", one.about], ["where", one.where], ["does", one.out ? "Check out" : "Check in"]]) {
      if (!text) continue;
      const part = document.createElement("span");
      part.className = kind;
      part.textContent = text;
      option.append(part, " ");
    }
    // Before the field loses the focus.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => toggle(nth));
    return option;
  }

  function show(found) {
    options = found;
    const nobody = document.createElement("li");
    nobody.className = "quiet";
    nobody.setAttribute("role", "option");
    nobody.setAttribute("aria-disabled", "true");
    nobody.textContent = "Nobody is found.";
    list.replaceChildren(...(found.length ? found.map(shown) : [nobody]));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (found.length) choose(0);
  }

  async function look() {
    const asked = field.value.trim();
    if (!asked) {
      answers = null;
      return close();
    }
    try {
      const answer = await fetch(`${form.dataset.find}&q=${encodeURIComponent(asked)}`);
      // Meanwhile something else was typed: that is asked for by itself.
      if (field.value.trim() !== asked) return;
      if (answer.redirected || !answer.ok) return form.submit();
      show(await answer.json());
      answers = asked;
      if (enterWaits) toggle(chosen);
    } catch {
      close();
    }
  }

  function toggle(nth) {
    enterWaits = false;
    const one = options[nth];
    if (!one) return;
    field.value = "";
    answers = null;
    options = [];
    close();
    field.focus();
    if (one.out) send(form.dataset.post, "out", one.out);
    else send(form.dataset.post, "in", one.id);
  }

  field.addEventListener("input", () => {
    enterWaits = false;
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return field.focus();
    // Nobody is checked in who was not shown for what is typed.
    if (answers === field.value.trim()) return toggle(chosen);
    enterWaits = true;
    clearTimeout(timer);
    look();
  });

  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      choose((chosen + step + options.length) % options.length);
    } else if (event.key === "Escape") {
      enterWaits = false;
      close();
    }
  });
  field.addEventListener("blur", close);
  field.addEventListener("focus", () => options.length && answers === field.value.trim() && show(options));
}
