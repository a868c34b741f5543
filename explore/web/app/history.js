// The past of one URL: its versions, what is between two of them, and the visits.
import { ask } from "./api.js";
import { loading, make, problem, statusBadge } from "./dom.js";
import { count, ms, plural, time } from "./format.js";

const OUTCOMES = { "not-modified": "not modified (304)", unchanged: "unchanged", changed: "changed", error: "error", forbidden: "forbidden by robots.txt" };
const MOST_FIELDS = 1000;
const NUMBERS = ["Version", "Run", "Words", "Time"];
const when = (text) => time(Date.parse(text));

export async function history(room, page, signal) {
  const { versions, visits, revisit } = await ask("history", { url: page.url }, { signal });
  const place = make("div");
  room.append(make("h2", {}, "Versions"), versions.length > 0 ? versionTable(versions, (from, to) => compare(place, page.url, from, to, signal))
    : make("p", { class: "empty" }, "It was never fetched."), place, make("h2", {}, "Visits"));
  if (revisit) {
    room.append(make("p", {}, `${plural(revisit.visits, "visit")}, ${plural(revisit.changes, "change")}; due again ${time(revisit.due_ms)}.`));
  }
  room.append(visits.length > 0 ? visitTable(visits) : make("p", { class: "empty" }, "No update has visited it."));
  if (versions.length > 1) await compare(place, page.url, versions.at(-2).version, versions.at(-1).version, signal);
}

function table(label, heads, rows) {
  return make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": label },
    make("table", { class: "grid" }, make("caption", { class: "visually-hidden" }, label),
      make("thead", {}, make("tr", {}, ...heads.map((words) => make("th", { scope: "col", class: NUMBERS.includes(words) ? "number" : null }, words)))), make("tbody", {}, ...rows)));
}

function versionTable(versions, open) {
  return table("Versions of the page", ["Version", "Seen from", "to", "Run", "Status", "Title", "Words", "What changed"],
    [...versions].reverse().map((one) => make("tr", {},
      make("td", { class: "number" }, String(one.version)), make("td", {}, when(one.seen_from)), make("td", {}, when(one.seen_to)),
      make("td", { class: "number" }, String(one.run || "")), make("td", { class: "short" }, statusBadge(one.status)),
      make("td", {}, one.title), make("td", { class: "number" }, count(one.words)),
      make("td", {}, one.version > 1 ? make("button", { type: "button", onclick: () => open(one.version - 1, one.version) },
        one.fields ? one.fields.replaceAll(",", ", ") : "show") : ""))));
}

function visitTable(visits) {
  return table("Visits by updates", ["When", "Run", "Outcome", "Status", "Time", "Detail"],
    visits.map((one) => make("tr", {}, make("td", {}, time(one.at_ms)), make("td", { class: "number" }, String(one.run)),
      make("td", {}, OUTCOMES[one.outcome] || one.outcome || ""), make("td", { class: "short" }, statusBadge(one.status)),
      make("td", { class: "number" }, ms(one.ms)), make("td", {}, one.detail || ""))));
}

async function compare(place, url, from, to, signal) {
  place.replaceChildren(loading("what changed"));
  try {
    place.replaceChildren(...drawn(await ask("diff", { url, from, to }, { signal })));
  } catch (error) {
    if (error.name !== "AbortError") place.replaceChildren(problem(error));
  }
}

function drawn(diff) {
  const parts = [make("h2", {}, `Version ${diff.was.version} → version ${diff.is.version}`)];
  if (!diff.changed) {
    parts.push(make("p", {}, diff.other_bytes ? "The bytes differ; what is read of them is the same." : "Nothing has changed."));
  }
  parts.push(...fields("Fields that changed", "Field", diff.fields), ...fields("Rows of rules that changed", "Row of rules", diff.rows));
  if (diff.text.length > 0) {
    parts.push(make("h3", {}, `Text: ${plural(diff.words_removed, "word")} removed, ${count(diff.words_added)} added`),
      make("div", { class: "sheet diff-text" }, ...diff.text.flatMap(block)));
  }
  parts.push(...lists("Links", diff.links, ({ target, anchor, kind }) => `${target}${anchor ? ` “${anchor}”` : ""} (${kind})`),
    ...lists("Structured data", diff.structured, ({ syntax, json }) => `${syntax} ${JSON.stringify(json)}`));
  return parts;
}

function fields(label, head, all) {
  const rows = Object.entries(all);
  if (rows.length === 0) return [];
  return [table(label, [head, "Was", "Is"], rows.slice(0, MOST_FIELDS).map(([name, { was, is }]) => make("tr", {},
    make("td", {}, name), make("td", {}, was === null ? "–" : make("del", {}, was)), make("td", {}, is === null ? "–" : make("ins", {}, is))))),
  ...rows.length > MOST_FIELDS ? [make("p", {}, `… and ${count(rows.length - MOST_FIELDS)} more`)] : []];
}

function block({ changed, first, last, has_more: hasMore }) {
  if (changed) return [make("p", { class: "changed" }, ...changed.map(piece))];
  return [first, hasMore ? "…" : "", last].filter(Boolean).map((lines) => make("p", { class: "dim" }, lines));
}

function piece({ same, removed, added }) {
  if (removed !== undefined) return make("del", {}, removed);
  return added !== undefined ? make("ins", {}, added) : same;
}

function lists(words, { removed, added }, say) {
  if (removed.length + added.length === 0) return [];
  return [make("h3", {}, `${words}: ${count(removed.length)} removed, ${count(added.length)} added`),
    make("ul", {}, ...removed.map((one) => make("li", {}, make("del", {}, say(one)))), ...added.map((one) => make("li", {}, make("ins", {}, say(one)))))];
}
