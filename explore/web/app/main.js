// The frame of the application: shows the view that the address names.
import { make, loading, problem } from "./dom.js";
import { followState } from "./state.js";
import { show as changes } from "./changes.js";
import { show as findings } from "./findings.js";
import { show as overview } from "./overview.js";
import { show as page } from "./page.js";
import { show as hosts } from "./hosts.js";
import { show as search } from "./search.js";
import { show as sql } from "./sql.js";
import { pages, urls, broken, redirects } from "./lists.js";

// [name in the address, label in the bar, view]; without a label it is not in the bar.
const VIEWS = [
  ["", "Overview", overview],
  ["pages", "Pages", pages],
  ["broken", "Broken links", broken],
  ["redirects", "Redirects", redirects],
  ["urls", "URLs", urls],
  ["changes", "Changes", changes],
  ["findings", "Findings", findings],
  ["hosts", "Hosts & map", hosts],
  ["search", "Search", search],
  ["sql", "SQL", sql],
  ["page", null, page],
];

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const menu = document.getElementById("menu");  // seen where the bar has no room for all views

let leave = null;  // stops the background work of the current view

function where() {
  const hash = location.hash.replace(/^#\/?/, "");
  const mark = hash.indexOf("?");
  const name = mark < 0 ? hash : hash.slice(0, mark);
  return { name, parameters: new URLSearchParams(mark < 0 ? "" : hash.slice(mark + 1)) };
}

// Changes the address without leaving the view; `isNew`: as a new step for the Back button. `kept`: what
// the view finds in history.state when the reader comes back to this step.
function setParameters(parameters, isNew, kept = history.state) {
  const text = parameters.toString();
  const hash = `#/${where().name}${text ? "?" + text : ""}`;
  if (hash === location.hash) return;
  history[isNew ? "pushState" : "replaceState"](kept, "", hash);
}

// How far down the reader was belongs to a step, too. The browser's own memory of it comes too early,
// before the view has its rows.
history.scrollRestoration = "manual";
let scrolling = 0;
window.addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = setTimeout(() => history.replaceState({ ...history.state, y: Math.round(scrollY) }, ""), 150);
}, { passive: true });

function openMenu(isOpen) {
  menu.setAttribute("aria-expanded", String(isOpen));
}

async function route() {
  const isFirst = !leave;
  if (leave) leave();
  const controller = new AbortController();
  leave = () => controller.abort();
  const { name, parameters } = where();
  const view = VIEWS.find(([known]) => known === name);
  for (const link of nav.children) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${view && view[1] ? view[1] : "Page"} – crawl`;
  menu.textContent = view && view[1] ? view[1] : "Menu";
  openMenu(false);
  clearTimeout(scrolling);  // that was of the view before
  const y = (history.state && history.state.y) || 0;
  const place = make("div");
  main.replaceChildren(place);
  window.scrollTo(0, 0);
  if (!view) {
    place.append(make("h1", {}, "Not found"), make("p", {}, "There is no such view. All views are in the bar above."));
    return;
  }
  const words = loading("the view");
  place.append(words);
  try {
    await view[2](place, { parameters, setParameters, signal: controller.signal });
  } catch (error) {
    if (error.name !== "AbortError") {
      if (!place.querySelector("h1")) place.prepend(make("h1", {}, view[1] || "Page"));
      place.append(problem(error));
    }
  }
  words.remove();
  if (y > 0 && !controller.signal.aborted) window.scrollTo(0, y);
  // The element that had the focus is gone with the previous view. At the start nothing had the focus,
  // and the skip link comes first.
  if (!isFirst && document.activeElement === document.body) main.focus({ preventScroll: true });
}

for (const [name, words] of VIEWS) {
  if (words) nav.append(make("a", { href: "#/" + name, "data-view": name }, words));
}
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();  // the address belongs to the view
  main.focus();
});
menu.addEventListener("click", () => openMenu(menu.getAttribute("aria-expanded") !== "true"));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
  openMenu(false);
  menu.focus();
});
window.addEventListener("popstate", route);
followState(document.getElementById("live"));
route();
