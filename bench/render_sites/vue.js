import { createApp, createSSRApp, h, ref } from 'vue';

const Items = { props: ['page'], render() {
  return h('ul', this.page.items.map((item) => h('li', { key: item.to }, [h('a', { href: item.to }, item.title), ' ', h('p', item.text)])));
} };
const Whole = { props: ['page'], render() {
  return h('main', [
    h('nav', this.page.links.map((link) => h('a', { href: link.to }, link.title))),
    h('h1', this.page.title),
    ...this.page.paragraphs.map((text, at) => h('section', [h('h2', `Part ${at}`), h('p', text)])),
  ]);
} };
const Counter = { setup() {
  const count = ref(0);
  return () => h('button', { onClick: () => ++count.value }, `Liked ${count.value} times`);
} };
const parts = { Whole, Items, Counter };
const properties = (part, page) => (part === 'Counter' ? {} : { page });

export const show = (at, part, page) => { at.textContent = ''; createApp(parts[part], properties(part, page)).mount(at); };
export const wake = (at, part, page) => createSSRApp(parts[part], properties(part, page)).mount(at);
export const written = async (part, page) =>
  (await import('@vue/server-renderer')).renderToString(createSSRApp(parts[part], properties(part, page)));
