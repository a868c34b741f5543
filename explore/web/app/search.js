// Full-text search.
import { ask } from "./api.js";
import { loading, make, pageLink, problem, statusBadge } from "./dom.js";
import { plural } from "./format.js";

export async function show(place, { parameters, setParameters, signal }) {
  const input = make("input", { type: "search", name: "q", "aria-label": "Words", placeholder: "words", maxlength: 400 });
  const form = make("form", { class: "search-form", role: "search" }, input, make("button", {}, "Search"));
  const hits = make("ul", { class: "hits" });
  const more = make("button", { type: "button", hidden: true, onclick: () => load(false) }, "More");
  const said = make("p", { class: "dim", role: "status" });
  let found = [];
  const savers = make("p", { class: "savers", hidden: true },
    ...window.crawlSavers("search", ["url", "title", "status", "text"], () => found.map(savedRow)));
  place.append(make("h1", {}, "Search"), form, said, savers, hits, make("div", { class: "pager" }, more));
  input.value = parameters.get("q") || "";
  let after;
  let first;

  async function load(isNew) {
    if (isNew) { after = undefined; found = []; hits.replaceChildren(); }
    said.replaceChildren(loading("pages"));
    try {
      const answer = await ask("search", { q: input.value, after }, { signal });
      after = answer.next;
      found.push(...answer.rows);
      hits.append(...answer.rows.map(hit));
      if (isNew) first = answer;
      said.textContent = outcome(found.length, after, first);
    } catch (error) {
      if (error.name !== "AbortError") said.replaceChildren(problem(error));
    }
    more.hidden = !after;
    savers.hidden = found.length === 0;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    parameters.set("q", input.value);
    setParameters(parameters, true);
    load(true);
  });
  if (input.value.trim()) await load(true);
  else { said.textContent = 'Finds pages that contain all of the words, in any order. begin* finds words by their beginning, "some words" a phrase, and -word excludes a word.'; input.focus(); }
}

// `first`: the first answer to these words.
function outcome(shown, isMore, { ranked, index, missing }) {
  const pages = `${plural(shown, "page")}${isMore ? ", and more" : ""}`;
  const newer = missing ? ` ${plural(missing, "newer page")} not in the index yet: run crawl search to add them.` : "";
  if (ranked) return `${pages}, best matches first.${newer}`;
  const inNames = shown ? `${pages} with them in URL or title` : "";
  if (index) return `${inNames ? `No text contains all of these words, but ${inNames}` : "No page contains all of these words"}.${newer}`;
  return `${inNames ? pages : "No page contains all of these words in its URL or title"}. To search texts too, and faster, run crawl search once: it builds the index.`;
}

// Plain text and matches alternate.
const marked = (pieces) => pieces.map((piece, i) => (i % 2 ? make("mark", {}, piece) : piece));

const savedRow = ({ url, title, status, text }) =>
  [url, title ? title.join("") : null, status, text ? text.join("") : null];

const hit = (row) => make("li", {},
  make("p", {}, titleLink(row), " ", statusBadge(row.status)),
  make("p", { class: "where" }, row.url),
  row.text ? make("p", {}, ...marked(row.text)) : null);

function titleLink(row) {
  const link = pageLink(row.url, row.url);
  if (row.title) link.replaceChildren(...marked(row.title));
  return link;
}
