// What the audit found, group by group with their scores, with what found nothing folded away; and one finding with its rows.
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
  place.append(make("h1", {}, "Findings"), said, totals, found);
  let drawn = "";
  await follow(context, "findings", {}, ({ findings: all, groups, is_complete: isComplete, is_working: isWorking }) => {
    const now = JSON.stringify([all, groups]);
    const known = all.filter(isKnown).length;
    said.textContent = !isComplete || isWorking
      ? `Running: ${known} of ${plural(all.length, "check")} done.`
      : `${plural(all.length, "check")} done.`;
    if (now === drawn) return;
    drawn = now;
    const focused = found.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    totals.replaceChildren(...SEVERITIES.map(([severity, words]) => total(words, all.filter((one) => one.severity === severity))));
    const unfolded = new Set([...found.querySelectorAll("details[open]")].map((one) => one.dataset.of));
    found.replaceChildren(...inGroups(all, groups).map((one) => group(one, unfolded)));
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

// The groups with their findings, the lowest score first; before there are scores, as the findings come.
function inGroups(all, scores) {
  const groups = new Map();
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) || []), one]);
  const scoreOf = new Map(scores.map((one) => [one.group, one]));
  return [...groups].map(([name, findings]) => ({ name, findings, score: scoreOf.get(name) }))
    .sort((a, b) => (a.score?.score ?? 0) - (b.score?.score ?? 0));
}

const rank = (finding) => SEVERITIES.findIndex(([severity]) => severity === finding.severity);

// What found something, failed or still runs, the worst first; what found nothing in one line.
function group({ name, findings, score }, unfolded) {
  const shown = findings.filter((one) => one.count !== 0 || one.error)
    .sort((a, b) => rank(a) - rank(b) || (b.count || 0) - (a.count || 0));
  const none = findings.filter((one) => one.count === 0 && !one.error);
  const fold = (of, words, ...parts) => make("details", { open: unfolded.has(of), "data-of": of }, make("summary", {}, words), ...parts);
  const parts = [make("h2", {}, name, score ? make("small", { class: "dim" }, ` score ${score.score}`) : "")];
  if (score && score.score < 100) parts.push(fold(`${name} score`, "How the score comes about", make("p", {}, score.reckoning)));
  if (shown.length > 0) parts.push(make("ul", { class: "findings" }, ...shown.map(line)));
  if (none.length > 0) parts.push(fold(`${name} none`, `${plural(none.length, "check")} found nothing`, make("ul", { class: "findings" }, ...none.map(line))));
  return make("section", { class: "sheet" }, ...parts);
}

function line(finding) {
  const found = finding.error ? "failed" : finding.count === null ? "…" : finding.count === 0 ? "none" : number(finding);
  return make("li", {}, badge(finding.severity), make("a", { href: hash(finding.id) }, finding.title),
    make("span", { class: "count" + (finding.count > 0 ? "" : " none") }, found, news(finding)));
}

// Since the run before, where updates keep what they find.
function news(finding) {
  const words = [finding.new > 0 && `${count(finding.new)} new`, finding.fixed > 0 && `${count(finding.fixed)} fixed`].filter(Boolean);
  return words.length > 0 ? make("small", { class: "dim" }, ` ${words.join(", ")}`) : "";
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
    rows, templates(finding));
  if (finding.error) rows.append(problem(new Error(finding.error)));
  else if (!finding.is_known) rows.append(loading("the results"));
  else if (finding.count === 0) rows.append(make("p", { class: "sheet" }, "None found."));
  else window.crawlTable(rows, tableOf(finding, context));
}

// The same fault on many pages of one template is one line.
function templates(finding) {
  const known = finding.templates || [];
  if (known.length === 0) return "";
  const head = ["Template", "Rows", "For example"].map((words) => make("th", { scope: "col" }, words));
  const body = known.map(([shape, rows, example]) => make("tr", {}, make("td", { class: "long" }, shape),
    make("td", { class: "number" }, count(rows)), make("td", { class: "long" }, make("a", { href: pageHash(example) }, example))));
  return make("details", { class: "sheet" }, make("summary", {}, "By template"),
    make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Rows by template" },
      make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))));
}

// What is filtered and sorted by is kept in the address.
function tableOf(finding, { parameters, setParameters }) {
  return {
    columns: finding.columns, rows: finding.rows, label: finding.title, file: finding.id, total: finding.count,
    href: (url) => pageHash(url), state: parameters, changed: () => setParameters(parameters, false),
    exportLinks: (choice) => exportLinks("finding", { id: finding.id, ...choice }),
  };
}
