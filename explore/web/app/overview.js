// The state of the crawl: numbers and charts, updated while it runs. Each leads to what it counts.
import { bars } from "./bars.js";
import { chart } from "./charts.js";
import { controls } from "./control.js";
import { make } from "./dom.js";
import { bytes, count, duration, ms, plural, rate, share, time } from "./format.js";
import { onState } from "./state.js";

const listHash = (view, parameters) => `#/${view}?` + new URLSearchParams(parameters);

export async function show(place, { signal }) {
  const tiles = make("dl", { class: "tiles" });
  const about = make("p", { class: "dim" });
  const charts = {
    speed: chart({ signal, title: "Pages per second", format: rate, axis: "time since the start of the run" }),
    statuses: bars({ title: "Pages by status", noun: "pages" }),
    states: bars({ title: "URLs by state", noun: "URLs" }),
    types: bars({ title: "Pages by type", noun: "pages" }),
    depths: bars({ title: "Pages by depth", noun: "pages" }),
    sizes: bars({ title: "Pages by size", noun: "pages" }),
    hosts: bars({ title: "Hosts with most pages", noun: "pages" }),
  };
  const sheets = make("div", { class: "charts" }, ...Object.values(charts).map((one) => one.sheet));
  place.append(make("h1", {}, "Overview"), about, controls(signal), tiles, sheets);
  onState(signal, (state) => {
    if (state.error || !state.states) {
      about.textContent = state.error || "Reading the crawl …";
      return;
    }
    about.textContent = aboutRun(state);
    const focused = tiles.contains(document.activeElement) ? document.activeElement.textContent : null;
    tiles.replaceChildren(...tilesOf(state));
    if (focused) [...tiles.querySelectorAll("a")].find((link) => link.textContent === focused)?.focus();
    draw(charts, state);
  });
}

function aboutRun(state) {
  const run = state.run[0];
  if (!run) return "Nothing has been crawled into this file yet.";
  const end = run.ended_ms || state.last_fetched_ms || run.started_ms;
  const how = run.ended_ms ? `, ended: ${run.end_reason}` : state.is_running ? ", running" : ", ended without a record";
  return `Latest run: started ${time(run.started_ms)}, ${duration(Math.max(0, end - run.started_ms))}${how}. crawl ${run.version}`;
}

function tilesOf(state) {
  const sum = (name) => state.states.filter((one) => one.state === name).reduce((all, one) => all + one.n, 0);
  const failures = state.statuses.filter(([status]) => status >= 400).reduce((all, [, n]) => all + n, 0);
  const tile = (name, value, note, href) =>
    make("div", { class: "tile" }, make("dt", {}, href ? make("a", { href }, name) : name),
      make("dd", {}, value, note ? make("small", {}, note) : null));
  return [
    tile("Pages fetched", count(state.pages), `of ${plural(sum("fetched") + sum("waiting"), "URL")} to fetch`, "#/pages"),
    tile("Waiting", count(sum("waiting")), "URLs", listHash("urls", { "f.state": "=waiting" })),
    tile("Failed", count(sum("failed")), "URLs without a response", listHash("urls", { "f.state": "=failed" })),
    tile("Skipped", count(sum("skipped")), "URLs, by a rule", listHash("urls", { "f.state": "=skipped" })),
    tile("Status 4xx, 5xx", count(failures), share(failures, state.pages) + " of pages", listHash("pages", { "f.status": ">=400" })),
    tile("Links", count(state.links), "on all pages"),
    tile("Hosts", count(state.host_count), "known", "#/hosts"),
    tile("Bodies", bytes(state.bytes), `${bytes(state.transferred)} on the wire`, listHash("pages", { sort: "-size" })),
    tile("Response time", ms(state.times.p50), `median; 95\u00A0%: ${ms(state.times.p95)}, 99\u00A0%: ${ms(state.times.p99)}`,
      listHash("pages", { sort: "-total_ms" })),
  ];
}

const statusTone = (status) => (status >= 500 ? "bad" : status >= 400 ? "poor" : status >= 300 ? "fair" : "fine");
const stateTones = { fetched: "fine", waiting: "plain", skipped: "faint", failed: "bad" };

// The largest, and the rest as one, which leads nowhere.
function top(rows, most) {
  const sorted = [...rows].sort((a, b) => b.value - a.value);
  const rest = sorted.slice(most).reduce((all, row) => all + row.value, 0);
  return rest > 0 ? [...sorted.slice(0, most), { name: "others", value: rest, tone: "faint" }] : sorted;
}

function draw(charts, state) {
  drawSpeed(charts.speed, state);
  charts.states.update(state.states.map(({ state: name, reason, n }) => ({
    name: reason ? `${name}: ${reason}` : name, value: n, tone: stateTones[name],
    href: listHash("urls", { "f.state": "=" + name, "f.reason": reason ? "=" + reason : "-" }) })));
  charts.statuses.update(top(state.statuses.map(([status, n]) => ({
    name: String(status), value: n, tone: statusTone(status), href: listHash("pages", { "f.status": status }) })), 12));
  charts.types.update(top(state.types.map(([type, n]) => ({
    name: type, value: n, href: type === "others" ? null : listHash("pages", { "f.type": type === "none" ? "-" : "=" + type }) })), 12));
  charts.depths.update(depthRows(state.depths), "Links from a seed");
  charts.sizes.update(sizeRows(state.sizes), "Size of the body");
  charts.hosts.update(state.hosts.map((host) => ({
    name: host.origin.replace(/^https?:\/\//, ""), value: host.pages, href: listHash("pages", { "f.url": `^${host.origin}/` }) })));
}

function drawSpeed(speed, state) {
  const { start_ms: start, span_s: span, pages, failures } = state.timeline;
  // The last span is not over while the crawl runs.
  const whole = state.is_running ? pages.length - 1 : pages.length;
  const labels = pages.slice(0, whole).map((_, i) => duration(i * span * 1000));
  const series = [{ label: "pages per second", values: pages.slice(0, whole).map((n) => n / span), tone: "--series" }];
  if (failures.some((n) => n > 0)) {
    series.push({ label: "of these, 4xx and 5xx", values: failures.slice(0, whole).map((n) => n / span), tone: "--error" });
  }
  const at = (i) => start + i * span * 1000;
  const none = state.is_running ? "No page has been fetched in this run yet." : "The latest run fetched no page anew.";
  speed.update({ labels, series, note: whole < 1 ? none : `Latest run, average over ${duration(span * 1000)}. A click on the line shows the pages of that time.`,
    hrefAt: (i) => listHash("pages", { "f.fetched_ms": `${at(i)}..${at(i + 1) - 1}`, cols: "url,status,title,fetched_ms,total_ms" }) });
}

function depthRows(depths) {
  const row = (name, value, filter) => ({ name: String(name), value, href: listHash("pages", { "f.depth": filter }) });
  const rest = depths.filter(([depth]) => depth >= 20).reduce((all, [, n]) => all + n, 0);
  const rows = depths.filter(([depth]) => depth < 20).map(([depth, n]) => row(depth, n, depth));
  return rest > 0 ? [...rows, row("20 or more", rest, ">=20")] : rows;
}

const binary = (digits) => `${2 ** (digits % 10)} ${["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][Math.floor(digits / 10)]}`;

// From counts by binary digits: a size of so many digits is under that power of two.
function sizeRows(sizes) {
  const first = sizes.findIndex((n) => n > 0);
  if (first < 0) return [];
  const last = sizes.length - 1 - [...sizes].reverse().findIndex((n) => n > 0);
  const rows = [];
  for (let digits = first; digits <= last; ++digits) {
    rows.push({ name: digits === 0 ? "empty" : `under ${binary(digits)}`, value: sizes[digits],
      href: listHash("pages", { "f.size": digits === 0 ? 0 : `${2 ** (digits - 1)}..${2 ** digits - 1}` }) });
  }
  return rows;
}
