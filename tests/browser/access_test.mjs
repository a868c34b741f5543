// Whether everybody can use what crawl shows: axe-core judges every view of crawl serve, the report and a comparison,
// in both themes, on a phone, a tablet and a wide screen.
import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { crawl, FAST, newPage, run, serve, serveCrawl, temporaryFolder, test, until, whatAxeFinds, whatIsClipped, WIDTHS } from "./browsing.mjs";

const ARTICLE = "<p>" + "A sentence of an article that is long enough to be one, with commas, and more. ".repeat(12) + "</p>";
const page = (title, ...links) => `<!doctype html><html lang="en"><head><title>${title}</title>` +
  `<meta name=description content="About ${title}"><script type="application/ld+json">{"@type": "Thing"}</script></head>` +
  `<body><nav>${links.map((link) => `<a href="${link}">to ${link}</a>`).join(" ")}</nav><article><h1>${title}</h1><h3>Part</h3>` +
  `${ARTICLE}<ul><li>one</li></ul><img src="/p.png" alt="A picture"><table><tr><th>a<td>b</table><pre>code</pre>${ARTICLE}</article>`;

const routes = { "/old": { status: 301, headers: { Location: "/docs/1" } } };
for (let i = 0; i < 6; ++i) routes[`/docs/${i}`] = page("Number " + i, "/", "/docs/guide/" + (i % 3));
for (let i = 0; i < 3; ++i) routes[`/docs/guide/${i}`] = page("Guide " + i, "/gone/" + i);
routes["/"] = page("Start", ...Object.keys(routes), "/gone", "http://127.0.0.1:9/nobody");

const folder = await temporaryFolder();
const origin = await serve(routes);
const db = join(folder, "crawl.db");
await crawl(origin + "/", "-o", db, ...FAST);
const before = join(folder, "before.db");
await copyFile(db, before);
routes["/docs/1"] = page("Number 1, changed", "/", "/docs/guide/2").replace("a sentence", "another sentence");
await crawl(origin + "/", "-o", db, ...FAST, "--update", "--revisit", "0");
delete routes["/docs/guide/1"];
for (const i of [3, 4]) routes[`/docs/${i}`] = page("<Number> & \"" + i, "/", "/docs/guide/0");
routes["/docs/5"] = page("Number 5", "/", "/docs/new");
routes["/docs/new"] = page("New", "/");
await crawl(origin + "/", "-o", join(folder, "after.db"), ...FAST);
const compared = await crawl("compare", before, join(folder, "after.db"), "--format", "html", "-o", join(folder, "compare.html"))
  .catch((ended) => ended);  // its status says whether anything is different
assert.equal(compared.code, 1, compared.stderr);
await crawl("search", db, "article");
await crawl("report", db, "-o", join(folder, "report.html"), "--since", "1");
const address = await serveCrawl(db);

const hash = (view, parameters) => `#/${view}?` + new URLSearchParams(parameters);
// [address of a view, what stands there when it is complete]
const VIEWS = [
  ["#/", ".tile dd"],
  ["#/pages", ".grid tbody a"],
  [hash("pages", { "f.title": "no such title" }), ".grid tbody .none"],
  [hash("pages", { "f.status": "no number" }), ".problem"],
  ["#/broken", ".grid tbody a"],
  ["#/redirects", ".grid tbody a"],
  ["#/urls", ".grid tbody a"],
  ["#/changes", ".grid tbody a"],
  [hash("page", { url: origin + "/docs/1", tab: "history" }), ".diff-text"],
  ["#/findings", ".findings .count"],
  [hash("findings", { id: "broken-pages" }), ".table-box tbody a"],
  ["#/findings?id=no-such-check", ".problem"],
  ["#/hosts", ".map b"],
  [hash("hosts", { place: origin + "/docs/" }), ".map b"],
  [hash("search", { q: "article" }), ".hits mark"],
  [hash("sql", { q: "SELECT url, status, title FROM pages" }), ".table-box tbody a"],
  [hash("sql", { q: "SELECT nothing" }), ".problem"],
  ["#/page", "input"],
  [hash("page", { url: origin + "/nowhere" }), ".problem"],
  ["#/no-such-view", "h1"],
  ...["in", "out", "headers", "text", "article", "data", "source", "picture"].map((tab) =>
    [hash("page", { url: origin + "/docs/1", tab }), ".tabs + div > :not(.empty)"]),
];

// By every rule at every width. The dark theme has other colours (look.css, app.css) and nothing else that is other, so
// there the rules about colours are asked again. What is judged keeps its state.
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
async function judge(made, what, widths = WIDTHS) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of widths) {
      await made.emulateMedia({ colorScheme });
      await made.setViewportSize({ width, height: 900 });
      const rules = colorScheme === "dark" ? COLOUR_RULES : undefined;
      assert.deepEqual(await whatAxeFinds(made, rules), [], `${what}, ${colorScheme}, ${width} px`);
    }
  }
}

for (const [view, sign] of VIEWS) {
  test(`axe-core finds nothing on ${view}`, async () => {
    const made = await newPage();
    await made.goto(address + view);
    await made.waitForSelector("main " + sign);
    await until(made, () => !document.querySelector("main .empty[role=status], main [aria-busy]"));
    await judge(made, view);
  });
}

test("axe-core finds nothing on what is folded, open", async () => {
  const made = await newPage({ viewport: { width: 380, height: 900 } });
  await made.goto(address + "#/pages");
  await made.waitForSelector("main .grid tbody a");
  await made.click("#menu");
  await judge(made, "menu", [380]);
  await made.keyboard.press("Escape");
  for (const name of ["Columns", "Filter help"]) {
    await made.click(`summary:text-is("${name}")`);
    await judge(made, name);
    await made.click(`summary:text-is("${name}")`);
  }
  await made.goto(address + "#/findings");
  await made.click("summary:has-text('found nothing')");
  await judge(made, "checks that found nothing");
});

test("axe-core finds nothing on the report, folded and open", async () => {
  const made = await newPage();
  await made.goto("file://" + join(folder, "report.html"));
  await judge(made, "report");
  await made.$$eval("details", (all) => { for (const each of all) each.open = true; });
  await until(made, () => [...document.querySelectorAll("details.finding")].every((each) => each.querySelector(".rows table")));
  await judge(made, "report, all open");
});

test("axe-core finds nothing on a comparison, folded and open", async () => {
  const made = await newPage();
  await made.goto("file://" + join(folder, "compare.html"));
  await judge(made, "comparison");
  await made.$$eval("details", (all) => { for (const each of all) each.open = true; });
  await until(made, () => [...document.querySelectorAll("details.finding")].every((each) => each.querySelector(".rows table")));
  const kinds = await made.$$eval("details.finding", (all) => all.map((each) => each.id));
  for (const kind of ["changed", "new"]) assert.ok(kinds.includes(kind), kinds.join(" "));
  await judge(made, "comparison, all open");
  for (const width of WIDTHS) {
    await made.setViewportSize({ width, height: 900 });
    assert.deepEqual(await whatIsClipped(made), [], `${width} px`);
  }
  assert.deepEqual(made.said, []);
});

await run();
