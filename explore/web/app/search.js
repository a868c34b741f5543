// Pages by words.
import { ask } from "./api.js";
import { loading, make, pageLink, problem, statusBadge } from "./dom.js";
import { plural } from "./format.js";

export async function show(place, { parameters, setParameters, signal }) {
  const input = make("input", { type: "search", name: "q", "aria-label": "Words", placeholder: "words in URL or title", maxlength: 400 });
  const form = make("form", { class: "search-form", role: "search" }, input, make("button", {}, "Search"));
  const hits = make("ul", { class: "hits" });
  const more = make("button", { type: "button", hidden: true, onclick: () => load(false) }, "More");
  const said = make("p", { class: "dim", role: "status" });
  place.append(make("h1", {}, "Search"), form, said, hits, make("div", { class: "pager" }, more));
  input.value = parameters.get("q") || "";
  let after;
  let shown = 0;

  async function load(isNew) {
    if (isNew) { after = undefined; shown = 0; hits.replaceChildren(); }
    said.replaceChildren(loading("pages"));
    try {
      const answer = await ask("search", { q: input.value, after }, { signal });
      after = answer.next;
      shown += answer.rows.length;
      hits.append(...answer.rows.map(hit));
      said.textContent = shown === 0 ? "No page has all of these words in its URL or title." : `${plural(shown, "page")}${after ? ", and more" : ""}`;
    } catch (error) {
      if (error.name !== "AbortError") said.replaceChildren(problem(error));
    }
    more.hidden = !after;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    parameters.set("q", input.value);
    setParameters(parameters, true);
    load(true);
  });
  if (input.value.trim()) await load(true);
  else { said.textContent = "All of the words, in any order, in the URL or the title."; input.focus(); }
}

const hit = (row) => make("li", {},
  make("p", {}, pageLink(row.url, row.title || row.url), " ", statusBadge(row.status)),
  make("p", { class: "where" }, row.url),
  row.description ? make("p", {}, row.description.slice(0, 300)) : null);
