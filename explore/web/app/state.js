// The state of the crawl: asked for every two seconds, told to all who want to know.
import { ask } from "./api.js";
import { count } from "./format.js";

const EVERY_MS = 2000;
const listeners = new Set();
let state = null;
let text = "";

// Calls `listener` with what /api/overview says: at once if it is known, and when it changes; until
// `signal` is aborted.
export function onState(signal, listener) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
  if (state) listener(state);
}

// Says in `place` how the crawl is, from now on.
export function followState(place) {
  const say = (words, isRunning) => {
    if (place.textContent !== words) place.textContent = words;
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
  if (!run.end_reason) return "not running, and not ended";
  return run.end_reason === "finished" ? "crawl finished" : `crawl ended: ${run.end_reason}`;
}
