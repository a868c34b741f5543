// What the audit found, worst first, with what found nothing folded away; and one finding with its rows.
import { ask } from "./api.js";
import { exportLinks, loading, make, pageHash, problem } from "./dom.js";
import { count, ms, plural } from "./format.js";

const EVERY_MS = 1500;
const AT_REST_MS = 5000;  // a crawl that runs has the checks done again, as long as somebody looks
const TONES = { error: "bad", warning: "warn", notice: "notice", fact: "dim" };
const SEVERITIES = [["error", "Errors"], ["warning", "Warnings"], ["notice", "Notices"], ["fact", "Facts"]];

const badge = (severity) => make("span", { class: "badge " + TONES[severity] }, severity);
const hash = (id) => "#/findings?" + new URLSearchParams({ id });
const number = (finding) => (finding.is_more ? "over " : "") + count(finding.count);

export async function show(place, context) {
  const id = context.parameters.get("id");
  await (id ? showOne(place, context, id) : showAll(place, context));
}

// Asks now, and again and again, at leisure where `isDone(answer)`.
async function follow({ signal }, path, parameters, take, isDone) {
  const answer = await ask(path, parameters, { signal });
  take(answer);
  let wait = isDone(answer) ? AT_REST_MS : EVERY_MS;
  const again = async () => {
    try {
      if (!document.hidden) {
        const newer = await ask(path, parameters, { signal });
        take(newer);
        wait = isDone(newer) ? AT_REST_MS : EVERY_MS;
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      wait = AT_REST_MS;  // the bar says that the server does not answer
    }
    if (!signal.aborted) setTimeout(again, wait);
  };
  setTimeout(again, wait);
}

async function showAll(place, context) {
  const said = make("p", { class: "dim", role: "status" });
  const totals = make("dl", { class: "tiles" });
  const found = make("div");
  const clean = make("ul", { class: "findings" });
  const cleanWords = make("summary");
  const cleanSheet = make("details", { class: "sheet", hidden: true }, cleanWords, clean);
  place.append(make("h1", {}, "Findings"), said, totals, found, cleanSheet);
  let drawn = "";
  await follow(context, "findings", {}, ({ findings: all, is_complete: isComplete, is_working: isWorking }) => {
    const now = JSON.stringify(all);
    const known = all.filter(isKnown).length;
    said.textContent = !isComplete || isWorking
      ? `Running: ${known} of ${plural(all.length, "check")} done.`
      : `${plural(all.length, "check")} done.`;
    if (now === drawn) return;
    drawn = now;
    const focused = found.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    totals.replaceChildren(...SEVERITIES.map(([severity, words]) => total(words, all.filter((one) => one.severity === severity))));
    found.replaceChildren(...SEVERITIES.map(([severity, words]) => group(words, all.filter((one) => one.severity === severity))).filter(Boolean));
    const none = all.filter((one) => one.count === 0 && !one.error);
    clean.replaceChildren(...none.map(line));
    cleanWords.textContent = `${plural(none.length, "check")} found nothing`;
    cleanSheet.hidden = none.length === 0;
    if (focused) found.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }, (answer) => answer.is_complete && !answer.is_working);
}

const isKnown = (one) => one.count !== null || Boolean(one.error);
const sum = (findings) => findings.reduce((all, one) => all + (one.count || 0), 0);

function total(words, findings) {
  const hits = findings.filter((one) => one.count > 0);
  return make("div", { class: "tile" }, make("dt", {}, words),
    make("dd", {}, count(sum(hits)), make("small", {}, `by ${hits.length} of ${plural(findings.length, "check")}`)));
}

// Those of one severity that found something, failed or still run, most hits first; none: null.
function group(words, findings) {
  const shown = findings.filter((one) => one.count !== 0 || one.error).sort((a, b) => (b.count || 0) - (a.count || 0));
  if (shown.length === 0) return null;
  return make("section", { class: "sheet" }, make("h2", {}, words), make("ul", { class: "findings" }, ...shown.map(line)));
}

function line(finding) {
  const found = finding.error ? "failed" : finding.count === null ? "…" : finding.count === 0 ? "none" : number(finding);
  return make("li", {}, badge(finding.severity), make("a", { href: hash(finding.id) }, finding.title),
    make("span", { class: "dim group" }, finding.group),
    make("span", { class: "count" + (finding.count > 0 ? "" : " none") }, found));
}

async function showOne(place, context, id) {
  const room = make("div");
  let drawn = "";
  let isTable = false;
  let draw = null;
  const newer = make("button", { type: "button", class: "newer", hidden: true, onclick: () => draw() }, "Show what the crawl has changed");
  place.append(make("p", { class: "row" }, make("a", { href: "#/findings" }, "All findings"), newer), room);
  await follow(context, "finding", { id }, (finding) => {
    const now = JSON.stringify([finding.is_known, finding.count, finding.rows, finding.error]);
    draw = () => {
      drawn = now;
      newer.hidden = true;
      isTable = finding.count > 0;
      drawOne(room, finding, context);
    };
    // A table that someone may be reading stays as it is until they say so.
    if (now === drawn) newer.hidden = true;
    else if (isTable) newer.hidden = false;
    else draw();
  }, (finding) => finding.is_known);
}

function drawOne(room, finding, context) {
  const rows = make("div");
  room.replaceChildren(
    make("h1", {}, finding.title),
    make("p", {}, badge(finding.severity), ` ${finding.group}`),
    make("p", {}, `${finding.meaning} ${finding.remedy}`),
    make("details", { class: "sheet" }, make("summary", {}, "SQL of this check"),
      make("pre", { tabindex: "0" }, finding.sql),
      make("p", {}, make("a", { href: "#/sql?" + new URLSearchParams({ q: finding.sql }) }, "Open in SQL"),
        finding.is_known ? `, took ${ms(finding.ms)}` : "")),
    rows);
  if (finding.error) rows.append(problem(new Error(finding.error)));
  else if (!finding.is_known) rows.append(loading("the results"));
  else if (finding.count === 0) rows.append(make("p", { class: "sheet" }, "None found."));
  else window.crawlTable(rows, tableOf(finding, context));
}

// What is filtered and sorted by is kept in the address.
function tableOf(finding, { parameters, setParameters }) {
  return {
    columns: finding.columns, rows: finding.rows, label: finding.title, file: finding.id, total: finding.count,
    href: (url) => pageHash(url), state: parameters, changed: () => setParameters(parameters, false),
    exportLinks: (choice) => exportLinks("finding", { id: finding.id, ...choice }),
  };
}
