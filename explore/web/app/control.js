// Buttons and a line of commands for a crawl that runs, where the server was started with a token.
import { ask, post } from "./api.js";
import { make } from "./dom.js";

const BETWEEN_LOOKS_MS = 5000;

export function controls(signal) {
  const state = make("p", { class: "dim" });
  const said = make("p", { class: "dim", role: "status" });
  const button = (words, command) => make("button", { type: "button", onclick: () => send(command) }, words);
  const pause = button("Pause", "pause");
  const resume = button("Go on", "resume");
  const stop = button("Stop", "stop");
  const line = make("input", { type: "text", "aria-label": "Command to the crawl", placeholder: "delay example.com 2s", maxlength: 8000, spellcheck: "false" });
  const form = make("form", { class: "row", onsubmit: (event) => { event.preventDefault(); if (line.value.trim()) send(line.value.trim()); } },
    line, make("button", { type: "submit" }, "Send"));
  const parts = [make("h2", {}, "Steering"), state, make("div", { class: "row" }, pause, resume, stop), form, said];
  const section = make("section", { class: "sheet", hidden: true, "aria-label": "Steering" });

  // Empty where there is nothing to steer.
  function show(isShown) {
    if (isShown !== section.hidden) return;
    section.hidden = !isShown;
    section.replaceChildren(...(isShown ? parts : []));
  }

  async function send(command) {
    try {
      said.textContent = (await post("control", { command }, { signal })).text;
      line.value = "";
    } catch (error) {
      if (error.name === "AbortError") return;
      said.textContent = error.message;
    }
    look();
  }

  let next = null;
  async function look() {
    clearTimeout(next);
    try {
      const { may_steer: maySteer, status } = await ask("control", {}, { signal });
      if (!maySteer) return;
      show(Boolean(status));
      if (status) draw(status);
    } catch (error) {
      if (error.name === "AbortError") return;  // the view has gone
      show(false);
    }
    if (!signal.aborted) next = setTimeout(look, BETWEEN_LOOKS_MS);
  }

  function draw(status) {
    const settings = status.settings.map((one) => [one.setting, one.subject, one.value].filter(Boolean).join(" "));
    state.textContent = `The crawl is ${status.state}` + (settings.length > 0 ? `; set: ${settings.join(", ")}` : "");
    pause.disabled = status.state !== "running";
    resume.disabled = status.state !== "paused";
    stop.disabled = status.state === "stopping";
  }

  signal.addEventListener("abort", () => clearTimeout(next));
  look();
  return section;
}
