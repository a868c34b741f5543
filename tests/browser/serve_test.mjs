// The application of crawl serve in a browser, as a person would use it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { atEnd, BINARY, crawl, FAST, newPage, parseCsv, run, serve, serveCrawl, temporaryFolder, test, until,
         whatIsClipped, whatIsUnlabelled, WIDTHS } from "./browsing.mjs";

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (title, head, ...links) => `<!doctype html><html lang="en"><head><title>${escape(title)}</title>${head}</head>` +
  `<body><h1>${escape(title)}</h1><p>${links.map((link) => `<a href="${link}">to ${escape(link)}</a>`).join(" ")}`;

const HOSTILE = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> \u202Egnp " + "verylongword".repeat(15);
const MANY = 250;

// Counts who connects: a picture of a page may reach nobody.
const knocks = [];
const nobody = createServer((socket) => { knocks.push(1); socket.destroy(); });
await new Promise((done) => nobody.listen(0, "127.0.0.1", done));
atEnd(() => new Promise((done) => nobody.close(done)));
const away = `http://127.0.0.1:${nobody.address().port}`;
const greedy = `<link rel=preconnect href=${away}><link rel=stylesheet href=${away}/s><link rel=prefetch href=${away}/p>` +
  `<script src=${away}/j></script><script>window.top.hit=1</script><meta http-equiv=refresh content="0;url=${away}/r">` +
  `<style>h1 { color: rgb(1, 2, 3); background: url(${away}/b) }</style>`;

const routes = {};
for (let i = 0; i < MANY; ++i) routes["/many/" + i] = page("Number " + i, "", "/");
const DATA = `<script type="application/ld+json">{"@type": "<b>Odd</b>", "name": "<img src=x onerror='window.hit=1'>"}</script>`;
routes["/hostile"] = { headers: { "X-Hostile": "<b>bold</b>" }, body: page(HOSTILE, DATA, "/") };
routes["/greedy"] = page("Greedy", greedy, away + "/a").replace("<p>", `<img src=${away}/i><iframe src=${away}/f></iframe><p>`);
routes["/old"] = { status: 301, headers: { Location: "/many/0" } };
routes["/"] = page("Start", "", ...Object.keys(routes), "/gone", "/gone/" + "segment-without-any-end".repeat(12));

const folder = await temporaryFolder();
const origin = await serve(routes);
const db = join(folder, "crawl.db");
await crawl(origin + "/", "-o", db, ...FAST);

const address = await serveCrawl(db);

const VIEWS = {
  "Overview": "h2", "Pages": ".grid tbody a", "Broken links": ".grid tbody a", "Redirects": ".grid tbody a", "URLs": ".grid tbody a",
  "Findings": ".findings a", "Hosts & map": ".map b", "Search": "input", "SQL": ".plain-list button",
};
const pageHash = (path, tab) => "#/page?" + new URLSearchParams({ url: origin + path, ...(tab ? { tab } : {}) });

// To a view by the bar, which is a menu where it has no room for all of them.
async function choose(made, name) {
  if (await made.isVisible("#menu")) await made.click("#menu");
  await made.click(`nav a:text-is("${name}")`);
}

async function open(hash = "", options) {
  const made = await newPage(options);
  await made.goto(address + hash);
  return made;
}

// The rows of the table of the server's.
const rows = (made) => made.$$eval(".grid tbody tr", (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
const settled = (made) => until(made, () => document.querySelector(".grid tbody tr") && !document.querySelector(".is-loading"));

test("every view is reached by clicking, whole at every width, in dark and light, without errors", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of WIDTHS) {
      const made = await open("", { colorScheme, viewport: { width, height: 800 } });
      for (const [name, sign] of Object.entries(VIEWS)) {
        await choose(made, name);
        await made.waitForSelector("main " + sign);
        assert.equal(await made.getAttribute(`nav a:text-is("${name}")`, "aria-current"), "page");
        assert.ok((await (await made.$(".bar")).boundingBox()).height < 60, "the bar is one line");
        assert.deepEqual(await whatIsClipped(made), [], `${name} ${width} ${colorScheme}`);
        assert.deepEqual(await whatIsUnlabelled(made), [], name);
      }
      for (const tab of ["in", "out", "headers", "text", "article", "data", "source", "picture"]) {
        await made.goto(address + pageHash("/hostile", tab));
        await made.waitForSelector("main .tabs [aria-current=true]");
        assert.deepEqual(await whatIsClipped(made), [], `${tab} ${width} ${colorScheme}`);
      }
      assert.deepEqual(made.said, []);
    }
  }
});

test("it asks nobody but its server", async () => {
  const made = await open();
  for (const [name, sign] of Object.entries(VIEWS)) {
    await choose(made, name);
    await made.waitForSelector("main " + sign);
  }
  assert.deepEqual(made.asked.filter((url) => !url.startsWith(address) && !url.startsWith("data:")), []);
});

test("what a site wrote is text", async () => {
  const made = await open("#/pages?" + new URLSearchParams({ "f.url": "hostile" }));
  await settled(made);
  assert.ok((await rows(made))[0].some((cell) => cell.includes("<img src=x")));
  for (const tab of ["in", "headers", "text", "article", "source", "picture"]) {
    await made.goto(address + pageHash("/hostile", tab));
    await made.waitForSelector(".tabs [aria-current=true]");
  }
  await made.goto(address + pageHash("/hostile", "data"));
  await made.waitForSelector("main h3");
  assert.equal(await made.textContent("main h3"), "json-ld: <b>Odd</b>");
  assert.match(await made.textContent("pre.source"), /"name": "<img src=x/);
  await made.goto(address + pageHash("/hostile", "headers"));
  await made.waitForSelector("pre.source");
  assert.ok((await made.textContent("pre.source")).includes("X-Hostile: <b>bold</b>"));
  assert.equal(await made.evaluate(() => window.hit), undefined);
});

test("the picture of a page runs nothing and reaches nobody", async () => {
  const before = knocks.length;
  const made = await open(pageHash("/greedy", "picture"));
  const frame = await (await made.waitForSelector("iframe")).contentFrame();
  await frame.waitForSelector("h1");
  assert.equal(await frame.$eval("h1", (h1) => getComputedStyle(h1).color), "rgb(1, 2, 3)");
  await frame.click("a").catch(() => {});  // a link leads nowhere either
  await made.goto(address + pageHash("/greedy", "source"));
  await made.waitForSelector("pre.source");
  assert.equal(await made.evaluate(() => window.hit), undefined);
  assert.equal(knocks.length, before);
});

test("pages are sorted, filtered and turned, and the address keeps it", async () => {
  const made = await open("#/pages");
  await settled(made);
  assert.equal((await rows(made)).length, 100);
  await made.click("thead button:text-is('title')");
  await made.waitForSelector("th[aria-sort=ascending]");
  await settled(made);
  await made.fill("input[aria-label='Filter title']", "number 1");
  await until(made, () => document.querySelector(".grid-tools .said").textContent.startsWith("111 pages"));
  const first = await rows(made);
  assert.ok(first.every((row) => row[2].startsWith("Number 1")));
  assert.deepEqual(first.map((row) => row[2]), first.map((row) => row[2]).sort());
  await made.click("button:text-is('Next')");
  await until(made, () => document.querySelectorAll(".grid tbody tr").length === 11);
  const url = made.url();
  await made.click("button:text-is('Previous')");
  await until(made, () => document.querySelectorAll(".grid tbody tr").length === 100);
  assert.deepEqual(await rows(made), first);
  await made.goto("about:blank");
  await made.goto(url);  // a bookmark
  await settled(made);
  assert.equal((await rows(made)).length, 11);
  assert.equal(await made.inputValue("input[aria-label='Filter title']"), "number 1");
  await choose(made, "Broken links");
  await made.waitForSelector("h1:text-is('Broken links')");
  await settled(made);
  assert.equal((await rows(made)).length, 2);
  await made.goBack();
  await settled(made);
  assert.equal((await rows(made)).length, 11);
});

test("a filter that is wrong is said, and columns are chosen", async () => {
  const made = await open("#/pages");
  await settled(made);
  await made.fill("input[aria-label='Filter status']", "abc");
  assert.match(await made.textContent(".problem"), /not a filter for numbers/);
  await made.click("button:text-is('Clear filters')");
  await settled(made);
  assert.equal(await made.$(".problem"), null);
  await made.click("summary:text-is('Columns')");
  await made.click("label:text-is('language')");
  await made.waitForSelector("thead button:text-is('language')");
  assert.match(made.url(), /cols=/);
});

test("from a broken URL to the page that links to it, by the keyboard", async () => {
  const made = await open("#/broken");
  await settled(made);
  await made.focus(".grid tbody a");
  await made.keyboard.press("Enter");
  await made.waitForSelector("h2:text-is('In the crawl')");
  await made.waitForSelector(".tabs + div .grid tbody a");
  assert.equal(await made.textContent(".tabs + div .grid tbody a"), origin + "/");
  // The status beside it is that of the page that links, not of the broken URL.
  assert.equal(await made.textContent(".tabs + div .grid tbody .badge"), "200");
  assert.equal(await made.evaluate(() => document.activeElement.id), "main");
  // The skip link is first, and seen when it has the focus.
  await made.goto(address);
  await made.waitForSelector("main h2");
  await until(made, () => !document.querySelector("main .empty[role=status]"));
  await made.keyboard.press("Tab");
  const box = await (await made.$(".skip-link")).boundingBox();
  assert.ok(box.x >= 0, "the skip link is seen");
  await made.keyboard.press("Enter");
  assert.equal(await made.evaluate(() => document.activeElement.id), "main");
});

test("the map leads into folders and back", async () => {
  const made = await open("#/hosts");
  // A crawl of one host: its folders at once, and all hosts a click away.
  await made.waitForSelector(".crumbs a:text-is('Pages in this folder')");
  await made.waitForSelector(".map a[data-name='many/']");
  await made.selectOption("select", "bytes");
  await made.click(".map a[data-name='many/']");
  await until(made, () => document.querySelector(".sheet p").textContent.startsWith("250 pages"));
  await made.click(".crumbs a:text-is('Pages in this folder')");
  await settled(made);
  assert.match(await made.textContent(".grid-tools .said"), /^250 pages/);
});

test("search finds by words of URL and title", async () => {
  const made = await open("#/search");
  await made.fill("input", "number many/24");
  await made.keyboard.press("Enter");
  await until(made, () => document.querySelectorAll(".hits li").length === 11);  // 24, and 240 to 249
  await made.fill("input", "nowhere-at-all");
  await made.keyboard.press("Enter");
  await until(made, () => document.querySelector("[role=status].dim").textContent.startsWith("No page"));
});

test("findings show their rows and SQL", async () => {
  const made = await open("#/findings");
  await until(made, () => document.querySelectorAll(".findings .count").length > 20 &&
    ![...document.querySelectorAll(".findings .count")].some((one) => one.textContent === "\u2026"));
  await made.click(".findings a[href*='broken-pages']");
  await made.waitForSelector(".table-box tbody a");
  assert.equal((await made.$$(".table-box tbody tr")).length, 2);
  await made.click("summary");
  await made.click("a:text-is('Open in SQL')");
  await until(made, () => document.querySelector("form [role=status]").textContent.startsWith("2 rows"));
});

test("SQL answers, refuses, is kept, and saved as CSV", async () => {
  const made = await open("#/sql", { acceptDownloads: true });
  await made.fill("textarea", "SELECT url, title FROM pages WHERE url LIKE '%hostile' OR title = 'Number 7'");
  await made.keyboard.press("Control+Enter");
  await until(made, () => document.querySelectorAll(".table-box tbody tr").length === 2);
  const saved = made.waitForEvent("download");
  await made.click(".savers [data-format=csv]");
  const csv = parseCsv((await readFile(await (await saved).path(), "utf8")).replace(/^\uFEFF/, ""));
  assert.deepEqual(csv[0], ["url", "title"]);
  assert.equal(csv.length, 3);
  await made.fill("input[aria-label='Name for this query']", "two of them");
  await made.click("button:text-is('Keep')");
  await made.reload();
  await made.click(".plain-list button:text-is('two of them')");
  await until(made, () => document.querySelectorAll(".table-box tbody tr").length === 2);
  const silent = made.said.length;
  await made.fill("textarea", "DELETE FROM page");
  await made.click("button:text-is('Run (Ctrl+Enter)')");
  assert.match(await made.textContent(".problem"), /reading only/);
  assert.equal(silent, 0);
});

test("a URL that is not there names the nearest", async () => {
  const made = await open(pageHash("/many/9999"));
  await made.waitForSelector(".problem");
  assert.ok((await made.$$("main ul a")).length > 0);
  await made.goto(address + "#/nothing");
  await made.waitForSelector("h1:text-is('Not found')");
});

test("the overview moves while a crawl runs", async () => {
  const file = join(folder, "running.db");
  let go;
  const gate = new Promise((done) => { go = done; });
  const { createServer: web } = await import("node:http");
  const site = web(async (request, response) => {
    if (request.url === "/slow") await gate;
    response.writeHead(request.url === "/robots.txt" ? 404 : 200, { "Content-Type": "text/html" });
    response.end(request.url === "/" ? page("Start", "", "/slow") : page("Slow", ""));
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  atEnd(() => new Promise((done) => { site.closeAllConnections(); site.close(done); }));
  const crawling = spawn(BINARY, [`http://127.0.0.1:${site.address().port}/`, "-o", file, ...FAST], { stdio: "ignore" });
  const ended = new Promise((done) => crawling.once("exit", done));
  let running = null;
  for (let i = 0; i < 200 && !running; ++i) {
    const { stdout } = await crawl("query", file, "SELECT count(*) AS n FROM pages", "--format", "jsonl").catch(() => ({ stdout: "" }));
    if (stdout.includes('"n":1')) running = await serveCrawl(file);
  }
  assert.ok(running, "the first page came");
  const made = await newPage();
  await made.goto(running);
  await until(made, () => document.querySelector(".live").textContent === "crawl is running");
  const fetched = () => made.textContent(".tile dd");
  assert.match(await fetched(), /^1of 2/);
  go();
  await ended;
  await until(made, () => document.querySelector(".live").textContent === "crawl finished");
  assert.match(await fetched(), /^2of 2/);
  assert.deepEqual(made.said, []);
});

test("search with an index finds texts, marks them, and fits", async () => {
  await crawl("search", db, "number");
  for (const width of WIDTHS) {
    const made = await open("#/search", { viewport: { width, height: 800 } });
    await made.fill("input", "onerror segment*");
    await made.keyboard.press("Enter");
    await until(made, () => document.querySelector("[role=status].dim").textContent.startsWith("No page contains all of these words."));
    await made.fill("input", "img onerror");
    await made.keyboard.press("Enter");
    await until(made, () => document.querySelectorAll(".hits mark").length > 1);
    assert.match(await made.textContent("[role=status].dim"), /best matches first/);
    assert.deepEqual(await whatIsClipped(made), [], `search ${width}`);
    await made.fill("input", "NOT number");
    await made.keyboard.press("Enter");
    await until(made, () => document.querySelector("[role=status].dim").textContent.includes("what to look for"));
  }
});

await run();
