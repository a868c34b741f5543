// A table that the server sorts, filters and pages, so that it may have a million rows. Its state is
// in the address: sort, f.COLUMN, after, cols.
import { ask } from "./api.js";
import { make, problem } from "./dom.js";
import { count, plural } from "./format.js";

const ROWS = 100;
const TYPING_MS = 350;
const HELP = [
  "Numbers: 200, >=400, <1000, 400..499",
  "Text: words it contains; =the whole text; ^its beginning; !words it does not contain",
  "Both: - is empty, * is not empty",
];

// listing: its name on the server. columns: {name: {words, cell(value, row)}} for those that look
// special. shown: the columns shown at first. order: the initial sort. noun: what a row is.
export async function grid(place, context, { listing, columns, shown, order = "", noun, label }) {
  const { parameters, setParameters, signal } = context;
  const said = make("span", { class: "said", role: "status" });
  const choices = make("div", { class: "choices" });
  const clear = make("button", { type: "button", onclick: () => clearFilters() }, "Clear filters");
  const help = make("details", {}, make("summary", {}, "Filter help"),
    make("div", { class: "choices words" }, ...HELP.map((line) => make("div", {}, line))));
  const chooser = make("details", {}, make("summary", {}, "Columns"), choices);
  const head = make("thead");
  const body = make("tbody");
  const table = make("table", { class: "grid" }, make("caption", { class: "visually-hidden" }, label), head, body);
  const box = make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": label }, table);
  const trouble = make("div");
  const first = make("button", { type: "button", onclick: () => turnTo("", true) }, "First");
  const before = make("button", { type: "button", onclick: () => turnTo(seen.pop() ?? "", false) }, "Previous");
  const next = make("button", { type: "button", onclick: () => { seen.push(parameters.get("after") ?? ""); turnTo(answer.next, false); } }, "Next");
  const where = make("span", { class: "said", role: "status" });
  place.append(make("div", { class: "grid-tools" }, said, clear, chooser, help), trouble, box,
    make("div", { class: "pager" }, first, before, next, where));

  const seen = [];  // where the pages before this one start
  let answer = null;
  let total = null;
  let running = null;
  let typing = 0;

  signal.addEventListener("abort", () => { clearTimeout(typing); if (running) running.abort(); });
  for (const details of [help, chooser]) {
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      details.open = false;
      details.querySelector("summary").focus();
    });
  }

  const visible = () => {
    const wanted = (parameters.get("cols") || "").split(",").filter((name) => answer.columns.some((one) => one.name === name));
    return wanted.length > 0 ? wanted : shown;
  };
  const headingOf = (name) => (columns[name] && columns[name].words) || name.replace(/_/g, " ");

  function change(edit, isNew) {
    edit();
    setParameters(parameters, isNew);
    return load();
  }

  function turnTo(after, isStart) {
    if (isStart) seen.length = 0;
    change(() => (after ? parameters.set("after", after) : parameters.delete("after")), true);
    box.scrollTop = 0;
    table.scrollIntoView({ block: "nearest" });
  }

  function restart() {
    seen.length = 0;
    parameters.delete("after");
  }

  const sortOf = () => parameters.get("sort") ?? order;

  function sortBy(name) {
    const now = sortOf();
    // Three clicks: up, down, and back to the order of the table.
    const then = now === name ? "-" + name : now === "-" + name ? "" : name;
    change(() => { restart(); then === order ? parameters.delete("sort") : parameters.set("sort", then); drawHead(); }, true)
      .then(() => head.querySelector(`button[data-column="${CSS.escape(name)}"]`)?.focus());
  }

  function filterBy(name, text) {
    clearTimeout(typing);
    if ((parameters.get("f." + name) || "") === text) return;
    change(() => { restart(); text ? parameters.set("f." + name, text) : parameters.delete("f." + name); }, false);
  }

  function clearFilters() {
    for (const name of [...parameters.keys()]) if (name.startsWith("f.")) parameters.delete(name);
    change(() => { restart(); drawHead(); }, true);
  }

  function drawHead() {
    const sort = sortOf();
    const kind = (name) => answer.columns.find((one) => one.name === name).kind;
    const titles = visible().map((name) => {
      const th = make("th", { scope: "col", class: kind(name) === "number" ? "number" : null },
        make("button", { type: "button", "data-column": name, onclick: () => sortBy(name) }, headingOf(name)));
      if (sort === name) th.setAttribute("aria-sort", "ascending");
      if (sort === "-" + name) th.setAttribute("aria-sort", "descending");
      return th;
    });
    const inputs = visible().map((name) => {
      const input = make("input", { type: "search", "aria-label": `Filter ${headingOf(name)}`, spellcheck: "false",
        placeholder: kind(name) === "number" ? ">=, .." : "filter", maxlength: 500 });
      input.value = parameters.get("f." + name) || "";
      input.addEventListener("input", () => {
        clearTimeout(typing);
        typing = setTimeout(() => filterBy(name, input.value), TYPING_MS);
      });
      input.addEventListener("change", () => filterBy(name, input.value));
      return make("th", {}, input);
    });
    head.replaceChildren(make("tr", {}, ...titles), make("tr", { class: "filters" }, ...inputs));
  }

  function drawChoices() {
    choices.replaceChildren(...answer.columns.map(({ name }) => {
      const box_ = make("input", { type: "checkbox" });
      box_.checked = visible().includes(name);
      box_.addEventListener("change", () => {
        const names = answer.columns.map((one) => one.name).filter((one) => (one === name ? box_.checked : visible().includes(one)));
        if (names.length === 0) { box_.checked = true; return; }
        change(() => { parameters.set("cols", names.join(",")); drawHead(); }, false);
      });
      return make("label", {}, box_, headingOf(name));
    }));
  }

  function drawRows() {
    const index = new Map(answer.columns.map((one, i) => [one.name, i + 1]));
    const value = (row, name) => row[index.get(name)];
    body.replaceChildren(...answer.rows.map((row) => make("tr", {}, ...visible().map((name) => {
      const special = columns[name];
      const isNumber = answer.columns[index.get(name) - 1].kind === "number";
      const cell = make("td", { class: [isNumber ? "number" : "", special && special.look].filter(Boolean).join(" ") || null });
      const here = value(row, name);
      if (here === null) cell.append("–"), cell.classList.add("none");
      else if (special && special.cell) cell.append(special.cell(here, (other) => value(row, other)));
      else cell.append(isNumber ? count(here) : String(here));
      return cell;
    }))));
    if (answer.rows.length === 0) {
      body.append(make("tr", {}, make("td", { colspan: visible().length, class: "none" }, isFiltered() ? "Nothing matches these filters." : `There are no ${noun}s.`)));
    }
  }

  const isFiltered = () => [...parameters.keys()].some((name) => name.startsWith("f."));

  function say() {
    const words = isFiltered() ? "match" : "";
    if (total !== null) said.textContent = `${plural(total, noun)} ${words}`.trim();
    else if (!answer.next && !parameters.get("after")) said.textContent = `${plural(answer.rows.length, noun)} ${words}`.trim();
    else said.textContent = `more than ${plural(answer.rows.length, noun)} ${words}`.trim();
    clear.hidden = !isFiltered();
    first.disabled = !parameters.get("after");
    before.disabled = seen.length === 0;
    next.disabled = !answer.next;
    where.textContent = parameters.get("after") && seen.length === 0 ? "" : `page ${count(seen.length + 1)}`;
  }

  async function load() {
    if (running) running.abort();
    const mine = (running = new AbortController());
    box.classList.add("is-loading");
    box.setAttribute("aria-busy", "true");
    const asked = { limit: ROWS, sort: sortOf() };
    for (const [name, text] of parameters) if (name === "after" || name.startsWith("f.")) asked[name] = text;
    try {
      const got = await ask("list/" + listing, asked, { signal: mine.signal });
      const isFirst = answer === null;
      answer = got;
      if (!asked.after) total = got.total;
      trouble.replaceChildren();
      if (isFirst) { drawHead(); drawChoices(); }
      drawRows();
      say();
    } catch (error) {
      if (error.name === "AbortError") return;
      trouble.replaceChildren(problem(error));
      said.textContent = "";
      clear.hidden = !isFiltered();
    }
    if (running === mine) {
      box.classList.remove("is-loading");
      box.removeAttribute("aria-busy");
    }
  }

  await load();
}
