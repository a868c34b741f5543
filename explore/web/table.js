// crawlTable(place, data): a table that is sorted, filtered, paged and saved as CSV or JSON.
//   data.columns  names
//   data.rows     arrays of strings, numbers and nulls, in the order of the columns
//   data.label    what the table shows, for screen readers
//   data.file     name of the saved file, without its ending
//   data.total    the number of rows, if data.rows are only the first of them; "more": more than those
//   data.exportLinks({contains, sort})  elements that save all the rows there are, where data.rows are
//                 only the first; sort: number of the column, from 1, "-" before it: downwards
//   data.state    URLSearchParams with filter, sort and page to begin with; kept up to date
//   data.changed  called after each change of data.state
//   data.href     where a URL leads in this application; without it, to the URL itself
// Text is inserted as text only: a cell is never markup, and only http(s) URLs are links.
(function () {
  "use strict";

  const ROWS_A_PAGE = 50;
  const WEB = /^https?:\/\//i;
  const WIDE = 24;  // columns with longer text get more room
  const number = new Intl.NumberFormat("en-US");
  const order = new Intl.Collator("en-US", { numeric: true, sensitivity: "base" });

  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // Names of columns are SQL's: "total_ms" reads as "total ms".
  const heading = (column) => column.replace(/_/g, " ");

  // Numbers by size, text as people sort it, empty cells last in either direction.
  function compare(a, b, direction) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return direction * (a - b);
    return direction * order.compare(String(a), String(b));
  }

  // Spreadsheets run cells that begin like this; after an apostrophe they are text.
  const RUN_BY_SPREADSHEETS = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
  function csvCell(value) {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    let text = value;
    if (RUN_BY_SPREADSHEETS.test(text) && !/^[-+]?\d+(\.\d+)?$/.test(text)) text = "'" + text;
    return text === "" || /[",\r\n]|^ | $/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  const csvOf = (columns, rows) =>
    [columns, ...rows].map((row) => row.map(csvCell).join(",") + "\r\n").join("");

  // Names that are the same would hide one another.
  function jsonOf(columns, rows) {
    const names = [];
    for (const column of columns) {
      let name = column;
      for (let i = 2; names.includes(name); ++i) name = column + ":" + i;
      names.push(name);
    }
    const objects = rows.map((row) => JSON.stringify(Object.fromEntries(row.map((value, i) => [names[i], value]))));
    return "[" + objects.map((text) => "\n" + text).join(",") + "\n]\n";
  }

  function save(name, pieces, type) {
    const url = URL.createObjectURL(new Blob(pieces, { type }));
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // Buttons that save rows as a file. `rows`: gives those of the moment, in the order of `columns`.
  window.crawlSavers = function (file, columns, rows) {
    const saver = (words, ending, type, write) => {
      const button = make("button", { type: "button", "data-format": ending });
      button.append(make("span", { class: "visually-hidden" }, "Download these rows as "), words);
      button.addEventListener("click", () => save(file + "." + ending, write(columns, rows()), type));
      return button;
    };
    return [
      saver("CSV", "csv", "text/csv;charset=utf-8", (names, chosen) => ["\uFEFF", csvOf(names, chosen)]),
      saver("JSON", "json", "application/json", (names, chosen) => [jsonOf(names, chosen)]),
    ];
  };

  function cell(value, kind, href) {
    if (value === null) return make("td", { class: "none" }, "\u2013");
    if (kind === "number") {
      const text = typeof value === "number" ? number.format(value) : value;
      return make("td", { class: "number" }, text);
    }
    const td = make("td", kind === "long" ? { class: "long" } : {});
    if (typeof value === "string" && WEB.test(value)) {
      const link = make("a", href ? { href: href(value) }
        : { href: value, rel: "noopener noreferrer nofollow", target: "_blank" });
      // Lines break after what separates the parts of a URL.
      for (const part of value.split(/(?<=[/?&=#])(?![/?&=#])/)) link.append(part, make("wbr"));
      td.append(link);
    } else {
      td.textContent = value;
    }
    return td;
  }

  function kindOf(rows, column) {
    let isNumber = false;
    let longest = 0;
    for (const row of rows) {
      const value = row[column];
      if (typeof value === "number") isNumber = true;
      else if (value !== null) longest = Math.max(longest, String(value).length);
    }
    if (isNumber && longest === 0) return "number";
    return longest >= WIDE ? "long" : "text";
  }

  window.crawlTable = function (place, data) {
    const kinds = data.columns.map((_, column) => kindOf(data.rows, column));
    let rows = data.rows;
    let sorted = -1;
    let direction = 1;
    let page = 0;

    const tools = make("div", { class: "table-tools" });
    const filter = make("input", {
      type: "search", placeholder: "Filter", "aria-label": "Filter: " + data.label, spellcheck: "false" });
    const savers = make("span", { class: "savers" });
    const said = make("span", { class: "said", role: "status" });
    tools.append(filter, savers, said);
    const isCut = data.total === "more" || data.total > data.rows.length;

    const box = make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": data.label });
    const table = make("table");
    table.append(make("caption", { class: "visually-hidden" }, data.label));
    const head = make("tr");
    const headings = data.columns.map((name, column) => {
      const th = make("th", { scope: "col" });
      if (kinds[column] === "number") th.className = "number";
      const button = make("button", { type: "button" }, heading(name));
      button.addEventListener("click", () => sort(column));
      th.append(button);
      return th;
    });
    head.append(...headings);
    const thead = make("thead");
    thead.append(head);
    const body = make("tbody");
    table.append(thead, body);
    box.append(table);

    const pager = make("div", { class: "table-pager" });
    const before = make("button", { type: "button" }, "Previous");
    const after = make("button", { type: "button" }, "Next");
    const where = make("span", { class: "said", role: "status" });
    pager.append(before, after, where);

    function say() {
      const here = number.format(data.rows.length);
      let words = here + (data.rows.length === 1 ? " row" : " rows");
      if (isCut) words = "the first " + (data.total === "more" ? words : here + " of " + number.format(data.total) + " rows");
      said.textContent = filter.value ? number.format(rows.length) + " of " + words + " match" : words;
      offer();
    }

    // What is here is saved by the page, with filter and order; where there is more, by the server.
    function offer() {
      if (isCut && data.exportLinks) {
        const sort = sorted < 0 ? "" : (direction < 0 ? "-" : "") + (sorted + 1);
        savers.replaceChildren(...data.exportLinks({ contains: filter.value, sort }));
      } else if (!savers.firstChild) {
        savers.replaceChildren(...window.crawlSavers(data.file, data.columns, () => rows));
      }
    }

    function keep() {
      if (!data.state) return;
      const sort = sorted < 0 ? "" : (direction < 0 ? "-" : "") + data.columns[sorted];
      for (const [name, value] of [["filter", filter.value], ["sort", sort], ["page", page > 0 ? String(page + 1) : ""]]) {
        if (value) data.state.set(name, value);
        else data.state.delete(name);
      }
      data.changed();
    }

    function begin() {
      const sort = (data.state && data.state.get("sort")) || "";
      filter.value = (data.state && data.state.get("filter")) || "";
      sorted = data.columns.indexOf(sort.replace(/^-/, ""));
      direction = sort.startsWith("-") ? -1 : 1;
      const wanted = Number(data.state && data.state.get("page")) || 1;
      choose();
      page = wanted - 1;
      draw();
    }

    function draw() {
      const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
      page = Math.min(Math.max(page, 0), pages - 1);
      const shown = rows.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE);
      body.replaceChildren(...shown.map((row) => {
        const tr = make("tr");
        tr.append(...row.map((value, column) => cell(value, kinds[column], data.href)));
        return tr;
      }));
      if (shown.length === 0) {
        const none = make("td", { colspan: String(data.columns.length), class: "none" }, "No matching rows");
        const tr = make("tr");
        tr.append(none);
        body.append(tr);
      }
      pager.hidden = pages === 1;
      before.disabled = page === 0;
      after.disabled = page === pages - 1;
      where.textContent = "page " + number.format(page + 1) + " of " + number.format(pages);
      say();
    }

    function choose() {
      const wanted = filter.value.toLowerCase();
      rows = data.rows;
      if (wanted) {
        rows = rows.filter((row) =>
          row.some((value) => value !== null && String(value).toLowerCase().includes(wanted)));
      }
      if (sorted >= 0) rows = [...rows].sort((a, b) => compare(a[sorted], b[sorted], direction));
      page = 0;
      mark();
      draw();
    }

    function mark() {
      headings.forEach((th, i) => {
        if (i === sorted) th.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        else th.removeAttribute("aria-sort");
      });
    }

    function sort(column) {
      // For numbers, the largest come first.
      direction = sorted === column ? -direction : kinds[column] === "number" ? -1 : 1;
      sorted = column;
      choose();
      keep();
    }

    filter.addEventListener("input", () => { choose(); keep(); });
    before.addEventListener("click", () => { page -= 1; draw(); keep(); });
    after.addEventListener("click", () => { page += 1; draw(); keep(); });
    begin();
    place.replaceChildren(tools, box, pager);
  };
})();
