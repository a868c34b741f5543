// The interactive parts of a report: charts drawn from their tables, findings listed when opened.
(function () {
  "use strict";

  // --- Charts

  const charts = [];
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function colours(chart) {
    const text = colour("--dim");
    const line = colour("--line");
    chart.data.datasets[0].backgroundColor = colour("--series");
    for (const scale of Object.values(chart.options.scales)) {
      scale.ticks.color = text;
      scale.grid.color = line;
      scale.grid.borderColor = line;
      scale.border = { color: line };
    }
  }

  // A long name is cut; the table has all of it.
  const brief = (label) => (label.length > 26 ? label.slice(0, 25) + "\u2026" : label);

  function draw(figure) {
    const rows = [...figure.querySelectorAll("tbody tr")];
    const place = figure.querySelector(".chart");
    if (!place || rows.length === 0) return;
    const labels = rows.map((row) => row.cells[0].textContent);
    // Small values are still visible, zero is not.
    const values = rows.map((row) => Number(row.cells[1].dataset.value) || null);
    const lies = figure.dataset.shape === "rows";
    const names = lies ? "y" : "x";
    const numbers = lies ? "x" : "y";
    place.hidden = false;
    if (lies) place.style.height = Math.max(6, 2 + 1.7 * rows.length) + "rem";
    const number = new Intl.NumberFormat("en-US");
    const scales = {};
    scales[names] = {
      grid: { display: false },
      ticks: {
        autoSkip: !lies, maxRotation: lies || figure.matches(".wide") ? 0 : 45,
        callback(value) { return brief(this.getLabelForValue(value)); },
      },
    };
    scales[numbers] = {
      beginAtZero: true, grid: {},
      ticks: { precision: 0, maxTicksLimit: 6, maxRotation: 0, callback: (value) => number.format(value) },
    };
    const chart = new Chart(place.querySelector("canvas"), {
      type: "bar",
      data: { labels, datasets: [{ data: values, maxBarThickness: 28, minBarLength: 2 }] },
      options: {
        indexAxis: names, animation: false, maintainAspectRatio: false, responsive: true, scales,
        // Beside a bar counts as on it: the small ones are hard to hit.
        onClick(event, elements, drawn) {
          const hit = drawn.getElementsAtEventForMode(event, "index", { intersect: false, axis: names }, false)[0];
          if (hit) showMembers(figure, rows[hit.index]);
        },
        plugins: {
          legend: { display: false },
          tooltip: { displayColors: false, callbacks: { label: (item) => number.format(item.raw) } },
        },
      },
    });
    charts.push(chart);
    colours(chart);
    chart.update();
    figure.querySelector("details.numbers").open = false;
  }

  // --- What a bar counts

  // Of each label the first URLs, as the report has them.
  const membersOf = (figure) => JSON.parse((figure.querySelector("script.members") || { textContent: "{}" }).textContent);

  function showMembers(figure, row) {
    const label = row.cells[0].textContent;
    const urls = membersOf(figure)[label];
    if (!urls) return;
    const total = Number(row.cells[1].dataset.value);
    let place = figure.querySelector(".members-shown");
    if (!place) {
      place = document.createElement("div");
      place.className = "members-shown";
      figure.querySelector("details.sql").before(place);
    }
    const heading = document.createElement("h4");
    heading.tabIndex = -1;
    heading.textContent = figure.querySelector("h3").textContent + ": " + label;
    const table = document.createElement("div");
    place.replaceChildren(heading, table);
    crawlTable(table, { columns: ["url"], rows: urls.map((url) => [url]), total: Math.max(total, urls.length),
      label: heading.textContent, file: figure.id + "-" + label.replace(/[^a-z0-9]+/gi, "-") });
    heading.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }

  // In the table, what the chart does for a mouse.
  function lead(figure) {
    const members = membersOf(figure);
    for (const row of figure.querySelectorAll("tbody tr")) {
      const cell = row.cells[0];
      if (!members[cell.textContent]) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "leads";
      button.textContent = cell.textContent;
      button.addEventListener("click", () => showMembers(figure, row));
      cell.replaceChildren(button);
    }
  }

  for (const figure of document.querySelectorAll("figure")) lead(figure);

  function recolour() {
    for (const chart of charts) {
      colours(chart);
      chart.update();
    }
  }

  if (window.Chart) {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    for (const figure of document.querySelectorAll("figure")) draw(figure);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    // Paper is white and has its own width.
    addEventListener("beforeprint", () => charts.forEach((chart) => { colours(chart); chart.resize(); }));
    addEventListener("afterprint", () => charts.forEach((chart) => { colours(chart); chart.resize(); }));
  }

  // --- Tables that are there without scripts: with them, they can be saved

  const valueOf = (cell) => (cell.dataset.value !== undefined ? Number(cell.dataset.value) : cell.matches(".none") ? null : cell.textContent);
  // A section may have several.
  const fileOf = (box) => {
    const name = box.getAttribute("aria-label");
    return box.closest("figure")?.id ?? (name ? name.toLowerCase().replace(/[^a-z0-9]+/g, "-") : box.closest("section").id);
  };
  for (const table of document.querySelectorAll("main table")) {
    const columns = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.replace(/ /g, "_"));
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map(valueOf));
    const savers = document.createElement("p");
    savers.className = "savers";
    const box = table.closest(".table-box");
    savers.append(...crawlSavers(fileOf(box), columns, () => rows));
    box.after(savers);
  }

  // --- Findings

  function list(details) {
    const place = details.querySelector(".rows");
    if (!place || place.firstChild) return;
    const data = JSON.parse(document.getElementById("rows-" + place.dataset.finding).textContent);
    crawlTable(place, {
      columns: data.columns, rows: data.rows, total: Number(place.dataset.total),
      label: place.dataset.label, file: place.dataset.finding,
    });
  }

  for (const details of document.querySelectorAll("details.finding")) {
    details.addEventListener("toggle", () => { if (details.open) list(details); });
  }

  // An address or a link that names a finding opens it.
  function openNamed() {
    const details = document.getElementById(location.hash.slice(1));
    if (!details || !details.matches("details.finding")) return;
    details.open = true;
    list(details);
    details.scrollIntoView();
    details.querySelector("summary").focus({ preventScroll: true });
  }
  addEventListener("hashchange", openNamed);
  openNamed();
})();
