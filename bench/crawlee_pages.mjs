// node crawlee_pages.mjs URL CONCURRENCY CHROMIUM: a peer of bench/render_bars.py, run where crawlee and playwright are
// installed. Waits for a network that is idle, as browsertrix does, and keeps of each page what crawl keeps: text and links.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const from = createRequire(`${process.cwd()}/`);
const { PlaywrightCrawler, Configuration, log } = await import(pathToFileURL(from.resolve('crawlee')));
log.setLevel(log.LEVELS.WARNING);
const [, , start, concurrency, executablePath] = process.argv;
let complete = 0;
const crawler = new PlaywrightCrawler({
  minConcurrency: +concurrency, maxConcurrency: +concurrency, respectRobotsTxtFile: true,
  launchContext: { launchOptions: { executablePath, args: ['--no-sandbox', '--disable-gpu'] } },
  async requestHandler({ page, enqueueLinks, pushData }) {
    await page.waitForLoadState('networkidle');
    await enqueueLinks({ strategy: 'same-hostname' });
    const text = await page.evaluate(() => document.body.innerText);
    complete += text.includes('Section 9') ? 1 : 0;
    await pushData({ url: page.url(), title: await page.title(), html: await page.content(), text });
  },
}, new Configuration({ persistStorage: true, purgeOnStart: true, availableMemoryRatio: 0.8 }));
await crawler.run([start]);
console.log(JSON.stringify({ complete }));
