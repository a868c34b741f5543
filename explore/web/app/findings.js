// What the audit found, by group; and one finding with its rows.
import { ask } from "./api.js";
import { loading, make, pageHash, problem } from "./dom.js";
import { count, ms, plural } from "./format.js";

const EVERY_MS = 1500;
const TONES = { error: "bad", warning: "warn", notice: "notice", fact: "dim" };

const badge = (severity) => make("span", {}, make("span", { class: "badge " + TONES[severity] }, severity));
const hash = (id) => "#/findings?" + new URLSearchParams({ id });
const number = (finding) => (finding.is_more ? "over " : "") + count(finding.count);

export async function show(place, context) {
  const id = context.parameters.get("id");
  await (id ? showOne(place, context, id) : showAll(place, context));
}

// Asks now, and again until `isDone(answer)`.
async function follow({ signal }, path, parameters, take, isDone) {
  const answer = await ask(path, parameters, { signal });
  take(answer);
  if (isDone(answer)) return;
  const timer = setTimeout(() => follow({ signal }, path, parameters, take, isDone).catch(() => {}), EVERY_MS);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
}

async function showAll(place, context) {
  const said = make("p", { class: "dim", role: "status" });
  const groups = make("div");
  place.append(make("h1", {}, "Findings"), said, groups);
  await follow(context, "findings", {}, (answer) => {
    const known = answer.findings.filter((one) => one.count !== null || one.error).length;
    said.textContent = known < answer.findings.length
      ? `Running: ${known} of ${plural(answer.findings.length, "check")} done.`
      : `${plural(answer.findings.length, "check")}; a number is how many were found.`;
    groups.replaceChildren(...[...new Set(answer.findings.map((one) => one.group))].map((group) =>
      make("section", { class: "sheet" }, make("h2", {}, group),
        make("ul", { class: "findings" }, ...answer.findings.filter((one) => one.group === group).map(line)))));
  }, (answer) => answer.is_complete && !answer.is_working);
}

function line(finding) {
  const found = finding.error ? "failed" : finding.count === null ? "…" : finding.count === 0 ? "none" : number(finding);
  return make("li", {}, badge(finding.severity), make("a", { href: hash(finding.id) }, finding.title),
    make("span", { class: "count" + (finding.count > 0 ? "" : " none") }, found));
}

async function showOne(place, context, id) {
  const room = make("div");
  let drawn = "";
  place.append(make("p", {}, make("a", { href: "#/findings" }, "All findings")), room);
  await follow(context, "finding", { id }, (finding) => {
    // Don't redraw a table that someone may be sorting unless it has changed.
    const now = JSON.stringify([finding.is_known, finding.count, finding.rows]);
    if (now === drawn) return;
    drawn = now;
    const rows = make("div");
    room.replaceChildren(
      make("h1", {}, finding.title),
      make("p", {}, badge(finding.severity), ` ${finding.group}`),
      make("p", {}, finding.meaning),
      make("p", {}, finding.remedy),
      make("details", { class: "sheet" }, make("summary", {}, "SQL of this check"),
        make("pre", { tabindex: "0" }, finding.sql),
        make("p", {}, make("a", { href: "#/sql?" + new URLSearchParams({ q: finding.sql }) }, "Open in SQL"),
          finding.is_known ? `, took ${ms(finding.ms)}` : "")),
      rows);
    if (finding.error) rows.append(problem(new Error(finding.error)));
    else if (!finding.is_known) rows.append(loading("the results"));
    else if (finding.count === 0) rows.append(make("p", { class: "sheet" }, "None found."));
    else window.crawlTable(rows, { columns: finding.columns, rows: finding.rows, label: finding.title, file: finding.id, total: finding.count, href: (url) => pageHash(url) });
  }, (finding) => finding.is_known);
}
