// The first screen, kept up to date; its buttons without a new page.
import { door } from "./door.js";
import { coalesced, follow } from "./live.js";
import { morph } from "./morph.js";

const MINUTE_MS = 60_000;
const AGAIN_MS = 3000;
// For so long nobody is told a second time what they did themselves.
const OWN_MS = 5000;

const live = document.getElementById("live");
const link = document.getElementById("link");
const said = document.getElementById("said");
const told = document.getElementById("told");
let isFollowed = false;
let again = 0;
let ownAt = 0;

function stand(problem) {
  const asOf = live.querySelector(".screen")?.dataset.asOf ?? "";
  link.classList.toggle("lost", problem !== null);
  link.textContent = problem === null ? `Live, as of ${asOf}.` : `${problem} This is as of ${asOf}.`;
}

// Only what is new is written, so that it is not read out anew.
const problem = () => (isFollowed ? null : "The connection is lost; it comes back by itself.");

const renew = coalesced(async () => {
  clearTimeout(again);
  try {
    const answer = await fetch(live.dataset.list);
    if (answer.redirected) return stand("You are signed out: load the page to sign in.");
    if (!answer.ok) return stand("The server cannot tell who is here.");
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    const wanted = live.cloneNode(false);
    wanted.append(made.content);
    const held = document.activeElement;
    const wasInside = live.contains(held);
    morph(live, wanted);
    if (wasInside && !live.contains(document.activeElement)) focusNear();
    stand(problem());
  } catch {
    stand("The connection is lost; it comes back by itself.");
    // The stream may have stood meanwhile, and then tells nobody that what it told last was not shown.
    again = setTimeout(renew, AGAIN_MS);
  }
});

// What had the focus is gone: whoever uses a keyboard goes on from the list.
function focusNear() {
  const heading = document.getElementById("inside");
  heading.tabIndex = -1;
  heading.focus();
}

function say(well, text) {
  said.className = `said notice ${well ? "well" : "no"}`;
  said.textContent = text;
}

// Sends what a button says; the server says what came of it.
async function send(url, name, value) {
  ownAt = Date.now();
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams([[name, value]]),
    });
    if (answer.redirected) return say(false, "You are signed out: load the page to sign in.");
    const isTold = answer.headers.get("Content-Type")?.startsWith("application/json");
    const { well, text } = isTold ? await answer.json() : { well: false, text: "That could not be done." };
    say(well, text ?? "That could not be done.");
  } catch {
    say(false, "There is no connection: nothing was done.");
  }
  await renew();
}

live.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.name) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  await send(live.getAttribute("action"), button.name, button.value);
  button.removeAttribute("aria-disabled");
});

const WORDS = { arrival: "came in", departure: "left", refusal: "was not let in" };
let waiting = [];

// What happens at once is told at once, in one breath.
function announce(event, data) {
  if (!WORDS[event] || Date.now() - ownAt < OWN_MS) return;
  waiting.push(`${data.CoworkerFullName ?? "Somebody unknown"} ${WORDS[event]}.`);
  if (waiting.length > 1) return;
  setTimeout(() => {
    told.textContent = waiting.length > 4 ? `${waiting.length} people came or left.` : waiting.join(" ");
    waiting = [];
  }, 1000);
}

follow(
  link.dataset.stream,
  (event, data) => {
    announce(event, data);
    renew();
  },
  (isOpen) => {
    isFollowed = isOpen;
    if (isOpen) renew();
    else stand(problem());
  },
);
setInterval(() => document.hidden || renew(), MINUTE_MS);
addEventListener("online", renew);
document.addEventListener("visibilitychange", () => document.hidden || renew());

const form = document.getElementById("door");
if (form) door(form, send);
