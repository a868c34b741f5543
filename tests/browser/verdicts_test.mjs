// Whether what parser/access says of pages is what axe-core says of them in Chromium: of odd pages, and of the HTML files whose names
// CRAWL_VERDICTS_FILES (a file) holds, one a line. CRAWL_VERDICTS_PAGES: how many odd pages; CRAWL_VERDICTS_TABLE: prints a row for each rule.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { atEnd, AXE_FILE, newPage, run, temporaryFolder, test } from "./browsing.mjs";
import { oddPages } from "./odd_pages.mjs";

const VERDICTS = process.env.ACCESS_VERDICTS ?? "build/dev/tests/access_verdicts";
// axe-core leaves these to a person, however clear they are: there what it is in doubt of counts.
const FOR_REVIEW = new Set(["bypass", "duplicate-id-aria", "form-field-multiple-labels", "frame-title-unique", "server-side-image-map", "video-caption"]);
const RULES = ["accesskeys", "area-alt", "aria-allowed-attr", "aria-command-name", "aria-dialog-name", "aria-hidden-body", "aria-hidden-focus",
  "aria-input-field-name", "aria-meter-name", "aria-progressbar-name", "aria-prohibited-attr", "aria-required-attr", "aria-roles",
  "aria-toggle-field-name", "aria-tooltip-name", "aria-treeitem-name", "aria-valid-attr", "aria-valid-attr-value", "autocomplete-valid", "blink",
  "button-name", "bypass", "definition-list", "dlitem", "document-title", "duplicate-id-aria", "empty-heading", "empty-table-header",
  "form-field-multiple-labels", "frame-title", "frame-title-unique", "heading-order", "html-has-lang", "html-lang-valid", "html-xml-lang-mismatch",
  "image-alt", "image-redundant-alt", "input-button-name", "input-image-alt", "label", "landmark-no-duplicate-banner",
  "landmark-no-duplicate-contentinfo", "landmark-no-duplicate-main", "landmark-one-main", "link-name", "list", "listitem", "marquee", "meta-refresh",
  "meta-viewport", "nested-interactive", "object-alt", "page-has-heading-one", "presentation-role-conflict", "role-img-alt", "scope-attr-valid",
  "select-name", "server-side-image-map", "summary-name", "svg-img-alt", "tabindex", "td-headers-attr", "valid-lang", "video-caption"];

// The page alone: no script of its own, no style but that of attributes, nothing from elsewhere.
const POLICY = "default-src 'none'; style-src-attr 'unsafe-inline'";

async function axeVerdicts(files) {
  const server = createServer(async (request, response) => {
    const file = files[Number(request.url.slice(1))];
    if (file === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": POLICY });
    response.end(await readFile(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  atEnd(() => { server.close(); server.closeAllConnections(); });
  const origin = "http://127.0.0.1:" + server.address().port;
  const axe = await readFile(AXE_FILE, "utf8");
  const all = [];
  let next = 0;
  const judge = async () => {
    const page = await newPage();
    let wanted = "";
    // A page that goes elsewhere stays where it is.
    await page.route("**/*", (route) => {
      if (route.request().url() !== wanted) return route.fulfill({ status: 204 });
      wanted = "";
      return route.continue();
    });
    while (next < files.length) {
      const index = next++;
      const address = `${origin}/${index}`;
      // A page that goes elsewhere at once may end the way to it.
      do {
        wanted = address;
        await page.goto(address, { waitUntil: "domcontentloaded" }).catch(() => {});
      } while (page.url() !== address);
      await page.evaluate(axe + "; undefined");
      all[index] = await page.evaluate(async (rules) => {
        const found = await window.axe.run(document, { runOnly: { type: "rule", values: rules }, iframes: false, resultTypes: ["violations", "incomplete"] });
        const shown = (results) => Object.fromEntries(results.map(({ id, nodes }) => [id, nodes.slice(0, 5).map((node) => node.html.slice(0, 200))]));
        return { violations: shown(found.violations), incomplete: shown(found.incomplete) };
      }, RULES);
    }
  };
  await Promise.all([judge(), judge()]);
  return all;
}

async function ourVerdicts(files) {
  const all = [];
  for (let at = 0; at < files.length; at += 200) {
    const { stdout } = await promisify(execFile)(VERDICTS, files.slice(at, at + 200), { maxBuffer: 256 << 20 });
    for (const line of stdout.trimEnd().split("\n")) all.push(JSON.parse(line));
  }
  return all;
}

async function compare(files) {
  const [axe, ours] = [await axeVerdicts(files), await ourVerdicts(files)];
  const rows = new Map(RULES.map((rule) => [rule, { rule, both: 0, neither: 0, missed: [], false: [] }]));
  for (const [index, file] of files.entries()) {
    for (const row of rows.values()) {
      const theirs = axe[index].violations[row.rule] ?? (FOR_REVIEW.has(row.rule) ? axe[index].incomplete[row.rule] : undefined);
      const own = ours[index].examples[row.rule];
      if (theirs && own) row.both += 1;
      else if (!theirs && !own) row.neither += 1;
      else if (theirs) row.missed.push({ file, shown: theirs });
      else row.false.push({ file, shown: [own], doubt: Boolean(axe[index].incomplete[row.rule]) });
    }
  }
  const all = [...rows.values()];
  const equal = all.reduce((sum, row) => sum + row.both + row.neither, 0);
  const share = equal / (files.length * RULES.length);
  if (process.env.CRAWL_VERDICTS_TABLE) {
    for (const row of all)
      console.log([row.rule.padEnd(34), "both", row.both, "neither", row.neither, "missed", row.missed.length, "false", row.false.length].join(" "));
    for (const row of all)
      for (const kind of ["missed", "false"])
        for (const { file, shown, doubt } of row[kind].slice(0, 6)) console.log(kind, row.rule, doubt ? "(doubt)" : "", file, JSON.stringify(shown));
    console.log(`${files.length} pages, ${(share * 100).toFixed(3)} % of the verdicts are equal`);
  }
  return { share, all };
}

test("odd pages are judged as axe-core judges them", async () => {
  const folder = process.env.CRAWL_VERDICTS_KEEP ?? await temporaryFolder();
  const files = [];
  for (const [index, page] of oddPages(Number(process.env.CRAWL_VERDICTS_PAGES ?? 150)).entries()) {
    files.push(join(folder, `${index}.html`));
    await writeFile(files.at(-1), page);
  }
  const { share, all } = await compare(files);
  assert.ok(share >= 0.98, `${share}: ` + all.filter((row) => row.missed.length + row.false.length).map((row) => row.rule));
});

if (process.env.CRAWL_VERDICTS_FILES) {
  test("files are judged as axe-core judges them", async () => {
    const files = (await readFile(process.env.CRAWL_VERDICTS_FILES, "utf8")).trimEnd().split("\n");
    const { share } = await compare(files);
    assert.ok(share >= 0.98, String(share));
  });
}

await run();
