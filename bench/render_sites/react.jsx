import { useState } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';

const Items = ({ page }) => (
  <ul>{page.items.map((item) => <li key={item.to}><a href={item.to}>{item.title}</a> <p>{item.text}</p></li>)}</ul>
);
const Whole = ({ page }) => (
  <main>
    <nav>{page.links.map((link) => <a key={link.to} href={link.to}>{link.title}</a>)}</nav>
    <h1>{page.title}</h1>
    {page.paragraphs.map((text, at) => <section key={at}><h2>Part {at}</h2><p>{text}</p></section>)}
  </main>
);
function Counter() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>Liked {count} times</button>;
}
const parts = { Whole, Items, Counter };
const element = (part, page) => { const Part = parts[part]; return <Part page={page} />; };

export const show = (at, part, page) => createRoot(at).render(element(part, page));
export const wake = (at, part, page) => hydrateRoot(at, element(part, page));
export const written = async (part, page) => (await import('react-dom/server')).renderToString(element(part, page));
