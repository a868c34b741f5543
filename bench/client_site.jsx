// A site of which the server gives an empty page: bench/render_bars.py.
import { createRoot } from 'react-dom/client';
import { useEffect, useState } from 'react';

function App() {
  const [page, setPage] = useState(null);
  useEffect(() => {
    fetch(`/data/${location.pathname.slice(1)}.json`).then((answer) => answer.json()).then(setPage);
  }, []);
  if (!page) return <p>Loading …</p>;
  document.title = page.title;
  return (
    <main>
      <h1>{page.title}</h1>
      <nav><ul>{page.links.map((to) => <li key={to}><a href={`/${to}`}>Page {to}</a></li>)}</ul></nav>
      {page.sections.map((text, at) => <section key={at}><h2>Section {at}</h2><p>{text}</p></section>)}
    </main>
  );
}

createRoot(document.getElementById('root')).render(<App />);
