// A line over time by Chart.js, in the colours of the page, light or dark.
import { make } from "./dom.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A sheet of its own. `format`: a value as words. Gives {sheet, update({labels, series, note, hrefAt})};
// series: {label, values, tone}; hrefAt(i): where a click on the i-th label leads, and a link in the
// list below, which is for those without a mouse.
export function chart({ title, signal, format, axis }) {
  const canvas = make("canvas", { role: "img", "aria-label": title });
  const words = make("p", { class: "dim" });
  const list = make("ul", { class: "spans", tabindex: "0", "aria-label": title });
  const listed = make("details", {}, make("summary", {}, "As a list"), list);
  listed.addEventListener("toggle", () => fill());
  const sheet = make("section", { class: "sheet wide" }, make("h2", {}, title),
    words, make("div", { class: "chart" }, canvas), listed);
  let drawn = null;
  let last = null;

  const lead = (event, elements) => { if (elements.length > 0) location.hash = last.hrefAt(elements[0].index); };
  const fill = () => {
    if (!listed.open || !last) return;
    const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    list.replaceChildren(...last.labels.map((label, i) => make("li", {}, make("a", { href: last.hrefAt(i) }, label),
      ": " + last.series.map((one) => `${format(one.values[i])} ${one.label}`).join(", "))));
    if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  };
  const update = (now) => {
    last = now;
    fill();
    words.textContent = now.note;
    canvas.setAttribute("aria-label", `${title}: ${spoken(now.labels, now.series, format)}`);
    if (!drawn) drawn = new window.Chart(canvas, options(format, axis, now.series.length > 1, lead));
    drawn.data = { labels: now.labels, datasets: now.series.map(styled) };
    drawn.update("none");
  };
  const restyle = () => {
    if (!last) return;
    if (drawn) drawn.destroy();
    drawn = null;
    update(last);
  };
  dark.addEventListener("change", restyle);
  signal.addEventListener("abort", () => {
    dark.removeEventListener("change", restyle);
    if (drawn) drawn.destroy();
  });
  return { sheet, update };
}

const styled = ({ label, values, tone }) => ({
  label, data: values, backgroundColor: "transparent", borderColor: colour(tone), borderWidth: 2,
  pointRadius: values.length > 1 ? 0 : 3, pointHitRadius: 12, tension: 0,
});

function options(format, axis, hasLegend, lead) {
  const text = { color: colour("--dim") };
  const grid = { color: colour("--line") };
  return {
    type: "line",
    data: { labels: [], datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      onClick: lead,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { grid: { display: false }, ticks: { ...text, maxRotation: 0 }, title: { display: true, text: axis, ...text } },
        y: { beginAtZero: true, grid, ticks: { ...text, maxTicksLimit: 6, callback: (value) => format(value) } },
      },
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
