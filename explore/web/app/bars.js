// Counts as bars from left to right, each with its name and number, and a link to what it counts.
import { make } from "./dom.js";
import { count } from "./format.js";

// A sheet of its own; gives {sheet, update(rows, note)}. A row: {name, value, href, tone}; tone: the
// name of a colour of the style sheet.
export function bars({ title, noun }) {
  const note = make("p", { class: "dim" });
  const list = make("ul", { class: "bars" });
  const sheet = make("section", { class: "sheet" }, make("h2", {}, title), note, list);
  let drawn = "";

  function update(rows, words = "") {
    note.textContent = words;
    note.hidden = words === "";
    const now = JSON.stringify(rows);
    if (now === drawn) return;  // a link that has the focus keeps it
    drawn = now;
    const most = Math.max(1, ...rows.map((row) => row.value));
    const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    list.replaceChildren(...rows.map((row) => bar(row, most, noun)));
    if (rows.length === 0) list.append(make("li", { class: "dim" }, "nothing yet"));
    if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
  return { sheet, update };
}

function bar({ name, value, href, tone }, most, noun) {
  const fill = make("i", { class: "fill " + (tone || "plain") });
  // Small values are still visible, zero is not.
  fill.style.width = value > 0 ? `max(2px, ${(100 * value) / most}%)` : "0";
  const text = [make("span", { class: "name", title: name }, name), make("span", { class: "value" }, count(value),
    make("span", { class: "visually-hidden" }, ` ${noun}`)), make("span", { class: "track" }, fill)];
  return make("li", {}, href ? make("a", { href }, ...text) : make("span", { class: "row-of-bar" }, ...text));
}
