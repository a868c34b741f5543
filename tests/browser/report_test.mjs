// A report in a browser, as a person would judge it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { crawl, FAST, newPage, parseCsv, run, serve, temporaryFolder, test, whatIsClipped,
         whatIsUnlabelled, WIDTHS } from "./browsing.mjs";

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (title, ...links) => `<!doctype html><html lang="en"><title>${escape(title)}</title>` +
  `<p>${links.map((link) => `<a href="${link}">to ${escape(link)}</a>`).join(" ")}`;

const HOSTILE = [
  "</script><img src=x onerror=\"window.hit=1\">",
  "<!--<script>window.hit=1</script>",
  "=HYPERLINK(\"http://x.test\")",
  "\u202Egnp.exe \u2028 line \u0000",
  "\"quoted\", with comma",
  "\u6F22\u5B57 " + "verylongwordwithoutanyspace".repeat(8),
];
const MANY = 120;

const routes = {};
for (let i = 0; i < MANY; ++i) routes["/many/" + i] = page("Number " + i, "/");
HOSTILE.forEach((title, i) => { routes["/hostile/" + i] = page(title, "/"); });
routes["/old"] = { status: 301, headers: { Location: "/older" } };
routes["/older"] = { status: 301, headers: { Location: "/many/0" } };
routes["/"] = page("Start", ...Object.keys(routes), "/gone",
  "/gone/with/a/very/long/path/" + "segment-without-any-end".repeat(12));

const folder = await temporaryFolder();
const origin = await serve(routes);
const db = join(folder, "crawl.db");
const file = join(folder, "report.html");
await crawl(origin + "/", "-o", db, ...FAST);
await crawl("report", db, "-o", file);
const address = "file://" + file;

async function open(options, hash = "") {
  const made = await newPage(options);
  await made.goto(address + hash);
  return made;
}

async function openFinding(made, id) {
  await made.click(`#${id} > summary`);
  await made.waitForSelector(`#${id} .rows table`);
}

async function openAll(made) {
  await made.$$eval("details.finding", (all) => { for (const each of all) each.open = true; });
  await made.waitForFunction(() => [...document.querySelectorAll("details.finding")]
    .every((each) => each.querySelector(".rows table")));
}

const cells = (made, id, column) =>
  made.$$eval(`#${id} .rows tbody tr`, (rows, n) => rows.map((row) => row.cells[n].textContent), column);

test("nothing is clipped, whatever the width and the light", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of WIDTHS) {
      const made = await open({ colorScheme, viewport: { width, height: 800 } });
      assert.deepEqual(await whatIsClipped(made), [], `${width} ${colorScheme}`);
      await openAll(made);
      assert.deepEqual(await whatIsClipped(made), [], `${width} ${colorScheme}, all open`);
      assert.deepEqual(made.said, []);
    }
  }
});

test("it asks nothing of any network", async () => {
  const made = await open();
  assert.deepEqual(made.asked.filter((url) => !url.startsWith("data:")), [address]);
});

test("dark is dark, light is light", async () => {
  const light = async (colorScheme) => {
    const made = await open({ colorScheme });
    const colour = await made.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return Number(colour.match(/\d+/)[0]);
  };
  assert.ok(await light("dark") < 60);
  assert.ok(await light("light") > 200);
});

test("each chart is drawn, and said in words", async () => {
  const made = await open();
  const charts = await made.$$eval("canvas", (all) => all.map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return { label: canvas.getAttribute("aria-label"), drawn: data.some((byte) => byte !== 0) };
  }));
  assert.ok(charts.length >= 6, String(charts.length));
  for (const chart of charts) {
    assert.ok(chart.drawn, chart.label);
    assert.match(chart.label, /^Chart: .+; the table has the same numbers$/);
  }
  assert.deepEqual(await whatIsUnlabelled(made), []);
});

test("a finding opens, sorts, turns its pages and filters", async () => {
  const made = await open();
  const id = "description-missing";
  await openFinding(made, id);
  const rows = MANY + HOSTILE.length + 1;
  assert.match(await made.textContent(`#${id} .said`), new RegExp(`^${rows} rows$`));
  assert.equal((await cells(made, id, 0)).length, 50);

  const head = made.locator(`#${id} th`).nth(1);
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  const titles = (await cells(made, id, 1)).filter((title) => title.startsWith("Number "));
  const numbers = titles.map((title) => Number(title.slice(7)));
  assert.ok(numbers.length > 40);
  assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a), "numbers in texts sort as numbers");

  await made.click(`#${id} button:text("Next")`);
  assert.match(await made.textContent(`#${id} .table-pager .said`), /^page 2 of 3$/);
  await made.fill(`#${id} input`, "NUMBER 11");
  assert.match(await made.textContent(`#${id} .said`), new RegExp(`^11 of ${rows} rows match$`));
  assert.equal((await cells(made, id, 0)).length, 11);
  assert.ok(await made.isHidden(`#${id} .table-pager`));
  await made.fill(`#${id} input`, "no such thing anywhere");
  assert.deepEqual(await cells(made, id, 0), ["No matching rows"]);
});

test("the CSV has all rows of the filter, and nothing that a spreadsheet runs", async () => {
  const made = await open();
  const id = "description-missing";
  await openFinding(made, id);
  const save = async () => {
    const [download] = await Promise.all([
      made.waitForEvent("download"), made.click(`#${id} .table-tools [data-format=csv]`)]);
    assert.equal(download.suggestedFilename(), id + ".csv");
    const text = await readFile(await download.path(), "utf8");
    assert.ok(text.startsWith("\uFEFF"));
    return parseCsv(text.slice(1));
  };
  const all = await save();
  assert.deepEqual(all[0], ["url", "title"]);
  assert.equal(all.length - 1, MANY + HOSTILE.length + 1);
  const titles = all.map((row) => row[1]);
  assert.ok(titles.includes("'" + HOSTILE[2]));
  assert.ok(titles.includes(HOSTILE[0]));
  assert.ok(titles.includes(HOSTILE[4]));
  for (const row of all) assert.equal(row.length, 2);
  await made.fill(`#${id} input`, "hostile");
  assert.equal((await save()).length - 1, HOSTILE.length);
  assert.deepEqual(made.said, []);
});

test("numbers are saved, too, and rows as JSON", async () => {
  const made = await open();
  const save = async (selector) => {
    const [download] = await Promise.all([made.waitForEvent("download"), made.click(selector)]);
    return [download.suggestedFilename(), JSON.parse(await readFile(await download.path(), "utf8"))];
  };
  await made.click("#figure-statuses details.numbers > summary");
  const [name, statuses] = await save("#figure-statuses [data-format=json]");
  assert.equal(name, "figure-statuses.json");
  assert.deepEqual(statuses.find((row) => row.status === 301), { status: 301, pages: 2 });
  const [scores] = await save("[aria-label='Scores of the groups'] + .savers [data-format=json]");
  const [counts] = await save("[aria-label='Findings by severity'] + .savers [data-format=json]");
  assert.deepEqual([scores, counts], ["scores-of-the-groups.json", "findings-by-severity.json"], "none hides another");
  await openFinding(made, "broken-pages");
  const [, broken] = await save("#broken-pages [data-format=json]");
  assert.equal(broken.length, 2);
  assert.equal(broken[0].answer, 404);
});

test("a bar leads to what it counts, by mouse and by keyboard", async () => {
  const made = await open();
  const shown = () => made.$$eval("#figure-statuses .members-shown tbody a", (all) => all.map((link) => link.href).sort());
  await made.locator("#figure-statuses canvas").scrollIntoViewIfNeeded();
  const chart = await made.locator("#figure-statuses canvas").boundingBox();
  // The first bar is that of the commonest status: all are too many, and that is said.
  await made.mouse.click(chart.x + chart.width / 2, chart.y + chart.height / 6);
  await made.waitForSelector("#figure-statuses .members-shown table");
  assert.equal((await shown()).length, 20);
  assert.match(await made.textContent("#figure-statuses .members-shown .said"), /^the first 20 of 1\d\d rows$/);
  assert.equal(await made.textContent("#figure-statuses .members-shown h4"), "Status codes: 200");
  await made.focus("#figure-statuses details.numbers > summary");
  await made.keyboard.press("Enter");
  await made.focus("#figure-statuses button.leads:text-is('301')");
  await made.keyboard.press("Enter");
  assert.deepEqual(await shown(), [origin + "/old", origin + "/older"]);
  assert.equal(await made.evaluate(() => document.activeElement.textContent), "Status codes: 301");
  // Every bar that counts something has an example.
  assert.deepEqual(await made.$$eval("figure:has(script.members) details.numbers tbody tr", (rows) => rows.filter((row) =>
    Number(row.cells[1].dataset.value) > 0 && !row.querySelector("button.leads")).map((row) => row.textContent)), []);
  assert.deepEqual(made.said, []);
});

test("crawled text is text", async () => {
  const made = await open();
  await openAll(made);
  assert.equal(await made.evaluate(() => window.hit), undefined);
  assert.equal(await made.$$eval("img, iframe, object, embed", (all) => all.length), 0);
  await made.fill("#description-missing input", "onerror");
  assert.deepEqual(await cells(made, "description-missing", 1), [HOSTILE[0]]);
  const links = await made.$$eval("a[href]", (all) => all.map((link) => link.getAttribute("href")));
  for (const link of links) assert.match(link, /^(#|https?:\/\/)/);
});

test("what got in all the same would not run", async () => {
  const made = await open();
  await made.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.hit = 1";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.hit = 2");
    image.src = "http://127.0.0.1:9/x.png";
    document.body.append(image);
  });
  await made.waitForFunction(() => document.images[0].complete);
  assert.equal(await made.evaluate(() => window.hit), undefined);
  assert.ok(made.said.some((words) => words.includes("Content Security Policy")), String(made.said));
});

test("by the keyboard alone", async () => {
  const made = await open();
  await made.keyboard.press("Tab");
  assert.equal(await made.evaluate(() => document.activeElement.className), "skip-link");
  await made.focus("#broken-links > summary");
  await made.keyboard.press("Enter");
  await made.waitForSelector("#broken-links .rows table");
  await made.keyboard.press("Tab");
  assert.equal(await made.evaluate(() => document.activeElement.type), "search");
  await made.keyboard.type("very/long");
  assert.equal((await cells(made, "broken-links", 0)).length, 1);
  await made.focus("#broken-links thead button");
  await made.keyboard.press("Enter");
  assert.equal(await made.getAttribute("#broken-links th", "aria-sort"), "ascending");
  const outline = await made.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid", "what has the focus is seen to have it");
});

test("an address leads to its finding", async () => {
  const made = await open({}, "#redirect-chains");
  await made.waitForSelector("#redirect-chains[open] .rows table");
  assert.equal((await cells(made, "redirect-chains", 0))[0], origin + "/old");
  await made.click("a[href='#broken-pages']");
  await made.waitForSelector("#broken-pages[open] .rows table");
  await made.goto("about:blank");
  await made.goto(address + "#no-such-finding%ff");
  assert.deepEqual(made.said, []);
});

test("without scripts the numbers are there", async () => {
  const made = await open({ javaScriptEnabled: false });
  assert.ok(await made.isVisible("text=/discovered = .* fetched/"));
  assert.ok(await made.isVisible("#figure-statuses table"));
  assert.ok(await made.isVisible("#overview a[href='#broken-links']"));
  assert.ok(await made.isVisible("noscript p"));
  assert.ok(await made.isHidden("#figure-statuses canvas"));
});

test("on paper nothing is cut off", async () => {
  const made = await open({ viewport: { width: 700, height: 900 } });
  await openFinding(made, "broken-links");
  await made.emulateMedia({ media: "print" });
  assert.deepEqual(await whatIsClipped(made), []);
  assert.ok(await made.isHidden("#broken-links .table-tools"));
  assert.ok((await made.pdf({ format: "A4" })).length > 10_000);
});

await run();
