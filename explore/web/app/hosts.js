// Hosts and their folders: as a map by pages or bytes and by health, and as tables.
import { ask } from "./api.js";
import { make, problem } from "./dom.js";
import { bytes, count, ms, plural, share } from "./format.js";
import { grid } from "./grid.js";
import { onState } from "./state.js";
import { layOut } from "./treemap.js";

const HEALTH = [["h0", "no errors"], ["h1", "up to 1 % are 4xx or 5xx"], ["h2", "up to 10 %"], ["h3", "more than 10 %"]];
const ALONE = 8;  // folders within one another, each the only one there is

function healthOf(folder) {
  const part = folder.pages > 0 ? folder.failures / folder.pages : 0;
  return part === 0 ? "h0" : part <= 0.01 ? "h1" : part <= 0.1 ? "h2" : "h3";
}

export async function show(place, context) {
  const { parameters, setParameters, signal } = context;
  const by = make("select", { "aria-label": "Size of the boxes" }, make("option", { value: "pages" }, "by pages"), make("option", { value: "bytes" }, "by bytes"));
  by.value = parameters.get("by") === "bytes" ? "bytes" : "pages";
  const crumbs = make("div", { class: "crumbs" });
  const map = make("div", { class: "map", role: "group", "aria-label": "Map" });
  const said = make("p", { class: "dim", role: "status" });
  const legend = make("ul", { class: "legend" }, ...HEALTH.map(([look, words]) => make("li", {}, make("i", { class: look }), words)),
    make("li", {}, make("i", { class: "own" }), "dashed: pages in the folder itself"),
    make("li", { class: "dim" }, "the smallest are drawn larger than they are"));
  const table = make("section", { class: "sheet", hidden: true });
  place.append(make("h1", {}, "Hosts and folders"), make("section", { class: "sheet" }, crumbs, said, map, legend), table);

  let answer = null;
  const draw = () => { if (answer) drawMap(map, answer, by.value); };
  by.addEventListener("change", () => { parameters.set("by", by.value); setParameters(parameters, false); draw(); });
  const resized = new ResizeObserver(draw);
  resized.observe(map);
  signal.addEventListener("abort", () => resized.disconnect());

  let drawn = "";
  const load = async () => {
    try {
      answer = await whatIsAt(parameters.get("place"), signal);
      const now = JSON.stringify(answer);
      if (now === drawn) return;
      drawn = now;
      crumbs.replaceChildren(...crumbsOf(answer.place), by);
      said.textContent = wordsOf(answer);
      draw();
      drawTable(table, answer);
    } catch (error) {
      if (error.name !== "AbortError") map.replaceChildren(problem(error));
    }
  };
  await load();
  onState(signal, load);

  place.append(make("h2", {}, "All hosts"));
  await grid(place, context, {
    listing: "hosts", noun: "host", order: "-pages", label: "All hosts", shown: ["origin", "pages", "failed", "bytes", "mean_ms", "robots_status", "last_error"],
    columns: {
      origin: { words: "host", look: "url", cell: (value) => make("a", { href: hash(value + "/") }, value) },
      bytes: { words: "on the wire", cell: (value) => bytes(value) },
      mean_ms: { words: "mean time", cell: (value) => ms(value) },
      robots_status: { words: "robots.txt" },
    } });
}

const hash = (place) => "#/hosts?" + new URLSearchParams({ place });
const innerPlace = (answer, folder) => (answer.place === "" ? folder.name + "/" : answer.place.replace(/\/?$/, "/") + folder.name + "/");

// Of the place that the address names; without one, of the first where there is a choice: a crawl of one
// host begins with that host's folders.
async function whatIsAt(place, signal) {
  let answer = await ask("map", { place: place || "" }, { signal });
  if (place !== null) return answer;
  for (let i = 0; i < ALONE && answer.folders.length === 1 && answer.own.pages === 0; ++i) {
    answer = await ask("map", { place: innerPlace(answer, answer.folders[0]) }, { signal });
  }
  return answer;
}

function crumbsOf(at) {
  const links = [make("a", { href: "#/hosts?place=" }, "All hosts")];
  const match = /^([a-z]+:\/\/[^/]*)\/?(.*)$/.exec(at);
  if (!match) return links;
  let so_far = match[1] + "/";
  links.push("›", make("a", { href: hash(so_far) }, match[1]));
  for (const name of match[2].split("/").filter(Boolean)) {
    so_far += name + "/";
    links.push("›", make("a", { href: hash(so_far) }, name));
  }
  links.push(make("a", { href: pagesIn(so_far) }, "Pages in this folder"));
  return links;
}

const pagesIn = (place) => "#/pages?" + new URLSearchParams({ "f.url": "^" + place });

function wordsOf({ here, folders, not_shown: more }) {
  const what = folders.length === 0 ? "no folders" : plural(folders.length + more, "folder");
  const rest = more > 0 ? `, the largest ${count(folders.length)} are shown` : "";
  return `${plural(here.pages, "page")}, ${bytes(here.bytes)}, ${share(here.failures, here.pages)} with status 4xx or 5xx; ${what}${rest}`;
}

// --- The map

function drawMap(map, answer, by) {
  const parts = answer.folders.map((folder) => ({ folder, weight: folder[by] }));
  if (answer.own.pages > 0) parts.push({ folder: answer.own, weight: answer.own[by], isOwn: true });
  const shown = parts.filter((part) => part.weight > 0).sort((a, b) => b.weight - a.weight);
  if (shown.length === 0) {
    map.replaceChildren(make("p", { class: "empty" }, "No page has been fetched from here yet."));
    return;
  }
  const focused = document.activeElement && map.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  const boxes = layOut(visibleWeights(shown.map((part) => part.weight)), map.clientWidth, map.clientHeight);
  map.replaceChildren(...shown.map((part, i) => field(part, boxes[i], answer)));
  if (focused !== null) map.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
}

// The smallest get room for their name, as far as that leaves most of the map to the others.
function visibleWeights(weights) {
  const least = weights.reduce((all, one) => all + one, 0) * Math.min(0.012, 0.3 / weights.length);
  return weights.map((one) => Math.max(one, least));
}

const nameOf = (folder, isOwn, at) =>
  (isOwn ? "in this folder itself" : at === "" ? folder.name.replace(/^https?:\/\//, "") : folder.name + "/");

function field({ folder, isOwn }, box, answer) {
  const name = nameOf(folder, isOwn, answer.place);
  const mean = folder.pages > 0 ? ms(folder.total_ms / folder.pages) : "–";
  const words = `${name}: ${plural(folder.pages, "page")}, ${bytes(folder.bytes)}, ${count(folder.failures)} with 4xx or 5xx, ${mean} on average`;
  const element = make("a", { class: healthOf(folder) + (isOwn ? " own" : ""), title: words, "aria-label": words,
    href: isOwn ? pagesIn(answer.place) : hash(innerPlace(answer, folder)), "data-name": isOwn ? "" : name });
  // What does not fit is left out: the tooltip and the table have it.
  const lines = Math.floor((box.height - 10) / LINE_HEIGHT);
  const fitting = fitted(name, box.width - PADDING, Math.min(lines, 3));
  if (fitting) {
    element.append(make("b", {}, ...fitting.flatMap((line, i) => (i === 0 ? [line] : [make("br"), line]))));
    const more = [plural(folder.pages, "page"), bytes(folder.bytes)].filter((one) => widthOf(one) < box.width - PADDING);
    for (const one of more.slice(0, Math.max(0, lines - fitting.length))) element.append(make("span", {}, one));
  }
  Object.assign(element.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
  if (!fitting) element.style.padding = "0";
  return element;
}

const LINE_HEIGHT = 16;
const PADDING = 12;
const LEAST_LETTERS = 5;
const pen = document.createElement("canvas").getContext("2d");

function widthOf(text) {
  pen.font = `700 12.8px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(text).width;
}

// The name as lines that break where its words end, or on one line shortened in the middle; null where
// hardly a letter would be left of it.
function fitted(name, width, most) {
  if (most < 1) return null;
  const lines = [""];
  for (const word of name.split(/(?<=[-_./: ])/)) {
    if (lines.at(-1) !== "" && widthOf(lines.at(-1) + word) > width) lines.push("");
    lines.push(lines.pop() + word);
  }
  if (lines.length <= most && lines.every((line) => widthOf(line) <= width)) return lines;
  const letters = Math.floor((name.length * width) / widthOf(name)) - 1;
  if (letters < LEAST_LETTERS) return null;
  const end = Math.floor(letters / 2);
  return [name.slice(0, letters - end) + "\u2026" + name.slice(name.length - end)];
}

// --- The same as a table

function drawTable(table, answer) {
  table.hidden = answer.folders.length === 0;
  if (table.hidden) return;
  const room = make("div");
  const rows = answer.folders.map((folder) => rowOf(folder, answer));
  if (answer.own.pages > 0) rows.push(rowOf(answer.own, answer, true));
  table.replaceChildren(make("h2", {}, answer.place === "" ? "Hosts by pages" : "Folders"), room);
  window.crawlTable(room, {
    columns: ["folder", "pages", "4xx and 5xx", "% of pages", "bytes", "mean ms"], rows, label: "Folders", file: "folders",
    href: (place) => hash(place) });
}

const rowOf = (folder, answer, isOwn = false) => [
  isOwn ? "(pages in the folder itself)" : innerPlace(answer, folder), folder.pages, folder.failures,
  Math.round((1000 * folder.failures) / Math.max(1, folder.pages)) / 10, folder.bytes, Math.round(folder.total_ms / Math.max(1, folder.pages))];
