// The SQL console: read-only, with example queries, and your own queries kept in this browser.
import { ask, post } from "./api.js";
import { exportLinks, make, pageHash, problem } from "./dom.js";
import { count, ms, plural } from "./format.js";

const KEPT = "crawl.queries";

function readKept() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one.name === "string" && typeof one.sql === "string") : [];
  } catch {
    return [];  // the browser stores nothing, or something else under that name
  }
}

export async function show(place, { parameters, setParameters, signal }) {
  const box = make("textarea", { "aria-label": "SQL", spellcheck: "false", placeholder: "SELECT url, status FROM pages WHERE status >= 400" });
  const run = make("button", { type: "submit" }, "Run (Ctrl+Enter)");
  const stop = make("button", { type: "button", hidden: true }, "Stop waiting");
  const name = make("input", { type: "text", "aria-label": "Name for this query", placeholder: "name", maxlength: 100 });
  const keep = make("button", { type: "button" }, "Keep");
  const said = make("p", { class: "dim", role: "status" }, "Read-only; at most 10 seconds and 10,000 rows.");
  const result = make("div");
  const form = make("form", { class: "sheet" }, box, make("div", { class: "row" }, run, stop, name, keep), said);
  const kept = make("ul", { class: "plain-list" });
  const starts = make("ul", { class: "plain-list" });
  const views = make("div");
  place.append(make("h1", {}, "SQL"), make("div", { class: "sql" },
    make("div", {}, form, result),
    make("aside", { class: "sql-side" },
      make("section", { class: "sheet" }, make("h2", {}, "Kept in this browser"), kept),
      make("section", { class: "sheet" }, make("h2", {}, "Examples"), starts),
      make("section", { class: "sheet" }, make("h2", {}, "Views"), views))));

  box.value = parameters.get("q") || "";
  let asking = null;
  signal.addEventListener("abort", () => asking && asking.abort());

  const use = (sql) => { box.value = sql; box.focus(); execute(); };
  const asLink = (words, sql) => make("button", { type: "button", class: "as-link", title: sql, onclick: () => use(sql) }, words);

  async function execute() {
    if (asking) asking.abort();
    // What was wrong with the SQL before is no word on this one; rows stay until there are others.
    result.querySelector(".problem")?.remove();
    if (!box.value.trim()) { result.replaceChildren(); said.textContent = "There is no SQL to run."; return; }
    const mine = (asking = new AbortController());
    if (parameters.get("q") !== box.value) for (const name of ["filter", "sort", "page"]) parameters.delete(name);
    parameters.set("q", box.value);
    setParameters(parameters, true);
    said.textContent = "Running …";
    stop.hidden = false;
    try {
      const answer = await post("sql", { sql: box.value }, { signal: mine.signal });
      draw(result, answer, box.value, { parameters, setParameters });
      said.textContent = `${plural(answer.rows.length, "row")} in ${ms(answer.ms)}${answer.is_cut ? "; there are more that are not shown" : ""}`;
    } catch (error) {
      if (error.name === "AbortError") { if (asking === mine) said.textContent = "Stopped waiting."; }
      else { said.textContent = ""; result.replaceChildren(problem(error)); }
    }
    if (asking === mine) stop.hidden = true;
  }

  function drawKept() {
    const queries = readKept();
    kept.replaceChildren(...queries.map((one) => make("li", {}, asLink(one.name, one.sql), " ",
      make("button", { type: "button", class: "as-link", "aria-label": `Forget ${one.name}`, onclick: () => {
        store(readKept().filter((other) => other.name !== one.name));
      } }, "forget"))));
    if (queries.length === 0) kept.append(make("li", { class: "dim" }, "none yet"));
  }

  function store(queries) {
    try {
      localStorage.setItem(KEPT, JSON.stringify(queries));
    } catch {
      said.textContent = "This browser does not store anything for this page.";
    }
    drawKept();
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); execute(); });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    execute();
  });
  stop.addEventListener("click", () => asking && asking.abort());
  keep.addEventListener("click", () => {
    const words = name.value.trim() || box.value.trim().slice(0, 40);
    if (!box.value.trim()) { said.textContent = "There is no SQL to keep."; return; }
    store([...readKept().filter((one) => one.name !== words), { name: words, sql: box.value }]);
    said.textContent = `Kept as "${words}".`;
    name.value = "";
  });
  drawKept();
  const start = await ask("start", {}, { signal });
  starts.append(...start.queries.map((one) => make("li", {}, asLink(one.question, one.sql))));
  views.append(...start.views.map((view) => make("details", {}, make("summary", {}, make("code", {}, view.name), ` ${view.meaning}`),
    make("p", { class: "dim" }, view.columns.join(", ")))));
  if (box.value.trim()) await execute();
}

function draw(result, answer, sql, { parameters, setParameters }) {
  const room = make("div");
  result.replaceChildren(room);
  if (answer.columns.length === 0) return;
  // A blob has no text, so its size is shown.
  const rows = answer.rows.map((row) => row.map((value) => (value && typeof value === "object" ? `(${count(value.blob)} bytes)` : value)));
  window.crawlTable(room, { columns: answer.columns, rows, label: "Result", file: "answer",
    total: answer.is_cut ? "more" : undefined, href: (value) => pageHash(value),
    state: parameters, changed: () => setParameters(parameters, false),
    exportLinks: (choice) => exportLinks("sql", { sql, ...choice }) });
}
