// The state of the crawl: numbers and charts, updated while it runs.
import { chart } from "./charts.js";
import { make } from "./dom.js";
import { bytes, count, duration, ms, plural, rate, share, time } from "./format.js";
import { onState } from "./state.js";

const listHash = (view, parameters) => `#/${view}?` + new URLSearchParams(parameters);

export async function show(place, { signal }) {
  const tiles = make("dl", { class: "tiles" });
  const about = make("p", { class: "dim" });
  const make_chart = (settings) => chart({ signal, ...settings });
  const charts = {
    speed: make_chart({ title: "Pages per second", type: "line", format: rate, axis: "time since the start of the run", isWide: true }),
    states: make_chart({ title: "URLs by state", type: "across", format: count }),
    statuses: make_chart({ title: "Pages by status", type: "across", format: count }),
    types: make_chart({ title: "Pages by type", type: "across", format: count }),
    depths: make_chart({ title: "Pages by depth", type: "bar", format: count, axis: "links from a seed" }),
    sizes: make_chart({ title: "Pages by size", type: "bar", format: count, axis: "size of the body, up to" }),
    hosts: make_chart({ title: "Hosts with most pages", type: "across", format: count }),
  };
  const sheets = make("div", { class: "charts" }, ...Object.values(charts).map((one) => one.sheet));
  place.append(make("h1", {}, "Overview"), about, tiles, sheets);
  onState(signal, (state) => {
    if (state.error || !state.states) {
      about.textContent = state.error || "Reading the crawl …";
      return;
    }
    about.textContent = aboutRun(state);
    tiles.replaceChildren(...tilesOf(state));
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
    tile("Bodies", bytes(state.bytes), `${bytes(state.transferred)} on the wire`),
    tile("Response time", ms(state.times.p50), `median; 95 %: ${ms(state.times.p95)}, 99 %: ${ms(state.times.p99)}`),
  ];
}

const statusTone = (status) => (status >= 500 ? "--error" : status >= 400 ? "--series-2" : status >= 300 ? "--series-5" : "--series-3");
const stateTones = { fetched: "--series-3", waiting: "--series", skipped: "--series-6", failed: "--error" };

// The largest, and the rest as one.
function top(pairs, most) {
  const sorted = [...pairs].sort((a, b) => b[1] - a[1]);
  const rest = sorted.slice(most).reduce((all, [, n]) => all + n, 0);
  return rest > 0 ? [...sorted.slice(0, most), ["others", rest]] : sorted;
}

function draw(charts, state) {
  const pairs = (one, list, tones) =>
    one.update(list.map(([label]) => String(label)), [{ label: "pages", values: list.map(([, n]) => n), tone: tones }]);
  // Bars differ a lot in length, so the number is shown next to the name.
  const named = (list) => list.map(([label, n]) => [`${label} (${count(n)})`, n]);

  const { span_s: span, pages, failures } = state.timeline;
  // The last span is not over while the crawl runs.
  const whole = state.is_running ? pages.length - 1 : pages.length;
  const labels = pages.slice(0, whole).map((_, i) => duration(i * span * 1000));
  const series = [{ label: "pages per second", values: pages.slice(0, whole).map((n) => n / span), tone: "--series" }];
  if (failures.some((n) => n > 0)) {
    series.push({ label: "of these, 4xx and 5xx", values: failures.slice(0, whole).map((n) => n / span), tone: "--error" });
  }
  charts.speed.update(labels, series, whole < 1 ? "Nothing has been fetched in this run yet." : `Latest run, average over ${duration(span * 1000)}`);

  const states = state.states.map((one) => [one.reason ? `${one.state}: ${one.reason}` : one.state, one.n, one.state]);
  charts.states.update(named(states).map(([label]) => label),
    [{ label: "URLs", values: states.map(([, n]) => n), tone: states.map(([, , name]) => stateTones[name] || "--series") }]);
  const statuses = top(state.statuses, 10);
  pairs(charts.statuses, named(statuses), statuses.map(([status]) => statusTone(Number(status))));
  pairs(charts.types, named(top(state.types, 8)));
  pairs(charts.depths, depthPairs(state.depths));
  pairs(charts.sizes, sizePairs(state.sizes));
  pairs(charts.hosts, named(state.hosts.map((host) => [host.origin.replace(/^https?:\/\//, ""), host.pages])));
}

const depthPairs = (depths) => {
  const shown = depths.filter(([depth]) => depth < 20);
  const rest = depths.filter(([depth]) => depth >= 20).reduce((all, [, n]) => all + n, 0);
  return rest > 0 ? [...shown, ["20 or more", rest]] : shown;
};

const binary = (digits) => `${2 ** (digits % 10)} ${["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][Math.floor(digits / 10)]}`;

// From counts of binary digits to "up to 64 KB".
function sizePairs(sizes) {
  const first = sizes.findIndex((n) => n > 0);
  if (first < 0) return [];
  const last = sizes.length - 1 - [...sizes].reverse().findIndex((n) => n > 0);
  const pairs = [];
  for (let digits = first; digits <= last; ++digits) pairs.push([digits === 0 ? "empty" : binary(digits), sizes[digits]]);
  return pairs;
}
