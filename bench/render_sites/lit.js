import { LitElement, html } from 'lit';

class SitePart extends LitElement {
  static properties = { page: {}, part: {} };
  render() {
    const { page } = this;
    if (this.part === 'Counter') return html`<button @click=${() => this.remove()}>Liked 0 times</button>`;
    if (this.part === 'Items') return html`<ul>${page.items.map((item) => html`<li><a href=${item.to}>${item.title}</a> <p>${item.text}</p></li>`)}</ul>`;
    return html`<main><nav>${page.links.map((link) => html`<a href=${link.to}>${link.title}</a>`)}</nav><h1>${page.title}</h1>
      ${page.paragraphs.map((text, at) => html`<section><h2>Part ${at}</h2><p>${text}</p></section>`)}</main>`;
  }
}
customElements.define('site-part', SitePart);

export function show(at, part, page) {
  const element = at.tagName === 'SITE-PART' ? at : at.appendChild(document.createElement('site-part'));
  Object.assign(element, { part, page });
}
