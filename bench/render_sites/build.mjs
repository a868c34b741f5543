// node build.mjs KIT OUT: builds the sites of sites.mjs into OUT, a folder for each, with esbuild and the frameworks that are installed
// in KIT. bench/render_auto.py says with what, and serves them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SITES, WAYS, content } from './sites.mjs';

const PAGES = ['', 'guide/first', 'guide/second', 'guide/third'];
const [, , kit, out] = process.argv;
const here = fileURLToPath(new URL('.', import.meta.url));
const from = createRequire(join(kit, 'x.js'));
const esbuild = from('esbuild');
const { compile } = from('svelte/compiler');

const svelte = (generate) => ({
  name: 'svelte',
  setup: (build) => build.onLoad({ filter: /\.svelte$/ }, async ({ path }) =>
    ({ contents: compile(await readFile(path, 'utf8'), { generate, filename: path }).js.code, loader: 'js' })),
});
const source = (made) => `./${made}.${{ react: 'jsx', angular: 'ts' }[made] ?? 'js'}`;
const data = `(await (await fetch('/data' + location.pathname)).json())`;
const DOES = {
  fetch: (root) => `show(${root}, 'Whole', ${data});`,
  state: (root) => `show(${root}, 'Whole', window.__INITIAL_STATE__);`,
  next: (root) => `show(${root}, 'Whole', JSON.parse(document.getElementById('__NEXT_DATA__').textContent));`,
  wake: (root) => `wake(${root}, 'Whole', window.__INITIAL_STATE__);`,
  'wake next': (root) => `wake(${root}, 'Whole', JSON.parse(document.getElementById('__NEXT_DATA__').textContent));`,
  Counter: (root) => `show(${root}, 'Counter');`,
  Items: (root) => `show(${root}, 'Items', ${data});`,
  toggle: (root) => `wake(${root});`,
};
const WHOLE = {
  write: `const x = new XMLHttpRequest(); x.open('GET', '/data' + location.pathname, false); x.send();
    const page = JSON.parse(x.responseText); document.write('<h1>' + page.title + '</h1>');
    page.links.forEach((link) => document.write('<a href="' + link.to + '">' + link.title + '</a> '));
    page.paragraphs.forEach((text) => document.write('<p>' + text + '</p>'));`,
  pieces: `import { written } from './plain.js'; const at = document.getElementById('content');
    fetch(at.dataset.from + location.pathname).then((a) => a.json()).then((page) => { at.innerHTML = written('Whole', page); });`,
  template: `fetch('/data' + location.pathname).then((a) => a.json()).then((page) => page.items.forEach((item) => {
      const row = document.getElementById('row').content.cloneNode(true);
      row.querySelector('a').href = item.to; row.querySelector('a').textContent = item.title; row.querySelector('p').textContent = item.text;
      document.getElementById('rows').append(row); }));`,
  'vue in page': `import { createApp } from 'vue/dist/vue.esm-bundler.js';
    fetch('/data' + location.pathname).then((a) => a.json()).then((page) => createApp({ data: () => ({ page }) }).mount('#app'));`,
  alpine: `import Alpine from 'alpinejs'; Alpine.start();`,
};

function entry({ made, way, root }) {
  const { does } = WAYS[way];
  if (WHOLE[does]) return WHOLE[does];
  return `import { show, wake } from '${source(made)}';
    (async () => { ${DOES[does](`document.querySelector('${root}')`)} })();`.replace('show, wake', DOES[does]('').startsWith('wake') ? 'wake' : 'show');
}

const common = {
  bundle: true, write: false, jsx: 'automatic', nodePaths: [join(kit, 'node_modules')], logLevel: 'error',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
};
const bundle = async (code) => (await esbuild.build({ ...common, minify: true, format: 'iife', plugins: [svelte('client')],
  stdin: { contents: code, resolveDir: here, loader: 'js' } })).outputFiles[0].text;

const servers = {};
async function server(made) {
  if (!servers[made]) {
    const file = join(out, `server-${made}.cjs`);
    const built = await esbuild.build({ ...common, platform: 'node', format: 'cjs', plugins: [svelte('server')], entryPoints: [join(here, source(made))] });
    await writeFile(file, built.outputFiles[0].text);
    servers[made] = from(file);
  }
  return servers[made];
}

await mkdir(out, { recursive: true });
const made = [];
for (const [number, site] of SITES.entries()) {
  const { size, html } = WAYS[site.way], folder = join(out, `site${number}`), pages = {}, bodies = {};
  const written = async (part, page) => (await server(site.made)).written(part, page);
  for (const [at, name] of PAGES.entries()) {
    const page = content(number * 100 + at + 1, size);
    pages[`/${name}`] = await html(page, { ...site, written });
    bodies[`/data/${name}`] = page;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'app.js'), await bundle(entry(site)));
  await writeFile(join(folder, 'pages.json'), JSON.stringify({ pages, bodies }));
  made.push({ ...site, folder });
}
await writeFile(join(out, 'sites.json'), JSON.stringify(made));
