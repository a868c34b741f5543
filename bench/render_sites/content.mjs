// What the sites say: words by a generator of numbers, so that each build is the same.
const WORDS = `harbour window paper stone river letter garden winter market signal engine copper valley morning shadow bridge
  forest kitchen answer silver carpet island pocket thunder ladder candle basket mirror anchor button meadow ribbon lantern
  travel gather mend carry listen borrow measure answer follow settle wander notice plain narrow quiet early bitter gentle
  hollow steady under between beyond along before after often seldom never almost`.split(/\s+/);

export function chance(seed) {
  let state = seed * 2654435761 % 4294967296;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return Math.floor(state / 4294967296 * below);
  };
}

export const words = (random, count) => Array.from({ length: count }, () => WORDS[random(WORDS.length)]).join(' ');
const sentence = (random, count) => { const text = words(random, count); return `${text[0].toUpperCase()}${text.slice(1)}.`; };
const links = (random, count) => Array.from({ length: count }, (_, i) => ({ to: `/${words(random, 1)}/${i}`, title: words(random, 2) }));

// `size`: words of the page's own text; `items`: of a list beside it, with so many words each.
export function content(seed, { size = 240, paragraphs = 4, navigation = 6, items = 20, each = 12 } = {}) {
  const random = chance(seed);
  return {
    title: words(random, 3),
    links: links(random, navigation),
    paragraphs: Array.from({ length: paragraphs }, () => sentence(random, Math.round(size / paragraphs))),
    items: links(random, items).map((link) => ({ ...link, text: sentence(random, each) })),
  };
}
