// What updates found changed: the runs, and the changes as a table.
import { ask } from "./api.js";
import { make, pageHash, breakable, statusBadge } from "./dom.js";
import { count, time } from "./format.js";
import { grid } from "./grid.js";

const BAD = ["gone", "missing", "forbidden"];
const kindBadge = (kind) => (kind ? make("span", { class: `badge ${BAD.includes(kind) ? "bad" : kind === "moved" ? "warn" : "good"}` }, kind) : "");
const status = (words) => ({ words, cell: (value) => statusBadge(value) });
const COLUMNS = {
  url: { words: "URL", look: "url", cell: (value) => make("a", { href: pageHash(value, "history") }, ...breakable(value)) },
  kind: { cell: kindBadge },
  fields: { cell: (value) => (value || "").replaceAll(",", ", ") },
  at_ms: { words: "when", cell: (value) => time(value) },
  old_status: status("old status"), status: status("status"),
  old_title: { words: "old title", look: "title-cell" }, title: { look: "title-cell" },
  redirect_to: { words: "leads to", look: "url" },
  old_words: { words: "old words" },
};

export async function show(place, context) {
  place.append(make("h1", {}, "Changes"), make("p", { class: "dim" }, "What updates (crawl --update) found otherwise than it was. Open one to see what was and what is."));
  const { rows } = await ask("changes", {}, { signal: context.signal });
  if (rows.length > 0) place.append(runsOf(rows));
  await grid(place, context, { columns: COLUMNS, label: "Changes", listing: "changes", noun: "change", order: "-at_ms",
    shown: ["url", "kind", "fields", "at_ms", "run", "old_title", "title"] });
}

function runsOf(rows) {
  const runs = new Map();
  for (const row of rows) {
    if (!runs.has(row.run)) runs.set(row.run, { started: row.started_ms, kinds: [] });
    runs.get(row.run).kinds.push(row);
  }
  const body = [...runs].map(([run, { started, kinds }]) => make("tr", {},
    make("td", { class: "number" }, make("a", { href: "#/changes?" + new URLSearchParams({ "f.run": run }) }, String(run))),
    make("td", {}, started ? time(started) : ""),
    make("td", {}, ...kinds.flatMap(({ kind, pages }, i) => [i > 0 ? ", " : "",
      make("a", { href: "#/changes?" + new URLSearchParams({ "f.run": run, "f.kind": "=" + kind }) }, `${count(pages)} ${kind}`)]))));
  return make("details", { open: runs.size <= 5 }, make("summary", {}, "Runs that found changes"),
    make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Runs that found changes" },
      make("table", { class: "grid" }, make("caption", { class: "visually-hidden" }, "Runs that found changes"),
        make("thead", {}, make("tr", {}, ...["Run", "Began", "Changes"].map((words) => make("th", { scope: "col", class: words === "Run" ? "number" : null }, words)))),
        make("tbody", {}, ...body))));
}
