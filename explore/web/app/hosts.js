// Hosts and their folders: as a map by pages or bytes and by health, and as a table.
import { ask } from "./api.js";
import { make, problem } from "./dom.js";
import { bytes, count, ms, plural, share } from "./format.js";
import { grid } from "./grid.js";
import { onState } from "./state.js";
import { layOut } from "./treemap.js";

const HEALTH = [["h0", "no errors"], ["h1", "up to 1 % are 4xx or 5xx"], ["h2", "up to 10 %"], ["h3", "more than 10 %"]];

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
    make("li", {}, make("i", { class: "own" }), "pages directly in the folder"));
  place.append(make("h1", {}, "Hosts and folders"), make("section", { class: "sheet" }, crumbs, said, map, legend));

  const at = parameters.get("place") || "";
  let answer = null;
  const draw = () => { if (answer) drawMap(map, answer, by.value, at); };
  by.addEventListener("change", () => { parameters.set("by", by.value); setParameters(parameters, false); draw(); });
  const resized = new ResizeObserver(draw);
  resized.observe(map);
  signal.addEventListener("abort", () => resized.disconnect());

  const load = async () => {
    try {
      answer = await ask("map", { place: at }, { signal });
      crumbs.replaceChildren(...crumbsOf(at), by);
      said.textContent = wordsOf(answer);
      draw();
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

function crumbsOf(at) {
  const links = [make("a", { href: "#/hosts" }, "All hosts")];
  const match = /^([a-z]+:\/\/[^/]*)\/?(.*)$/.exec(at);
  if (!match) return links;
  let so_far = match[1] + "/";
  links.push("›", make("a", { href: hash(so_far) }, match[1]));
  for (const name of match[2].split("/").filter(Boolean)) {
    so_far += name + "/";
    links.push("›", make("a", { href: hash(so_far) }, name));
  }
  links.push(make("a", { href: "#/pages?" + new URLSearchParams({ "f.url": "^" + so_far }) }, "Pages in this folder"));
  return links;
}

function wordsOf({ here, folders, not_shown: more }) {
  const what = folders.length === 0 ? "no folders" : plural(folders.length + more, "part");
  const rest = more > 0 ? `, the largest ${count(folders.length)} are shown` : "";
  return `${plural(here.pages, "page")}, ${bytes(here.bytes)}, ${share(here.failures, here.pages)} with status 4xx or 5xx; ${what}${rest}`;
}

function drawMap(map, { folders, own }, by, at) {
  const parts = folders.map((folder) => ({ folder, weight: folder[by] }));
  if (own.pages > 0) parts.push({ folder: own, weight: own[by], isOwn: true });
  const shown = parts.filter((part) => part.weight > 0).sort((a, b) => b.weight - a.weight);
  if (shown.length === 0) {
    map.replaceChildren(make("p", { class: "empty" }, "No page has been fetched from here yet."));
    return;
  }
  const focused = document.activeElement && map.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  const boxes = layOut(shown.map((part) => part.weight), map.clientWidth, map.clientHeight);
  map.replaceChildren(...shown.map((part, i) => field(part, boxes[i], at)));
  if (focused !== null) map.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
}

function field({ folder, isOwn }, box, at) {
  const name = isOwn ? "(directly in this folder)" : at === "" ? folder.name.replace(/^https?:\/\//, "") : folder.name + "/";
  const mean = folder.pages > 0 ? ms(folder.total_ms / folder.pages) : "–";
  const words = `${name}: ${plural(folder.pages, "page")}, ${bytes(folder.bytes)}, ${count(folder.failures)} with 4xx or 5xx, ${mean} on average`;
  const inner = at === "" ? folder.name + "/" : at.replace(/\/?$/, "/") + folder.name + "/";
  const element = isOwn
    ? make("div", { class: "own", title: words, "data-name": name })
    : make("a", { class: healthOf(folder), href: hash(inner), title: words, "aria-label": words, "data-name": name });
  // Text that would not fit is left out; the tooltip has it.
  if (box.width > 44 && box.height > 24) element.append(make("b", {}, name));
  if (box.width > 70 && box.height > 44) element.append(make("span", {}, plural(folder.pages, "page")));
  if (box.width > 70 && box.height > 62) element.append(make("span", {}, bytes(folder.bytes)));
  Object.assign(element.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
  if (box.width < 12 || box.height < 12) element.style.padding = "0";
  return element;
}
