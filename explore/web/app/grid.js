// A table that the server sorts, filters and pages, so that it may have a million rows. Its state is
// in the address: sort, f.COLUMN, after, cols. It follows a crawl that runs, but never moves what the
// reader looks at: what would, waits for a click.
import { ask } from "./api.js";
import { exportLinks, make, problem } from "./dom.js";
import { count, plural } from "./format.js";
import { onState } from "./state.js";

const ROWS = 100;
const TYPING_MS = 350;
const RESTS = 10;  // following a crawl takes at most a tenth of the time
const HELP = [
  "Numbers: 200, >=400, <1000, 400..499",
  "Text: words it contains; =the whole text; ^its beginning; !words it does not contain",
  "Both: - is empty, * is not empty",
];
const narrow = matchMedia("(max-width: 40rem)");  // as in app.css

// listing: its name on the server. columns: {name: {words, cell(value, row)}} for those that look
// special. shown: the columns shown at first. order: the initial sort. noun: what a row is.
// On a narrow screen the title of a page stands in one column with its URL, so that both are in sight.
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
  const savers = make("span", { class: "savers" });
  const newer = make("button", { type: "button", class: "newer", hidden: true, onclick: () => { newer.hidden = true; load(); } }, "Show what the crawl has changed");
  const first = make("button", { type: "button", onclick: () => turnTo("", true) }, "First");
  const before = make("button", { type: "button", onclick: () => turnTo(seen.pop() ?? "", false) }, "Previous");
  const next = make("button", { type: "button", onclick: () => { seen.push(parameters.get("after") ?? ""); turnTo(answer.next, false); } }, "Next");
  const where = make("span", { class: "said", role: "status" });
  place.append(make("div", { class: "grid-tools" }, said, newer, clear, savers, chooser, help), trouble, box,
    make("div", { class: "pager" }, first, before, next, where));

  // Where the pages before this one start: kept with the step of the history, so that a reload has it.
  const kept = parameters.get("after") && history.state && history.state.seen;
  const seen = Array.isArray(kept) ? [...kept] : [];
  let answer = null;
  let total = null;
  let running = null;
  let typing = 0;

  signal.addEventListener("abort", () => { clearTimeout(typing); if (running) running.abort(); });
  narrow.addEventListener("change", () => { if (answer) { drawHead(); drawRows(); } }, { signal });
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
  // The columns of the screen, each of one or two of the table's.
  const grouped = () => {
    const names = visible();
    if (!narrow.matches || !names.includes("url") || !names.includes("title")) return names.map((name) => [name]);
    return names.filter((name) => name !== "title").map((name) => (name === "url" ? ["title", "url"] : [name]));
  };
  const headingOf = (name) => (columns[name] && columns[name].words) || name.replace(/_/g, " ");

  function change(edit, isNew) {
    edit();
    setParameters(parameters, isNew, { seen: [...seen] });
    newer.hidden = true;
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
    const button = (name) => make("button", { type: "button", "data-column": name, "data-sort": sort === name ? "up" : sort === "-" + name ? "down" : null,
      onclick: () => sortBy(name) }, headingOf(name));
    const titles = grouped().map((names) => {
      const th = make("th", { scope: "col", class: kind(names[0]) === "number" ? "number" : null }, ...names.map(button));
      if (names.includes(sort)) th.setAttribute("aria-sort", "ascending");
      if (names.some((name) => sort === "-" + name)) th.setAttribute("aria-sort", "descending");
      return th;
    });
    const filter = (name) => {
      const input = make("input", { type: "search", "aria-label": `Filter ${headingOf(name)}`, spellcheck: "false",
        placeholder: kind(name) === "number" ? ">=, .." : grouped().length < visible().length && name === "title" ? "title" : "filter", maxlength: 500 });
      input.value = parameters.get("f." + name) || "";
      input.addEventListener("input", () => {
        clearTimeout(typing);
        typing = setTimeout(() => filterBy(name, input.value), TYPING_MS);
      });
      input.addEventListener("change", () => filterBy(name, input.value));
      return input;
    };
    const inputs = grouped().map((names) => make("td", {}, ...names.map(filter)));
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

  function rowOf(row) {
    const index = new Map(answer.columns.map((one, i) => [one.name, i + 1]));
    const value = (name) => row[index.get(name)];
    const cellOf = (name) => {
      const here = value(name);
      const special = columns[name];
      if (here === null) return "–";
      if (special && special.cell) return special.cell(here, value);
      return answer.columns[index.get(name) - 1].kind === "number" ? count(here) : String(here);
    };
    const tr = make("tr", {}, ...grouped().map((names) => {
      if (names.length > 1) return make("td", { class: "stacked" }, ...names.map((name) => make("div", { class: name }, cellOf(name))));
      const [name] = names;
      const look = [answer.columns[index.get(name) - 1].kind === "number" ? "number" : "", columns[name] && columns[name].look, value(name) === null ? "none" : ""];
      return make("td", { class: look.filter(Boolean).join(" ") || null }, cellOf(name));
    }));
    tr.dataset.row = JSON.stringify(row);
    return tr;
  }

  function drawRows() {
    body.replaceChildren(...answer.rows.map(rowOf));
    if (answer.rows.length === 0) {
      body.append(make("tr", {}, make("td", { colspan: grouped().length, class: "none" }, isFiltered() ? "Nothing matches these filters." : `There are no ${noun}s.`)));
    }
  }

  // The crawl has gone on. Rows that changed change where they stand, new ones come at the end; where
  // that is not all, the reader is told.
  function follow(got) {
    const isSameOrder = answer.rows.every((row, i) => got.rows[i] && got.rows[i][0] === row[0]);
    if (!isSameOrder) { newer.hidden = false; return; }
    const old = answer.rows.length;
    answer = got;
    if (!parameters.get("after")) total = got.total;
    if (old === 0) drawRows();
    else {
      got.rows.forEach((row, i) => {
        const there = body.rows[i];
        if (!there) body.append(rowOf(row));
        else if (there.dataset.row !== JSON.stringify(row) && !there.contains(document.activeElement)) there.replaceWith(rowOf(row));
      });
    }
    say();
  }

  const isFiltered = () => [...parameters.keys()].some((name) => name.startsWith("f."));

  function say() {
    const words = isFiltered() ? "match" : "";
    if (total !== null) said.textContent = `${plural(total, noun)} ${words}`.trim();
    else if (!answer.next && !parameters.get("after")) said.textContent = `${plural(answer.rows.length, noun)} ${words}`.trim();
    else said.textContent = `more than ${plural(answer.rows.length, noun)} ${words}`.trim();
    const links = exportLinks(listing, exported());
    if (savers.lastChild?.href !== links.at(-1).href) savers.replaceChildren(...links);
    clear.hidden = !isFiltered();
    first.disabled = !parameters.get("after");
    before.disabled = seen.length === 0;
    next.disabled = !answer.next;
    where.textContent = parameters.get("after") && seen.length === 0 ? "" : `page ${count(seen.length + 1)}`;
  }

  const filters = () => Object.fromEntries([...parameters].filter(([name]) => name.startsWith("f.")));
  const asked = () => ({ limit: ROWS, sort: sortOf(), after: parameters.get("after"), ...filters() });
  const exported = () => ({ sort: sortOf(), cols: visible().join(","), ...filters() });

  let isStale = false;  // the crawl has changed since
  let rested = 0;       // from then on it is followed again
  async function lookAgain() {
    if (!isStale || !answer || running || Date.now() < rested) return;
    isStale = false;
    const began = Date.now();
    const mine = (running = new AbortController());
    try {
      const got = await ask("list/" + listing, asked(), { signal: mine.signal });
      if (running === mine) follow(got);
    } catch (error) {
      if (error.name !== "AbortError") rested = Infinity;  // said where somebody asks for it
    }
    rested = Math.max(rested, Date.now() + RESTS * (Date.now() - began));
    if (running === mine) running = null;
  }

  async function load() {
    if (running) running.abort();
    const mine = (running = new AbortController());
    box.classList.add("is-loading");
    box.setAttribute("aria-busy", "true");
    try {
      const got = await ask("list/" + listing, asked(), { signal: mine.signal });
      const isFirst = answer === null;
      answer = got;
      if (!parameters.get("after")) total = got.total;
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
      running = null;
      box.classList.remove("is-loading");
      box.removeAttribute("aria-busy");
    }
  }

  await load();
  let known = null;
  onState(signal, (state) => {
    const now = JSON.stringify([state.states, state.pages]);
    isStale = isStale || (known !== null && known !== now);
    known = now;
  });
  const looking = setInterval(lookAgain, 500);
  signal.addEventListener("abort", () => clearInterval(looking));
}
