// Makes elements. Text is inserted as text only: nothing from a crawled site is ever markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const loading = (what) => make("p", { class: "empty", role: "status" }, `Loading ${what} …`);

export const problem = (error) =>
  make("p", { class: "problem", role: "alert" }, error.message || String(error));

// The address of the view of a URL.
export const pageHash = (url, tab) =>
  "#/page?" + new URLSearchParams(tab ? { url, tab } : { url });

export const pageLink = (url, text) => make("a", { href: pageHash(url) }, ...(text ? [text] : breakable(url)));

// With places where a line may break: after the characters that separate the parts of a URL.
export const breakable = (url) =>
  url.split(/(?<=[/?&=#])(?![/?&=#])/).flatMap((part, i) => (i === 0 ? [part] : [document.createElement("wbr"), part]));

// A link to the page itself; anything but http(s) stays text.
export function outLink(url) {
  if (!/^https?:\/\//i.test(url)) return make("span", {}, ...breakable(url));
  return make("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, ...breakable(url));
}

// A list of names and values; entries without a value are left out.
export function facts(pairs) {
  const list = make("dl", { class: "facts" });
  for (const [name, value] of pairs) {
    if (value === undefined || value === null || value === "") continue;
    list.append(make("dt", {}, name), make("dd", {}, value));
  }
  return list;
}

export function statusBadge(status, reason) {
  if (status === undefined || status === null) {
    return reason ? make("span", { class: "badge warn" }, reason) : "";
  }
  const tone = status >= 400 || status < 100 ? "bad" : status >= 300 ? "warn" : "good";
  return make("span", { class: "badge " + tone }, String(status));
}

// Links to a table as a file, with all its rows. `parameters` are those of /api/export/WHAT.
export const exportLinks = (what, parameters = {}) => ["csv", "json"].map((format) => {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
  return make("a", { class: "button", download: true, href: `/api/export/${what}?${query}`, "data-format": format },
    make("span", { class: "visually-hidden" }, "All rows as "), format.toUpperCase());
});
