// Charts by Chart.js in the colours of the page, light or dark.
import { make } from "./dom.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A chart in a sheet of its own. `type`: "bar", "across" (bars from left to right) or "line".
// `format`: a value as words. Gives {sheet, update(labels, series)}; series: {label, values, tone}.
export function chart({ title, type, signal, format, axis, isWide, isStacked }) {
  const canvas = make("canvas", { role: "img", "aria-label": title });
  const words = make("p", { class: "dim" });
  const sheet = make("section", { class: isWide ? "sheet wide" : "sheet" }, make("h2", {}, title),
    words, make("div", { class: "chart" }, canvas));
  let drawn = null;
  let last = null;
  let ticks = [];  // of the labels, whole

  const update = (labels, series, note = "") => {
    last = [labels, series, note];
    words.textContent = note;
    words.hidden = note === "";
    ticks = labels;
    canvas.setAttribute("aria-label", `${title}: ${spoken(labels, series, format)}`);
    const datasets = series.map((one) => styled(one, type));
    if (!drawn) drawn = new window.Chart(canvas, options(type, format, axis, isStacked, series.length > 1, () => ticks));
    drawn.data = { labels, datasets };
    drawn.update("none");
  };
  const restyle = () => {
    if (!last) return;
    if (drawn) drawn.destroy();
    drawn = null;
    update(...last);
  };
  dark.addEventListener("change", restyle);
  signal.addEventListener("abort", () => {
    dark.removeEventListener("change", restyle);
    if (drawn) drawn.destroy();
  });
  return { sheet, update };
}

function styled({ label, values, tone }, type) {
  const tones = Array.isArray(tone) ? tone.map(colour) : colour(tone || "--series");
  return {
    label,
    // Bars are at least two pixels, so that small values are visible; zero has no bar.
    data: type === "line" ? values : values.map((value) => value || null),
    backgroundColor: type === "line" ? "transparent" : tones,
    borderColor: tones,
    borderWidth: type === "line" ? 2 : 0,
    pointRadius: type === "line" && values.length > 1 ? 0 : 3,
    tension: 0,
    maxBarThickness: 28,
    minBarLength: 2,
  };
}

function options(type, format, axis, isStacked, hasLegend, ticks) {
  const isAcross = type === "across";
  const grid = { color: colour("--line") };
  const text = { color: colour("--dim") };
  const values = { beginAtZero: true, grid, stacked: isStacked, ticks: { ...text, maxTicksLimit: 6, callback: (v) => format(v) } };
  const named = {
    grid: { display: false }, stacked: isStacked,
    ticks: { ...text, autoSkip: !isAcross, maxRotation: 0,
      callback(value) {
        const label = String(ticks()[value] ?? "");
        return isAcross && label.length > 34 ? label.slice(0, 33) + "\u2026" : label;
      } },
    title: { display: Boolean(axis), text: axis, ...text },
  };
  return {
    type: type === "line" ? "line" : "bar",
    data: { labels: [], datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: isAcross ? "y" : "x",
      interaction: { mode: "index", intersect: false, axis: isAcross ? "y" : "x" },
      scales: isAcross ? { x: values, y: named } : { x: named, y: values },
      plugins: {
        legend: { display: hasLegend, labels: { ...text, boxWidth: 14 } },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${format(item.raw ?? 0)}` } },
      },
    },
  };
}

// For screen readers: the largest values.
function spoken(labels, series, format) {
  const pairs = labels.map((label, i) => [label, series[0] ? series[0].values[i] : 0]);
  pairs.sort((a, b) => b[1] - a[1]);
  return pairs.slice(0, 5).map(([label, value]) => `${label} ${format(value)}`).join(", ");
}
