// The state of the crawl: polled every two seconds and passed on to listeners.
import { ask } from "./api.js";
import { make } from "./dom.js";
import { count } from "./format.js";

const EVERY_MS = 2000;
const listeners = new Set();
let state = null;
let text = "";

// Calls `listener` with the response of /api/overview: at once if it is known, and whenever it changes,
// until `signal` is aborted.
export function onState(signal, listener) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
  if (state) listener(state);
}

// Shows in `place` how the crawl is doing, from now on.
export function followState(place) {
  const say = (words, isRunning) => {
    if (place.textContent !== words) {
      // A narrow bar leaves out what goes without saying.
      const [, start, rest] = /^(crawl (?:is )?)?(.*)$/s.exec(words);
      place.replaceChildren(make("span", { class: "said-anyway" }, start || ""), rest);
      place.title = words;  // where there is no room for all of them
    }
    place.classList.toggle("is-running", isRunning);
  };
  const look = async () => {
    try {
      if (!document.hidden) take(await ask("overview"), say);
    } catch (error) {
      say(error.message, false);
    }
    setTimeout(look, EVERY_MS);
  };
  look();
}

function take(json, say) {
  const now = JSON.stringify(json);
  if (now !== text) {
    text = now;
    state = json;
    for (const listener of listeners) listener(json);
  }
  if (json.error) say(json.error, false);
  else if (!json.is_complete) say(`reading the crawl: ${count(json.pages)} pages so far`, false);
  else say(json.is_running ? "crawl is running" : endWords(json), json.is_running);
}

function endWords(json) {
  const run = json.run && json.run[0];
  if (!run) return "no run yet";
  if (!run.end_reason) return "not running; the last run has no end";
  return run.end_reason === "finished" ? "crawl finished" : `crawl ended: ${run.end_reason}`;
}
