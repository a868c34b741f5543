import { h, hydrate, render } from 'preact';
import { renderToString } from 'preact-render-to-string';

const Items = ({ page }) => h('ul', null, page.items.map((item) =>
  h('li', null, h('a', { href: item.to }, item.title), ' ', h('p', null, item.text))));
const Whole = ({ page }) => h('main', null,
  h('nav', null, page.links.map((link) => h('a', { href: link.to }, link.title))),
  h('h1', null, page.title),
  page.paragraphs.map((text, at) => h('section', null, h('h2', null, `Part ${at}`), h('p', null, text))));
const Counter = () => h('button', { onClick: (event) => event.target.remove() }, 'Liked 0 times');
const parts = { Whole, Items, Counter };

export const show = (at, part, page) => { at.textContent = ''; render(h(parts[part], { page }), at); };
export const wake = (at, part, page) => hydrate(h(parts[part], { page }), at);
export const written = (part, page) => renderToString(h(parts[part], { page }));
