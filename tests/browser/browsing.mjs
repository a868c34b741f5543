// What browser tests share: a site to crawl, the program, pages that remember what went wrong in
// them, and a runner: test(name, body) each, then run(); CRAWL_BROWSER_ONLY: a pattern of names.
import { execFile, spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const modules = process.env.CRAWL_BROWSER_MODULES;
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");
const top = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");

export const BINARY = process.env.CRAWL_BINARY ?? join(top, "build/dev/crawl");
export const AXE_FILE = join(modules, "axe-core/axe.min.js");
export const WIDTHS = [380, 820, 1600];  // a phone, a tablet, a wide screen

// --- The site and the program

// Serves `routes`: path to text (HTML), or to {status, headers, body}. Gives its origin.
export async function serve(routes) {
  const server = createServer((request, response) => {
    const found = routes[request.url];
    const reply = typeof found === "string" ? { body: found } : found ?? { status: 404, body: "" };
    response.writeHead(reply.status ?? 200, { "Content-Type": "text/html; charset=utf-8", ...reply.headers });
    response.end(reply.body ?? "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  atEnd(() => new Promise((done) => { server.closeAllConnections?.(); server.close(done); }));
  return "http://127.0.0.1:" + server.address().port;
}

export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "crawl-browser-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

// Runs the program to its end; throws what it said if it failed.
export async function crawl(...words) {
  return promisify(execFile)(BINARY, words, { timeout: 60_000, maxBuffer: 64 << 20 });
}

// Starts crawl serve for the file; gives its address.
export async function serveCrawl(file) {
  const process_ = spawn(BINARY, ["serve", file, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((done) => process_.once("exit", (status) => done(status)));
  atEnd(async () => {
    process_.kill();
    const status = await ended;
    if (status) throw new Error(`crawl serve ended with status ${status}`);
  });
  let said = "";
  for await (const piece of process_.stdout) {
    said += piece;
    const found = said.match(/http:\/\/\S+/);
    if (found) return found[0];
  }
  throw new Error("crawl serve ended: " + said);
}

export const FAST = ["--delay", "0", "--allow-private", "--sitemaps", "no", "--quiet"];

// --- Pages

let browser, launched;

// A page in a context of its own. page.said: errors of its console and its scripts; page.asked:
// each URL that it asked for.
export async function newPage(options = {}) {
  // One, also for those who ask while it starts.
  launched ??= chromium.launch({
    executablePath: process.env.CRAWL_CHROMIUM ?? "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });
  browser = await launched;
  const context = await browser.newContext({ viewport: { width: 1024, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.said = [];
  page.asked = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.said.push(message.text());
  });
  page.on("pageerror", (error) => page.said.push(String(error)));
  page.on("request", (request) => page.asked.push(request.url()));
  return page;
}

// Elements whose text does not fit into them, and how far the page is wider than its window.
export async function whatIsClipped(page) {
  return page.evaluate(() => {
    const clipped = [];
    for (const element of document.querySelectorAll("h1, h2, h3, p, button, summary, li, th, label, .badge, nav a")) {
      const style = getComputedStyle(element);
      if (element.closest(".visually-hidden, .skip-link, .table-box") || style.display === "inline") continue;
      if (element.offsetParent === null || element.clientWidth === 0) continue;
      if (element.scrollWidth > element.clientWidth + 1) clipped.push(element.tagName + ": " + element.textContent.slice(0, 60));
    }
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) clipped.push("the page is " + over + " px too wide");
    return clipped;
  });
}

// Controls that those who hear the page could not tell apart: without any name.
export async function whatIsUnlabelled(page) {
  return page.evaluate(() => [...document.querySelectorAll("button, input, select, a[href], canvas, summary, [role=region]")]
    .filter((element) => !(element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") ||
      element.textContent.trim() || element.labels?.length || element.title))
    .map((element) => element.outerHTML.slice(0, 100)));
}

// Until `holds` is true in the page. Not waitForFunction: the application's policy forbids what that needs.
export async function until(page, holds) {
  const end = Date.now() + 30_000;
  while (!(await page.evaluate(holds))) {
    if (Date.now() > end) throw new Error("never: " + holds);
    await new Promise((done) => setTimeout(done, 20));
  }
}

let axe;

// What axe-core finds fault with in the page as it stands, by its usual rules or by these alone: each rule with the elements
// that break it.
export async function whatAxeFinds(page, rules) {
  axe ??= await readFile(AXE_FILE, "utf8");
  // By the debugger: the page's policy lets in no script but its own.
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axe + "; undefined");
  const options = { resultTypes: ["violations"], ...(rules ? { runOnly: { type: "rule", values: rules } } : {}) };
  return page.evaluate(async (options) => (await window.axe.run(document, options)).violations
    .map(({ id, help, nodes }) => `${id} (${help}): ` + nodes.slice(0, 4).map((node) => node.html.slice(0, 160) + " " +
      node.any.concat(node.all, node.none).map((check) => check.message).join("; ")).join("\n    ")), options);
}

// RFC 4180.
export function parseCsv(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\r\n" && cell.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

// --- The runner

const tests = [];
const ends = [];

export function atEnd(action) { ends.unshift(action); }
export function test(name, body) { tests.push([name, body]); }

export async function run() {
  const began = Date.now();
  let failed = 0;
  const only = new RegExp(process.env.CRAWL_BROWSER_ONLY ?? "");
  for (const [name, body] of tests.filter(([name]) => only.test(name))) {
    const start = Date.now();
    try {
      await body();
    } catch (error) {
      failed += 1;
      console.log(`FAILED: ${name}\n${error.stack ?? error}`);
    }
    for (const context of browser?.contexts() ?? []) await context.close();
    if (process.env.CRAWL_BROWSER_TIMES) console.log(`${Date.now() - start} ms: ${name}`);
  }
  await browser?.close();
  for (const action of ends) {
    try {
      await action();
    } catch (error) {
      failed += 1;
      console.log(`FAILED: at the end\n${error.stack ?? error}`);
    }
  }
  console.log(`Ran ${tests.length} tests in ${((Date.now() - began) / 1000).toFixed(1)} s` + (failed ? `, ${failed} failed` : ""));
  process.exitCode = failed ? 1 : 0;
}
