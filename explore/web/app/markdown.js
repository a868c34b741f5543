// Markdown as the crawler writes it (CommonMark, and tables as GitHub writes them), drawn as elements.
// Nothing in it becomes markup: elements are made one by one, text is inserted as text. Pictures are
// named and not loaded; links lead to what the crawl knows of their URL. No recursion deeper than DEEPEST.
import { make, pageHash } from "./dom.js";

const DEEPEST = 16;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?: +|$)/;
const DIVIDER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

// An element with all of them: too many for the arguments of a call.
function holding(tag, attributes, nodes) {
  const element = make(tag, attributes);
  for (const node of nodes) element.append(node);
  return element;
}

const MOST = 256 * 1024;  // of letters: beyond that a browser takes seconds

// An element with all of the text. Its headings become smaller by two, since the view has its own, and
// none is smaller by more than one than the one before it.
export function drawMarkdown(text) {
  tries = 0;
  const drawn = holding("div", { class: "article" }, blocks(text.slice(0, MOST).split("\n"), 0));
  if (text.length > MOST) drawn.append(make("p", { class: "dim" }, "\u2026 The rest is in the Markdown."));
  let before = 2;
  for (const heading of drawn.querySelectorAll("h3, h4, h5, h6")) {
    const level = Math.min(Number(heading.tagName[1]), before + 1);
    if (level !== Number(heading.tagName[1])) heading.replaceWith(holding("h" + level, {}, [...heading.childNodes]));
    before = level;
  }
  return drawn;
}

function blocks(lines, depth) {
  const made = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const start = at;
    if (line.trim() === "") { ++at; continue; }
    for (const read of [fence, heading, rule, depth < DEEPEST ? quote : null, depth < DEEPEST ? list : null, table]) {
      const block = read && read(lines, at, depth);
      if (block) { made.push(block.element); at = block.end; break; }
    }
    if (at === start) {
      while (at < lines.length && lines[at].trim() !== "" && (at === start || !interrupts(lines[at]))) ++at;
      made.push(holding("p", {}, inline(lines.slice(start, at).map((one) => one.replace(/^[ \t]+/, "")).join("\n"))));
    }
  }
  return made;
}

const interrupts = (line) => FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

function fence(lines, at) {
  const found = FENCE.exec(lines[at]);
  if (!found) return null;
  const close = new RegExp(`^ {0,3}\\${found[1][0]}{${found[1].length},}[ \\t]*$`);
  let end = at + 1;
  while (end < lines.length && !close.test(lines[end])) ++end;
  return { element: make("pre", { tabindex: "0" }, make("code", {}, lines.slice(at + 1, end).join("\n"))), end: end + 1 };
}

function heading(lines, at) {
  const found = HEADING.exec(lines[at]);
  if (!found) return null;
  const text = lines[at].slice(found[0].length).trim().replace(/(?:^|[ \t])#+$/, "").trim();
  return { element: holding("h" + Math.min(6, found[1].length + 2), {}, inline(text)), end: at + 1 };
}

const rule = (lines, at) => (RULE.test(lines[at]) ? { element: make("hr"), end: at + 1 } : null);

function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) ++end;
  if (end === at) return null;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
  return { element: holding("blockquote", {}, blocks(inner, depth + 1)), end };
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first) return null;
  const isOrdered = /\d/.test(first[2]);
  const element = make(isOrdered ? "ol" : "ul", { start: isOrdered && parseInt(first[2], 10) !== 1 ? parseInt(first[2], 10) : null });
  let end = at;
  for (;;) {
    const found = end < lines.length && !RULE.test(lines[end]) && ITEM.exec(lines[end]);
    if (!found || found[2].at(-1) !== first[2].at(-1)) break;
    const indent = found[0].length;
    const inner = [lines[end].slice(indent)];
    const isIn = (line) => line.slice(0, indent).trim() === "" && line.trim() !== "";
    for (++end; end < lines.length; ++end) {
      if (isIn(lines[end])) inner.push(lines[end].slice(indent));
      else if (lines[end].trim() === "" && end + 1 < lines.length && (isIn(lines[end + 1]) || lines[end + 1].trim() === "")) inner.push("");
      else break;
    }
    while (end < lines.length && lines[end].trim() === "" && end + 1 < lines.length && ITEM.test(lines[end + 1])) ++end;
    const made = blocks(inner, depth + 1);
    // A line alone needs no paragraph.
    element.append(holding("li", {}, made.length > 0 && made[0].tagName === "P" ? [...made[0].childNodes, ...made.slice(1)] : made));
  }
  return { element, end };
}

function table(lines, at) {
  if (!lines[at].includes("|") || at + 1 >= lines.length || !DIVIDER.test(lines[at + 1])) return null;
  const heads = cells(lines[at]);
  if (heads.length !== cells(lines[at + 1]).length) return null;
  let end = at + 2;
  while (end < lines.length && lines[end].trim() !== "" && lines[end].includes("|")) ++end;
  const row = (tag, texts) => holding("tr", {}, heads.map((_, i) => holding(tag, {}, inline(texts[i] || ""))));
  const head = heads.some((text) => text !== "") ? make("thead", {}, row("th", heads)) : null;
  const body = holding("tbody", {}, lines.slice(at + 2, end).map((line) => row("td", cells(line))));
  return { element: make("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": "Table" }, make("table", {}, head, body)), end };
}

// Between bars that are not escaped.
function cells(line) {
  const texts = line.trim().replace(/^\|/, "").split(/(?<=(?:^|[^\\])(?:\\\\)*)\|/);
  if (texts.at(-1).trim() === "") texts.pop();
  return texts.map((text) => text.trim().replace(/\\\|/g, "|"));
}

// [what begins here, what is made of it]; tried in this order.
const SPANS = [
  [/^\\([!-/:-@[-`{-~])/, ([, sign]) => [sign]],
  [/^(?:\\| {2,})\n/, () => [make("br")]],
  [/^(`+)(?!`)([^]*?[^`])\1(?!`)/, ([, , code]) => [make("code", {}, code.replace(/^ ([^]*[^ ][^]*) $/, "$1"))]],
  [/^!\[((?:\\.|[^\]\\])*)\]\((?:<(?:\\.|[^>\\\n])*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+"(?:\\.|[^"\\])*")?\)/, ([, alt]) => [make("span", { class: "picture-name" }, "\u{1F5BC}\uFE0E ", plain(alt) || "picture")]],
  [/^\[((?:\\.|!?\[(?:\\.|[^\]\\])*\]|!(?!\[)|[^![\]\\])*)\]\((<(?:\\.|[^>\\\n])*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+"(?:\\.|[^"\\])*")?\)/, ([, text, to], depth) => [link(plain(to.replace(/^<(.*)>$/, "$1")), inline(text, depth + 1))]],
  [/^<(https?:\/\/[^\s<>]*)>/i, ([, to]) => [link(to, [to])]],
  [/^(\*\*\*|___)(?=\S)([^]*?[^\s\\])\1/, ([, , text], depth) => [make("strong", {}, holding("em", {}, inline(text, depth + 1)))]],
  [/^(\*\*|__)(?=\S)([^]*?[^\s\\])\1(?!\*)/, ([, , text], depth) => [holding("strong", {}, inline(text, depth + 1))]],
  [/^(\*|_)(?=\S)([^]*?[^\s\\])\1(?!\*)/, ([, , text], depth) => [holding("em", {}, inline(text, depth + 1))]],
  [/^~~(?=\S)([^]*?\S)~~/, ([, text], depth) => [holding("del", {}, inline(text, depth + 1))]],
  [/^&(amp|lt|gt|quot|nbsp);/, ([, name]) => [{ amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00A0" }[name]]],
];
const LONGEST_SPAN = 2000;  // what has no end within is text
const MOST_TRIES = 30000;   // of a text; what may begin after them is text, too
let tries = 0;

function inline(text, depth = 0) {
  const made = [];
  let words = "";
  let last = "";  // of the words
  while (text !== "") {
    const rest = text.slice(0, LONGEST_SPAN);
    let found = null;
    if (depth < DEEPEST && /^[\\ `!_[<*~&]/.test(rest) && (/^[\\ ]/.test(rest) || ++tries < MOST_TRIES)) {
      for (const [pattern, draw] of SPANS) {
        const match = pattern.exec(rest);
        if (!match || (match[1] === "_" && /\w/.test(last))) continue;
        found = [match[0].length, draw(match, depth)];
        break;
      }
    }
    if (found) {
      if (words !== "") made.push(words);
      words = last = "";
      made.push(...found[1]);
      text = text.slice(found[0]);
    } else {
      const next = 1 + Math.max(0, text.slice(1).search(/[\\ `!_[<*~&]|$/));
      words += text.slice(0, next);
      last = text[next - 1];
      text = text.slice(next);
    }
  }
  if (words !== "") made.push(words);
  return made;
}

const plain = (text) => text.replace(/\\([!-/:-@[-`{-~])/g, "$1");

function link(to, children) {
  if (!/^https?:\/\//i.test(to)) return holding("span", { title: to }, children);
  return holding("a", { href: pageHash(to), title: to }, children.length > 0 ? children : [to]);
}
