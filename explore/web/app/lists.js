// The views that consist of one table from the server.
import { pageLink, statusBadge } from "./dom.js";
import { bytes, ms, time } from "./format.js";
import { grid } from "./grid.js";
import { make } from "./dom.js";

const url = { words: "URL", look: "url", cell: (value) => pageLink(value) };
const status = { cell: (value) => statusBadge(value) };
const milliseconds = (words) => ({ words, cell: (value) => ms(value) });
const size = (words) => ({ words, cell: (value) => bytes(value) });
const title = { look: "title-cell" };

const COLUMNS = {
  url, status, title,
  depth: {}, size: size("size"), transferred: size("on the wire"),
  total_ms: milliseconds("time"), ttfb_ms: milliseconds("first byte"),
  fetched_ms: { words: "fetched", cell: (value) => time(value) },
  found_on: { words: "found on", look: "url", cell: (value) => pageLink(value) },
  redirect_to: { words: "leads to", look: "url", cell: (value) => pageLink(value) },
  target_status: { words: "target status", cell: (value) => statusBadge(value) },
  reason: { cell: (value) => statusBadge(null, value) },
};

const list = (heading, words, settings) => async (place, context) => {
  place.append(make("h1", {}, heading), make("p", { class: "dim" }, words));
  await grid(place, context, { columns: COLUMNS, label: heading, ...settings });
};

export const pages = list("Pages", "Every fetched URL, whatever its status.", {
  listing: "pages", noun: "page", shown: ["url", "status", "title", "type", "depth", "size", "total_ms"] });

export const urls = list("URLs", "Every discovered URL and its state.", {
  listing: "urls", noun: "URL", shown: ["url", "state", "reason", "status", "depth", "found_on"] });

export const broken = list("Broken links",
  "URLs that returned 4xx or 5xx, or did not respond. Open one to see all links to it, with their anchor text.", {
    listing: "broken", noun: "URL", shown: ["url", "status", "reason", "detail", "found_on"] });

export const redirects = list("Redirects", "URLs that redirect to another. Open one to see the whole chain.", {
  listing: "redirects", noun: "redirect", shown: ["url", "status", "redirect_to", "target_status"] });
