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
const SENTENCES = "A sentence of the article that is long enough to be one, with commas, and more of it. ".repeat(8);
routes["/article"] = `<!doctype html><html lang=en><title>Article</title><article><h1>Of pictures</h1><p>${SENTENCES}</p>` +
  `<img src="${away}/i.png" alt="A &lt;b&gt;picture&lt;/b&gt;"><h3>A part</h3><p>Some <b>bold</b> and <code>a*b</code>, <a href="/many/3">a link</a>, ` +
  `<a href="javascript:window.hit=1">none</a>, &lt;script&gt;window.hit=1&lt;/script&gt; and [not](a-link). ${SENTENCES}</p>` +
  `<ul><li>one<ul><li>within</li></ul></li><li>two</li></ul><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2|3</td></tr></table>` +
  `<pre>if (a < b)\n  c();</pre><blockquote><p>Quoted. ${SENTENCES}</p></blockquote></article>`;
routes["/old"] = { status: 301, headers: { Location: "/many/0" } };
routes["/"] = page("Start", "", ...Object.keys(routes), "/gone", "/gone/" + "segment-without-any-end".repeat(12));

const folder = await temporaryFolder();
const origin = await serve(routes);
const db = join(folder, "crawl.db");
await crawl(origin + "/", "-o", db, ...FAST);
routes["/hostile"].body = routes["/hostile"].body.replace("gnp ", "gnp <i>New</i> ").replace("to /", "to the start");
await crawl(origin + "/", "-o", db, ...FAST, "--update", "--revisit", "0");

const address = await serveCrawl(db);

const VIEWS = {
  "Overview": "h2", "Pages": ".grid tbody a", "Broken links": ".grid tbody a", "Redirects": ".grid tbody a", "URLs": ".grid tbody a", "Changes": ".grid tbody a",
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
      for (const tab of ["in", "out", "headers", "text", "article", "data", "source", "picture", "history"]) {
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

test("what changed on a page is shown by words", async () => {
  const made = await open("#/changes?" + new URLSearchParams({ "f.kind": "=changed", "f.url": "hostile" }));
  const table = 'main [role=region][aria-label="Changes"] tbody';
  await made.waitForSelector(table + " td.url a");
  assert.equal((await made.$$(table + " tr")).length, 1);
  await made.click(table + " td.url a");
  await made.waitForSelector(".diff-text .changed");
  assert.ok((await made.textContent("main")).includes("Version 1 → version 2"));
  assert.deepEqual(await made.$$eval(".diff-text del, .diff-text ins", (all) => all.map((one) => one.tagName)).then((all) => [...new Set(all)].sort()),
    ["DEL", "INS"]);
  assert.equal(await made.evaluate(() => window.hit), undefined);
  assert.deepEqual(made.said, []);
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
  // Pages in the folder itself have their own health: of /, /gone, … more than one in ten failed.
  assert.equal(await made.getAttribute(".map .own", "class"), "h3 own");
  // A name that is shown fits.
  assert.deepEqual(await made.$$eval(".map a", (all) => all.filter((one) => one.firstChild &&
    (one.firstChild.scrollWidth > one.clientWidth || one.firstChild.offsetHeight > one.clientHeight)).map((one) => one.title)), []);
  await made.selectOption("select", "bytes");
  await made.click(".map a[data-name='many/']");
  await until(made, () => document.querySelector(".sheet p").textContent.startsWith("250 pages"));
  await made.click(".crumbs a:text-is('Pages in this folder')");
  await settled(made);
  assert.match(await made.textContent(".grid-tools .said"), /^250 pages/);
});

test("search finds by words of URL and title", async () => {
  const made = await open("#/search", { acceptDownloads: true });
  await made.fill("input", "number many/24");
  await made.keyboard.press("Enter");
  await until(made, () => document.querySelectorAll(".hits li").length === 11);  // 24, and 240 to 249
  const [download] = await Promise.all([made.waitForEvent("download"), made.click(".savers [data-format=csv]")]);
  const csv = parseCsv((await readFile(await download.path(), "utf8")).replace(/^\uFEFF/, ""));
  assert.deepEqual(csv[0], ["url", "title", "status", "text"]);
  assert.deepEqual(csv.slice(1).map((row) => row[0]),
    await made.$$eval(".hits .where", (all) => all.map((each) => each.textContent)));
  assert.equal(csv[1][1], "Number 24");
  await made.fill("input", "nowhere-at-all");
  await made.keyboard.press("Enter");
  await until(made, () => document.querySelector("[role=status].dim").textContent.startsWith("No page"));
});

test("a list is saved with its filters and order, all of its rows", async () => {
  const made = await open("#/pages?" + new URLSearchParams({ "f.title": "number 1", sort: "-title", cols: "title,url" }), { acceptDownloads: true });
  await settled(made);
  assert.equal((await rows(made)).length, 100);
  const [download] = await Promise.all([made.waitForEvent("download"), made.click(".grid-tools [data-format=csv]")]);
  assert.equal(download.suggestedFilename(), "pages.csv");
  const csv = parseCsv((await readFile(await download.path(), "utf8")).replace(/^\uFEFF/, ""));
  assert.deepEqual(csv[0], ["title", "url"]);
  assert.equal(csv.length, 1 + 111);
  assert.deepEqual(csv.slice(1, 101).map((row) => row[0]), (await rows(made)).map((row) => row[0]));
});

test("the speed over time leads to its pages without a mouse, too", async () => {
  const made = await open("#/");
  await made.waitForSelector(".chart canvas");
  await made.click(".charts summary");
  await made.focus(".spans a");
  await made.keyboard.press("Enter");
  await settled(made);
  assert.match(made.url(), /#\/pages\?f\.fetched_ms=\d+\.\.\d+/);
  assert.ok((await rows(made)).length > 0);
});

test("what a bar counts is what it leads to", async () => {
  for (const [title, filter] of [["Pages by status", "status"], ["URLs by state", "state"], ["Pages by type", "type"],
    ["Pages by depth", "depth"], ["Pages by size", "size"], ["Hosts with most pages", "url"]]) {
    const made = await open();
    const bars = made.locator(`.sheet:has(h2:text-is("${title}")) .bars a`);
    await bars.last().waitFor();
    for (let i = 0; i < await bars.count(); ++i) {
      const value = (await bars.nth(i).locator(".value").textContent()).match(/[\d,]+/)[0];
      await bars.nth(i).click();
      await settled(made);
      assert.match(made.url(), new RegExp("f\\." + filter));
      assert.match(await made.textContent(".grid-tools .said"), new RegExp(`^${value} (page|URL)`), `${title} ${i}`);
      await made.goBack();
      await bars.last().waitFor();
    }
    await made.context().close();
  }
});

test("numbers have as many digits as they are worth", async () => {
  const made = await open();
  const words = await made.evaluate(async () => {
    const { bytes, duration, ms, rate, share } = await import("/web/app/format.js");
    return [share(457, 100000), share(1, 100000), share(0, 5), share(99999, 100000), share(1, 3), share(5, 5),
      bytes(1234), bytes(123456), ms(0.4), ms(1234), duration(59600), duration(3599600), duration(7260000), rate(12.34), rate(1234.5)];
  });
  assert.deepEqual(words, ["0.5 %", "under 0.1 %", "0 %", "99.9 %", "33 %", "100 %", "1.2 KB", "123 KB", "0 ms", "1.2 s",
    "1 min 0 s", "1 h 0 min", "2 h 1 min", "12", "1,235"]);
});

test("an article is drawn as it reads, loads nothing and runs nothing, and its Markdown is beside it", async () => {
  const before = knocks.length;
  const made = await open(pageHash("/article", "article"));
  await made.waitForSelector(".article p");
  const has = async (selector, text) => assert.ok((await made.$$eval(".article " + selector, (all) => all.map((one) => one.textContent)))
    .some((one) => one.includes(text)), selector + ": " + await made.innerHTML(".article"));
  await has("h3, h4", "A part");
  await has("strong", "bold");
  await has("p code", "a*b");
  await has("li li", "within");
  await has("td", "2|3");
  await has("pre code", "if (a < b)\n  c();");
  await has("blockquote p", "Quoted.");
  await has("p", "<script>window.hit=1</script> and [not](a-link).");
  await has(".picture-name", "A <b>picture</b>");
  assert.equal(await made.getAttribute(".article a:text-is('a link')", "href"), pageHash("/many/3"));
  assert.equal(await made.$(".article a:text-is('none'), .article img, .article script, .article b"), null);
  assert.match(await made.textContent("pre.source"), /\*\*bold\*\*/);
  assert.equal(await made.evaluate(() => window.hit), undefined);
  assert.equal(knocks.length, before);
  assert.deepEqual(made.said, []);
});

test("an old error of SQL is gone when the next statement runs", async () => {
  const made = await open("#/sql");
  await made.fill("textarea", "SELECT unheard");
  await made.keyboard.press("Control+Enter");
  await made.waitForSelector(".problem");
  // While the next one runs, too.
  await made.fill("textarea", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT count(*) AS c FROM n");
  await made.keyboard.press("Control+Enter");
  assert.equal(await made.$(".problem"), null);
  await until(made, () => document.querySelector(".table-box tbody td")?.textContent === "3,000,000");
  await made.fill("textarea", "SELECT unheard");
  await made.keyboard.press("Control+Enter");
  await made.waitForSelector(".problem");
  await made.fill("textarea", " ");
  await made.keyboard.press("Control+Enter");
  assert.equal(await made.$(".problem"), null);
});

test("reload and Back give the same view: place in a list, rows of a finding, and how far down", async () => {
  const made = await open("#/pages?" + new URLSearchParams({ "f.title": "number" }));
  await settled(made);
  await made.click("button:text-is('Next')");
  await until(made, () => document.querySelector(".pager [role=status]").textContent === "page 2");
  const second = await rows(made);
  await made.evaluate(() => window.scrollTo(0, 700));
  await until(made, () => history.state.y === 700);
  await made.reload();
  await settled(made);
  assert.deepEqual(await rows(made), second);
  assert.equal(await made.evaluate(() => scrollY), 700);
  assert.equal(await made.textContent(".pager [role=status]"), "page 2");
  await made.click(".grid tbody tr:nth-child(20) a");
  await made.waitForSelector("h2:text-is('In the crawl')");
  await made.goBack();
  await settled(made);
  await until(made, () => scrollY === 700);
  await made.click("button:text-is('Previous')");
  await until(made, () => document.querySelector(".pager [role=status]").textContent === "page 1");
  await made.goto(address + "#/findings?id=description-missing");
  await made.waitForSelector(".table-box tbody a");
  await made.fill(".table-tools input", "number 1");
  await made.click("thead button:text-is('title')");
  await made.click(".table-pager button:text-is('Next')");
  const found = await made.textContent(".table-box tbody");
  await made.reload();
  await made.waitForSelector(".table-box tbody a");
  assert.equal(await made.inputValue(".table-tools input"), "number 1");
  assert.equal(await made.textContent(".table-box tbody"), found);
});

test("the bar stays one line, and what is read stays where it is, whatever there is to say of the crawl", async () => {
  for (const width of [993, 1280]) {  // 62rem is where the views fold into a menu; see app.css
    const made = await open("", { viewport: { width, height: 800 } });
    await made.route("**/api/overview", (route) => route.abort());
    await made.goto(address + "#/pages");
    await made.waitForSelector(".live:text('not responding')");
    assert.ok((await (await made.$(".bar")).boundingBox()).height < 60, `one line, ${width} px`);
    assert.ok(await made.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `not too wide, ${width} px`);
    assert.match(await made.getAttribute(".live", "title"), /not responding.*still running/, "what has no room can be read");
  }
});

test("on a phone, titles are in sight, and the bar is a menu of one line", async () => {
  const made = await open("#/pages", { viewport: { width: 380, height: 800 } });
  await settled(made);
  for (const title of (await made.$$(".grid tbody tr .title")).slice(0, 5)) {
    const box = await title.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 380, JSON.stringify(box));
  }
  assert.ok(await made.isHidden("nav a:text-is('SQL')"));
  await made.click("#menu");
  assert.equal(await made.getAttribute("#menu", "aria-expanded"), "true");
  await made.keyboard.press("Escape");
  assert.ok(await made.isHidden("nav a:text-is('SQL')"));
  await made.fill("input[aria-label='Filter title']", "number 24");
  await until(made, () => document.querySelector(".grid-tools .said").textContent.startsWith("11 pages"));
});

test("what was only checked is shown as that", async () => {
  const checked = join(folder, "checked.db");
  await crawl(origin + "/", "-o", checked, "--max-depth", "0", "--check", "links", ...FAST);
  const made = await newPage();
  await made.goto((await serveCrawl(checked)) + pageHash("/many/1"));
  await made.waitForSelector("h2:has-text('The answer')");
  assert.match(await made.textContent(".facts"), /link, only checked/);
  assert.deepEqual(await made.$$eval(".tabs a", (all) => all.map((one) => one.dataset.tab)), ["in", "out"]);
});

test("findings show their rows and SQL", async () => {
  const made = await open("#/findings");
  await until(made, () => document.querySelectorAll(".findings .count").length > 20 &&
    ![...document.querySelectorAll(".findings .count")].some((one) => one.textContent === "\u2026"));
  // Group by group, the lowest score first, each with its worst finding first, and what found nothing folded away.
  await made.waitForSelector("main section h2 small");
  const scores = await made.$$eval("main section h2 small", (all) => all.map((one) => Number(one.textContent.replace(" score ", ""))));
  assert.deepEqual(scores, [...scores].sort((a, b) => a - b));
  assert.ok(scores.length > 15 && scores[0] < 100);
  for (const list of await made.$$("main section > ul")) {
    const ranks = await list.$$eval(".badge", (all) => all.map((one) => ["error", "warning", "notice", "fact"].indexOf(one.textContent)));
    assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
  }
  const counts = await made.$$eval("main section > ul li:has(.badge.bad) .count", (all) => all.map((one) => Number(one.textContent)));
  assert.match(await made.textContent(".tile dd"), new RegExp(`^${counts.reduce((a, b) => a + b)}by ${counts.length} of \\d+ checks$`));
  assert.ok(await made.isHidden("details .findings a[href*='redirect-loops']"));
  await made.click("section:has(h2:text('Redirects')) summary:has-text('found nothing')");
  assert.ok(await made.isVisible("details .findings a[href*='redirect-loops']"));
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
  // A list follows without moving what is read; what would move it waits for a click.
  const list = await newPage();
  await list.goto(running + "#/pages");
  await settled(list);
  await list.evaluate(() => { document.querySelector(".grid tbody tr").dataset.seen = "yes"; });
  const newestFirst = await newPage();
  await newestFirst.goto(running + "#/pages?sort=-fetched_ms");
  await settled(newestFirst);
  const finding = await newPage();
  await finding.goto(running + "#/findings?id=description-missing");
  await finding.waitForSelector(".table-box tbody a");
  const fetched = () => made.textContent(".tile dd");
  assert.match(await fetched(), /^1of 2/);
  go();
  await ended;
  await until(made, () => document.querySelector(".live").textContent === "crawl finished");
  assert.match(await fetched(), /^2of 2/);
  await until(list, () => document.querySelectorAll(".grid tbody tr").length === 2);
  assert.equal(await list.getAttribute(".grid tbody tr", "data-seen"), "yes");
  assert.match(await list.textContent(".grid-tools .said"), /^2 pages/);
  assert.ok(await list.isHidden(".newer"));
  await newestFirst.waitForSelector(".newer:not([hidden])");
  assert.equal((await rows(newestFirst)).length, 1);
  await newestFirst.click(".newer");
  await until(newestFirst, () => document.querySelectorAll(".grid tbody tr").length === 2);
  assert.ok(await newestFirst.isHidden(".newer"));
  await until(finding, () => !document.querySelector(".newer").hidden);
  assert.equal((await finding.$$(".table-box tbody tr")).length, 1);
  await finding.click(".newer");
  assert.equal((await finding.$$(".table-box tbody tr")).length, 2);
  assert.ok(await finding.isHidden(".newer"));
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
