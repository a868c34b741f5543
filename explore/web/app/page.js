// Everything known about one URL.
import { ask, askText } from "./api.js";
import { breakable, exportLinks, facts, loading, make, outLink, pageHash, pageLink, problem, statusBadge } from "./dom.js";
import { bytes, count, ms, plural } from "./format.js";
import { history } from "./history.js";
import { drawMarkdown } from "./markdown.js";

export async function show(place, { parameters, setParameters, signal }) {
  const url = parameters.get("url") || "";
  const form = make("form", { class: "search-form" },
    make("input", { type: "text", name: "url", "aria-label": "URL", placeholder: "https://example.com/", spellcheck: "false", required: true }),
    make("button", {}, "Show"));
  form.elements.url.value = url;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = pageHash(form.elements.url.value);
  });
  place.append(form);
  if (!url) {
    place.append(make("h1", {}, "Look up a URL"), make("p", { class: "dim" }, "Enter a URL. Any URL that was discovered can be shown."));
    return;
  }
  let page;
  try {
    page = await ask("page", { url }, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    place.append(make("h1", {}, "Not found"), problem(error), nearest(error.nearest));
    return;
  }
  document.title = `${(page.page && page.page.title) || page.url} – crawl`;
  place.append(...headOf(page), make("div", { class: "two" }, ...sheetsOf(page)));
  await tabs(place, page, { parameters, setParameters, signal });
}

function nearest(urls) {
  if (!urls || urls.length === 0) return "";
  return make("div", {}, make("p", {}, "Similar URLs:"), make("ul", {}, ...urls.map((one) => make("li", {}, pageLink(one)))));
}

function headOf(page) {
  const title = page.page && page.page.title;
  return [
    make("h1", {}, ...(title ? [title] : breakable(page.url))),
    make("p", {}, page.page ? statusBadge(page.page.status) : statusBadge(null, page.facts.state), " ", outLink(page.url)),
  ];
}

const stateWords = ({ state, reason }) => (reason ? `${state}: ${reason}` : state);
// What was only checked, and is no page.
const CHECKED = { link: "link, only checked", resource: "file, only checked", style: "style sheet, only checked" };
const limits = (text) => text && make("span", { class: "warn" }, text);

function sheetsOf({ url, facts: of_url, page, robots_verdict: verdict, redirects, links_in: into, links_out: out }) {
  const sheets = [make("section", { class: "sheet" }, make("h2", {}, "In the crawl"), facts([
    ["State", stateWords(of_url)],
    ["Detail", of_url.detail],
    ["Depth", count(of_url.depth)],
    ["Failed attempts", of_url.attempts || null],
    ["Found on", of_url.found_on && pageLink(of_url.found_on)],
    ["Kind", of_url.role === "sitemap" ? "sitemap" : CHECKED[of_url.role]],
    ["robots.txt", verdict],
    ["Links here", into ? `${into.is_more ? "more than " : ""}${plural(into.links, "link")} on ${plural(into.pages, "page")}` : "available when the crawl has ended by itself"],
    ["Links from here", out && out.length > 0 ? out.map((one) => `${stateWords(one)} ${count(one.urls)}`).join(", ") : null],
  ]))];
  if (!page) return sheets;
  if (CHECKED[of_url.role]) {
    sheets.push(make("section", { class: "sheet" }, make("h2", {}, "The answer"), facts([
      ["Type", page.content_type],
      ["Size", page.size && bytes(page.size)],
      ["Time", ms(page.total_ms)],
      ["Note", limits(page.detail)],
    ])));
  } else sheets.push(make("section", { class: "sheet" }, make("h2", {}, "The page"), facts([
    ["Type", [page.content_type, page.charset].filter(Boolean).join(", ")],
    ["Title", page.title],
    ["Description", page.description],
    ["Language", page.lang],
    ["Canonical", page.canonical && (page.canonical === url ? "itself" : pageLink(page.canonical))],
    ["Robots", page.robots],
    ["Size", `${bytes(page.size)}, ${bytes(page.transferred)} on the wire`],
    ["Time", `${ms(page.total_ms)}, first byte after ${ms(page.ttfb_ms)}`],
    ["Words", count(page.word_count)],
    ["Fetched", page.fetched_at],
    ["Modified", page.last_modified],
    ["HTTP", [page.http_version, page.ip].filter(Boolean).join(" from ")],
    ["Limits hit", limits(page.limits_hit)],
    ["Note", limits(page.detail)],
    ["Body hash", page.content_hash],
  ])));
  if (redirects.length > 0) {
    sheets.push(make("section", { class: "sheet" }, make("h2", {}, "Redirects"), make("ol", {}, ...redirects.map((hop) =>
      make("li", {}, statusBadge(hop.status), " → ", pageLink(hop.target), " ", statusBadge(hop.target_status))))));
  }
  return sheets;
}

async function tabs(place, page, { parameters, setParameters, signal }) {
  const known = [
    ["in", "Links here", (room) => links(room, page, "in", signal)],
    ["out", "Links from here", (room) => links(room, page, "out", signal)],
    ["headers", "Headers", (room) => headers(room, page)],
    ["text", "Text", (room) => text(room, "text", page, signal)],
    ["article", "Article", (room) => article(room, page, signal)],
    ["data", "Structured data", (room) => structured(room, page, signal)],
    ["source", "Source", (room) => text(room, "source", page, signal)],
    ["picture", "Preview", (room) => picture(room, page)],
    ["history", "History", (room) => history(room, page, signal)],
  ].filter(([name]) => name === "in" || name === "history" || (page.page && (name === "out" || !CHECKED[page.facts.role])));
  const bar = make("nav", { class: "tabs", "aria-label": "Parts of the page" });
  const room = make("div");
  place.append(bar, room);
  const open = async (wanted) => {
    const [name, , fill] = known.find(([one]) => one === wanted) || known[0];
    for (const link of bar.children) link.setAttribute("aria-current", String(link.dataset.tab === name));
    room.replaceChildren(loading("this part"));
    const fresh = make("div");
    try {
      await fill(fresh);
    } catch (error) {
      if (error.name === "AbortError") return;
      fresh.replaceChildren(problem(error));
    }
    room.replaceChildren(fresh);
  };
  for (const [name, words] of known) {
    bar.append(make("a", { href: pageHash(page.url, name), "data-tab": name, onclick: (event) => {
      event.preventDefault();
      parameters.set("tab", name);
      setParameters(parameters, false);
      open(name);
    } }, words));
  }
  await open(parameters.get("tab"));
}

async function links(room, page, direction, signal) {
  const rows = make("tbody");
  const more = make("button", { type: "button", onclick: () => load() }, "More");
  const said = make("span", { class: "said", role: "status" });
  const label = direction === "in" ? "Links to this URL" : "Links on this page";
  const heads = [direction === "in" ? "On the page" : "To", "Status", "Kind", "Anchor text", "rel"];
  room.append(make("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": label },
    make("table", { class: "grid" }, make("caption", { class: "visually-hidden" }, label),
      make("thead", {}, make("tr", {}, ...heads.map((words) => make("th", { scope: "col" }, words)))), rows)),
  make("div", { class: "pager" }, more, said, make("span", { class: "savers" }, ...exportLinks("links", { url: page.url, direction }))));
  let after;
  let shown = 0;
  async function load() {
    more.disabled = true;
    try {
      const answer = await ask("links", { url: page.url, direction, after }, { signal });
      after = answer.next;
      shown += answer.rows.length;
      rows.append(...answer.rows.map(rowOf));
      if (shown === 0) rows.append(make("tr", {}, make("td", { colspan: heads.length, class: "none" }, direction === "in" ? "No links to this URL." : "No links on this page.")));
      more.hidden = !after;
      said.textContent = shown === 0 ? "" : `${plural(shown, "link")}${after ? ", and more" : ""}`;
    } catch (error) {
      if (error.name !== "AbortError") said.replaceChildren(problem(error));
    }
    more.disabled = false;
  }
  await load();
}

function rowOf(link) {
  return make("tr", {},
    make("td", { class: "url" }, pageLink(link.url)),
    make("td", { class: "short" }, link.status !== undefined ? statusBadge(link.status) : statusBadge(null, stateWords(link))),
    make("td", {}, link.kind || ""),
    make("td", {}, link.anchor || ""),
    make("td", {}, [link.rel, link.nofollow ? "nofollow" : null].filter((word, i, all) => word && all.indexOf(word) === i).join(", ")));
}

function headers(room, page) {
  if (page.headers_problem) return void room.append(problem(new Error(page.headers_problem)));
  if (!page.headers) return void room.append(make("p", { class: "empty" }, "No headers are stored."));
  const lines = page.headers.map(([name, value]) => `${name}: ${value}`);
  room.append(make("pre", { class: "source", tabindex: "0" }, [page.status_line, ...lines].filter(Boolean).join("\n")));
}

async function text(room, what, page, signal) {
  const { text: body, cutFrom } = await askText(what, { url: page.url }, { signal });
  if (cutFrom > 0) room.append(make("p", { class: "warn" }, `The first 4 MiB of ${bytes(cutFrom)}.`));
  room.append(make("pre", { class: "source", tabindex: "0" }, body));
}

// As it reads, and beside it the Markdown that it is made from.
async function article(room, page, signal) {
  const { markdown, is_article: isArticle } = await ask("article", { url: page.url }, { signal });
  if (!isArticle) room.append(make("p", { class: "dim" }, "Nothing on this page looks like an article; this is the part that comes closest."));
  room.append(make("div", { class: "two" },
    make("section", { class: "sheet" }, make("h2", { class: "part-name" }, "As it reads"), drawMarkdown(markdown)),
    make("section", { class: "sheet" }, make("h2", { class: "part-name" }, "Markdown"), make("pre", { class: "source", tabindex: "0" }, markdown))));
}

async function structured(room, page, signal) {
  const { rows } = await ask("structured", { url: page.url }, { signal });
  if (rows.length === 0) room.append(make("p", { class: "empty" }, "There is no structured data on this page."));
  for (const { syntax, type, json } of rows) {
    room.append(make("h3", {}, type ? `${syntax}: ${type}` : syntax), make("pre", { class: "source", tabindex: "0" }, indented(json)));
  }
}

function indented(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function picture(room, page) {
  if (!page.has_body) return void room.append(make("p", { class: "empty" }, "No body is stored."));
  room.append(make("p", { class: "dim" }, "The stored HTML, without scripts and without anything the page would load."),
    // Sandboxed without any permission; the response has a policy of its own with the same effect.
    make("iframe", { class: "picture", sandbox: true, title: `Preview of ${page.url}`, referrerpolicy: "no-referrer",
      src: "/api/picture?" + new URLSearchParams({ url: page.url }) }));
}
