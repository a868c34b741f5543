const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const parts = {
  Whole: (page) => `<main><nav>${page.links.map((link) => `<a href="${link.to}">${escaped(link.title)}</a>`).join(' ')}</nav><h1>${escaped(page.title)}</h1>` +
    `${page.paragraphs.map((text, at) => `<section><h2>Part ${at}</h2><p>${escaped(text)}</p></section>`).join('')}</main>`,
  Items: (page) => `<ul>${page.items.map((item) => `<li><a href="${item.to}">${escaped(item.title)}</a> <p>${escaped(item.text)}</p></li>`).join('')}</ul>`,
  Counter: () => '<button>Liked 0 times</button>',
};

export const show = (at, part, page) => { at.innerHTML = parts[part](page); };
export const wake = (at) => at.addEventListener('click', () => at.classList.toggle('open'));
export const written = (part, page) => parts[part](page);
