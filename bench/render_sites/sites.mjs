// The sites: how each is made, and the markup that its server sends. Nothing here says whether a page needs its scripts:
// that is measured.
import { content, chance, words } from './content.mjs';

const json = (value) => JSON.stringify(value).replace(/</g, '\\u003c');
const anchors = (links) => links.map((link) => `<li><a href="${link.to}">${link.title}</a></li>`).join('');
const prose = (page) => page.paragraphs.map((text, i) => `<h2>Part ${i}</h2><p>${text}</p>`).join('');
const document_ = (page, body, head = '') => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${page.title}</title>` +
  `<meta name="viewport" content="width=device-width">${head}</head><body>${body}</body></html>`;
const frame = (page, inner, footer = 40) => `<header><a href="/">Home</a><nav><ul>${anchors(page.links)}</ul></nav></header>${inner}` +
  `<footer><p>${words(chance(footer), footer)}</p><a href="/imprint">Imprint</a></footer>`;
const module_ = '<script type="module" src="/app.js"></script>', classic = '<script defer src="/app.js"></script>';
const state = (page) => `<script>window.__INITIAL_STATE__=${json(page)}</script>`;
const next = (page) => `<script id="__NEXT_DATA__" type="application/json">${json(page)}</script>`;
const asks = '<noscript>You need to enable JavaScript to run this app.</noscript>';
const bones = '<div class="bone"></div>'.repeat(8);
const place = (root, inner = '') => (root.startsWith('#') ? `<div id="${root.slice(1)}">${inner}</div>` : `<${root}>${inner}</${root}>`);

// way: {what the script does, the markup}. `written` gives the part as a server would write it.
export const WAYS = {
  empty: { does: 'fetch', html: (page, { root }) => document_(page, place(root) + module_) },
  'empty, asks': { does: 'fetch', html: (page, { root }) => document_(page, asks + place(root), classic) },
  'data in the page': { does: 'state', html: (page, { root }) => document_(page, place(root) + state(page) + classic) },
  'next, client only': { does: 'next', html: (page, { root }) => document_(page, place(root) + next(page) + classic) },
  spinner: { does: 'fetch', html: (page, { root }) => document_(page, place(root, '<div class="spinner" role="status">Loading…</div>') + module_) },
  skeleton: { does: 'fetch', html: (page, { root }) => document_(page, place(root, `<nav><a href="/">Home</a><a href="/news">News</a></nav>${bones}`) + module_) },
  'in a frame of words': { does: 'fetch', html: (page, { root }) => document_(page, frame(page, place(root), 110) + classic) },
  'written and woken': { does: 'wake', html: async (page, { root, written }) => document_(page, place(root, await written('Whole', page)) + state(page) + classic) },
  'written and woken, asks': { does: 'wake', html: async (page, { root, written }) => document_(page, asks + place(root, await written('Whole', page)) + state(page), classic) },
  'next, written': { does: 'wake next', html: async (page, { root, written }) => document_(page, place(root, await written('Whole', page)) + next(page) + classic) },
  'written, short': { size: { size: 45, paragraphs: 2, navigation: 5 }, does: 'wake', html: async (page, { root, written }) => document_(page, place(root, await written('Whole', page)) + state(page) + classic) },
  island: { does: 'Counter', html: (page, { root }) => document_(page, frame(page, `<main><h1>${page.title}</h1>${prose(page)}${place(root)}</main>`) + module_) },
  'list to come': { size: { size: 60, paragraphs: 1 }, does: 'Items', html: (page, { root }) => document_(page, frame(page, `<main><h1>${page.title}</h1><p>${page.paragraphs[0]}</p>${place(root)}</main>`) + module_) },
  'remarks to come': { size: { size: 600, items: 2 }, does: 'Items', html: (page, { root }) => document_(page, frame(page, `<main><h1>${page.title}</h1>${prose(page)}${place(root)}</main>`) + module_) },
  'long, and a long list to come': { size: { size: 900, paragraphs: 8, items: 40 }, does: 'Items', html: (page, { root }) => document_(page, frame(page, `<main><h1>${page.title}</h1>${prose(page)}${place(root)}</main>`) + module_) },
  article: { does: 'toggle', html: (page) => document_(page, frame(page, `<main id="main"><h1>${page.title}</h1>${prose(page)}</main>`) + classic) },
  contact: { size: { size: 24, paragraphs: 1, navigation: 4 }, does: 'toggle', html: (page) => document_(page, `<header><nav><ul>${anchors(page.links)}</ul></nav></header><main id="main"><h1>${page.title}</h1><p>${page.paragraphs[0]}</p></main>` + classic) },
  form: { size: { navigation: 4 }, does: 'toggle', html: (page) => document_(page, `<nav><ul>${anchors(page.links)}</ul></nav><main id="main"><h1>${page.title}</h1><form method="post"><label>Name <input name="name"></label><label>Message <textarea name="text"></textarea></label><button>Send</button></form></main>` + classic) },
  gallery: { does: 'toggle', html: (page) => document_(page, `<nav><ul>${anchors(page.links)}</ul></nav><main id="main"><h1>${page.title}</h1>${page.items.map((item) => `<a href="${item.to}"><img src="${item.to}.jpg" alt="${item.title}"></a>`).join('')}</main>` + classic) },
  'search in documentation': { size: { size: 500, navigation: 20 }, does: 'toggle', html: (page) => document_(page, `${asks.replace('run this app', 'search')}<input id="search"><div id="search-results"></div>` + frame(page, `<main id="main"><h1>${page.title}</h1>${prose(page)}</main>`) + classic) },
  'document.write': { does: 'write', html: (page) => document_(page, `<div id="page"><script src="/app.js"></script></div>`) },
  'pieces of HTML': { does: 'pieces', html: (page) => document_(page, `<div class="bar"><a href="/">Home</a></div><div id="content" data-from="/data">…</div>` + classic) },
  'template elements': { does: 'template', html: (page) => document_(page, `<template id="row"><li><a></a><p></p></li></template><ul id="rows"></ul>` + classic) },
  'Vue in the page': { does: 'vue in page', html: (page) => document_(page, `<div id="app" v-cloak><nav><a v-for="link in page.links" :href="link.to">{{ link.title }}</a></nav><h1>{{ page.title }}</h1><p v-for="text in page.paragraphs">{{ text }}</p></div>` + classic) },
  'Alpine in the page': { does: 'alpine', html: (page) => document_(page, `<div x-data="{ page: { links: [], paragraphs: [] } }" x-init="page = await (await fetch('/data' + location.pathname)).json()"><nav><template x-for="link in page.links"><a :href="link.to" x-text="link.title"></a></template></nav><h1 x-text="page.title"></h1><template x-for="text in page.paragraphs"><p x-text="text"></p></template></div>` + classic) },
};

const site = (made, way, root) => ({ made, way, root });
export const SITES = [
  site('react', 'empty', '#root'), site('react', 'empty, asks', '#root'), site('react', 'next, client only', '#__next'),
  site('react', 'written and woken', '#root'), site('react', 'next, written', '#__next'), site('react', 'written, short', '#root'),
  site('react', 'in a frame of words', '#root'), site('react', 'list to come', '#list'), site('react', 'island', '#like'),
  site('preact', 'data in the page', '#app'), site('preact', 'written and woken, asks', '#app'), site('preact', 'island', '#counter'), site('preact', 'skeleton', '#app'),
  site('vue', 'empty', '#app'), site('vue', 'spinner', '#app'), site('vue', 'written and woken', '#app'), site('vue', 'written, short', '#__nuxt'),
  site('vue', 'list to come', '#products'), site('vue', 'Vue in the page', '#app'), site('vue', 'remarks to come', '#remarks'),
  site('svelte', 'empty', '#svelte'), site('svelte', 'written and woken', '#page'), site('svelte', 'skeleton', '#page'), site('svelte', 'data in the page', '#page'), site('svelte', 'island', '#island'),
  site('angular', 'empty', 'app-root'), site('angular', 'spinner', 'app-root'), site('angular', 'in a frame of words', 'app-root'), site('angular', 'empty, asks', 'app-root'),
  site('lit', 'empty', 'site-part'), site('lit', 'island', 'site-part'),
  site('jquery', 'list to come', '#news'), site('jquery', 'article', '#main'), site('jquery', 'search in documentation', '#main'),
  site('plain', 'article', '#main'), site('plain', 'contact', '#main'), site('plain', 'form', '#main'), site('plain', 'gallery', '#main'),
  site('plain', 'document.write', '#page'), site('plain', 'long, and a long list to come', '#more'),
  site('plain', 'pieces of HTML', '#content'), site('plain', 'template elements', '#rows'), site('alpine', 'Alpine in the page', '#page'),
];
export { content };
