// Pages that break rules of accessibility, or just not, made of fragments by chance: the same ones for the same seed.

// Numbers that look random (mulberry32).
function makeRandom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const ROLES = ["button", "link", "checkbox", "radio", "switch", "slider", "textbox", "combobox", "listbox", "option", "tab", "tablist",
  "tabpanel", "menu", "menuitem", "menuitemcheckbox", "dialog", "alertdialog", "alert", "img", "none", "presentation", "heading", "list",
  "listitem", "table", "row", "cell", "gridcell", "grid", "columnheader", "rowheader", "tree", "treeitem", "tooltip", "meter", "progressbar",
  "spinbutton", "searchbox", "separator", "scrollbar", "group", "region", "main", "banner", "contentinfo", "navigation", "article", "note",
  "doc-toc", "widget", "command", "nonsense", "button link", "BUTTON", "", "math", "figure", "term", "toolbar", "status", "code", "paragraph"];
const ARIA = ["aria-label='Name'", "aria-label=''", "aria-label=' '", "aria-labelledby=here", "aria-labelledby=nowhere", "aria-labelledby='nowhere here'",
  "aria-labelledby=empty", "aria-labelledby=unseen", "aria-describedby=here", "aria-describedby=nowhere", "aria-hidden=true", "aria-hidden=false",
  "aria-hidden=yes", "aria-expanded=true", "aria-expanded=false", "aria-expanded=open", "aria-checked=true", "aria-checked=mixed", "aria-checked=1",
  "aria-pressed=false", "aria-selected=true", "aria-controls=here", "aria-controls=nowhere", "aria-owns=here", "aria-owns=nowhere",
  "aria-level=2", "aria-level=9", "aria-level=x", "aria-level=0", "aria-valuenow=3", "aria-valuenow=3.5", "aria-valuenow=much", "aria-valuemin=0",
  "aria-valuemax=10", "aria-valuetext=some", "aria-live=polite", "aria-live=loud", "aria-busy=true", "aria-disabled=true", "aria-required=true",
  "aria-required=false", "aria-readonly=true", "aria-haspopup=true", "aria-haspopup=menu", "aria-haspopup=page", "aria-invalid=true",
  "aria-current=page", "aria-current=here", "aria-sort=ascending", "aria-sort=up", "aria-orientation=vertical", "aria-orientation=round",
  "aria-multiselectable=true", "aria-modal=false", "aria-posinset=2", "aria-setsize=-1", "aria-setsize=-2", "aria-colspan=2", "aria-rowindex=0",
  "aria-autocomplete=list", "aria-autocomplete=all", "aria-activedescendant=here", "aria-activedescendant=nowhere", "aria-relevant='text all'",
  "aria-relevant='text words'", "aria-lable=Name", "aria-", "aria-keyshortcuts=x", "aria-roledescription=thing", "aria-placeholder=p",
  "aria-details=here", "aria-flowto=nowhere", "aria-grabbed=true", "aria-dropeffect=copy", "aria-atomic=maybe", "aria-multiline=false"];
const COMMON = ["title='A title'", "title=''", "tabindex=0", "tabindex=-1", "tabindex=3", "tabindex=x", "hidden", "style='display:none'",
  "style='visibility:hidden'", "accesskey=a", "accesskey=A", "accesskey=b", "lang=de", "lang=xx", "lang=english", "lang=''", "inert"];
const TAGS = ["div", "span", "p", "a", "button", "h1", "h2", "h3", "h4", "section", "article", "aside", "nav", "main", "header", "footer", "ul", "ol",
  "li", "dl", "dt", "dd", "table", "form", "fieldset", "label", "figure", "output", "details", "summary", "dialog", "em", "i", "blockquote", "pre",
  "b", "address", "center", "font", "x-thing", "marquee", "blink", "menu", "svg", "canvas", "video", "audio", "object", "th", "td", "hr", "iframe", "progress",
  "meter", "select", "textarea", "img", "input"];

// Each is a page's part that some rule looks at. "@" stands for attributes, "~" for something inside.
const FRAGMENTS = [
  "<img src=x @>", "<img src=x alt='' @>", "<img src=x alt='A picture' @>", "<img src=x alt=' ' @>", "<img src=x alt @>", "<img src=x ismap alt=m @>",
  "<a href='/x'><img src=x @></a>", "<a href='/x'><img src=x alt='Words' @> Words</a>", "<p><img src=x alt='The same words'> The  Same words</p>",
  "<button>Go <img src=x alt='Go'></button>", "<td>x<img src=x alt=x></td>", "<li>One<img src=y title=one></li>",
  "<a href='/x' @></a>", "<a href='/x' @>Words</a>", "<a href='/x' @><span title='Edit'></span></a>", "<a href='/x' @><i aria-hidden=true>w</i></a>",
  "<a href='/x' @>&nbsp;</a>", "<a href='/x' @>​</a>", "<a href='#x' @>in</a>", "<a href='#/x' @>route</a>", "<a @>none</a>", "<a href='/x' @><svg><title>T</title></svg></a>",
  "<a href='/x' @><svg></svg></a>", "<a href='/x' @>~</a>", "<button @></button>", "<button @>Words</button>", "<button disabled @></button>", "<button @>~</button>",
  "<button @><span aria-hidden=true>x</span></button>", "<button title=T></button>", "<button aria-label=L></button>",
  "<input @>", "<input type=text @>", "<input type=checkbox @>", "<input type=radio @>", "<input type=hidden @>", "<input type=image @>", "<input type=image alt=a @>",
  "<input type=submit @>", "<input type=submit value='' @>", "<input type=reset @>", "<input type=button @>", "<input type=button value=v @>", "<input type=button value=' ' @>",
  "<input placeholder=p @>", "<input type=search @>", "<input type=range @>", "<input type=number @>", "<input type=file @>", "<input type=Checkbox @>",
  "<label>Words <input @></label>", "<label><input @></label>", "<label for=f1>Words</label><input id=f1 @>", "<label for=f2></label><input id=f2 @>",
  "<label for=f3 hidden>Words</label><input id=f3 @>", "<input id=f4 @><label for=f4>Later</label>", "<label for=f5>a</label><label for=f5>b</label><input id=f5 @>",
  "<label for=f6>a<input id=f6></label><label for=f6>b</label>", "<label aria-hidden=true for=f7>Words</label><input id=f7 @>", "<label aria-label=L><textarea @></textarea></label>",
  "<label><img src=x alt=Words><input @></label>", "<label><table><tr><td>Words</table><input @></label>", "<label><ul><li>Words</ul><input></label>", "<label>Words<select @><option>1</select></label>",
  "<select @><option>One</select>", "<select id=s1 @></select><label for=s1>Words</label>", "<select multiple @></select>", "<textarea @></textarea>", "<textarea placeholder=' ' @></textarea>",
  "<textarea @>text</textarea>", "<iframe src=about:blank @></iframe>", "<iframe title='Frame' @></iframe>", "<iframe title='frame ' @></iframe>", "<iframe title='' @></iframe>",
  "<iframe role=none title=t></iframe>", "<iframe tabindex=-1></iframe>", "<object data=x @></object>", "<object data=x @>Words</object>", "<object @></object>", "<object data=x title=t></object>",
  "<object data=x><img src=x alt=a></object>", "<svg role=img @></svg>", "<svg role=img @><title>T</title></svg>", "<svg role=img @><title> </title></svg>", "<svg role=img><g><title>T</title></g></svg>",
  "<svg><g role=img @></g></svg>", "<svg role=graphics-document></svg>", "<svg><circle role=graphics-symbol aria-label=c /></svg>", "<svg @><a href='/y'></a></svg>", "<svg focusable=false aria-hidden=true></svg>",
  "<div role=img @></div>", "<div role=img aria-label=L></div>", "<span role=img @>words</span>", "<map name=m><area href='/x' @><area href='/y' alt=y @></map><img usemap='#m' alt=i>",
  "<area href='/z'>", "<map name=n><area href='/x' alt=' '></map>",
  "<ul @><li>1<li>2</ul>", "<ul @><div>1</div></ul>", "<ul @>words<li>1</ul>", "<ol @><li>1</li><script></script></ol>", "<ul @><li role=none>1</li></ul>", "<ul><li role=listitem>1</li><div role=listitem>2</div></ul>",
  "<ul><div hidden>1</div><li>2</ul>", "<ul role=list><p>1</p></ul>", "<ul role=menu><li>1</ul>", "<div><li @>1</li></div>", "<menu><li>1</menu>", "<div role=list><li>1</li></div>", "<ul role=none><li>1</ul>", "<ul><ul><li>1</ul></ul>",
  "<ul><a href='/x'>1</a></ul>", "<ul><!-- --> </ul>", "<ol><li role=button>1</li></ol>",
  "<dl @><dt>a<dd>b</dl>", "<dl @><dd>a<dt>b</dl>", "<dl @><dt>a</dl>", "<dl @><dd>b</dl>", "<dl @><div><dt>a<dd>b</div></dl>", "<dl @><p>a</p><dt>a<dd>b</dl>", "<dl @>words<dt>a<dd>b</dl>",
  "<dl><div>words<dt>a<dd>b</div></dl>", "<dl><div><div><dt>a<dd>b</div></div></dl>", "<dl><div role=group><dt>a<dd>b</div></dl>", "<div><dt @>a</dt></div>", "<dl role=list><dt>a<dd>b</dl>", "<dl role=menu><dt>a</dl>", "<dl></dl>", "<dl><dt role=term>a<dd role=note>b</dl>",
  "<div><dd>b</div>",
  "<h1 @></h1>", "<h1 @>One</h1>", "<h2 @>Two</h2>", "<h3 @>Three</h3>", "<h4 @>Four</h4>", "<h6 @>Six</h6>", "<h2 @><span aria-hidden=true>x</span></h2>", "<h2><img src=x alt=Two></h2>", "<h2><img src=x alt=''></h2>", "<h2> <br> </h2>", "<div role=heading @>H</div>", "<div role=heading aria-level=1>H</div>", "<div role=heading aria-level=4></div>",
  "<h2 role=none>x</h2>", "<h2 role=presentation></h2>", "<h2 aria-level=5>x</h2>", "<h1 aria-level=2>x</h1>", "<h3 aria-level=1>x</h3>", "<h2 title=t></h2>", "<h2 hidden>x</h2>",
  "<table @><tr><th>a<td>b</table>", "<table @><tr><th @><td>b</table>", "<table><tr><th scope=col>a<td scope=row>b</table>", "<table><tr><th scope=left>a<td>b</table>", "<table><tr><th scope=ROW>a</table>", "<table><tr><th><input type=checkbox aria-label=all><td>b</table>", "<table><tr><th aria-label=a><td>b</table>",
  "<table><tr><th role=cell><td>b</table>", "<div role=table><div role=row><div role=columnheader @></div></div></div>",
  "<table><tr><th id=h1>a<th id=h2>b<tr><td headers='h1 h2'>c</table>", "<table><tr><th id=h3>a<tr><td headers=h9>c</table>", "<table><tr><td id=h4 headers=h4>c</table>", "<table><tr><td headers=''>c</table>", "<table role=none><tr><td headers=h9>c</table>", "<table><tr><th id=h5>a<tr><td><table><tr><td headers=h5>c</table></table>",
  "<main @>m</main>", "<main>1</main><main>2</main>", "<div role=main>m</div>", "<main hidden>m</main>", "<header @>h</header>", "<header>1</header><header>2</header>", "<article><header>3</header></article>", "<div role=banner>b</div>", "<footer @>f</footer>", "<footer>1</footer><footer>2</footer>", "<section><footer>3</footer></section>", "<div role=contentinfo>c</div>",
  "<header role=none>x</header>", "<div role=region><header>r</header></div>",
  "<div tabindex=5>x</div>", "<div tabindex='2x'>x</div>", "<div tabindex=-5>x</div>", "<input tabindex=1 title=t>", "<b accesskey=k>1</b><b accesskey=K>2</b>", "<b accesskey=' '>1</b><b accesskey=' '>2</b>",
  "<button>a<a href='/x'>b</a></button>", "<div role=button @>x<span tabindex=0 role=link>y</span></div>", "<div role=button>x<input title=t></div>", "<div role=checkbox aria-checked=true>x<span tabindex=0>y</span></div>", "<div role=img aria-label=a><button>x</button></div>", "<summary>x</summary>", "<details><summary @></summary>x</details>", "<details><summary @>s<a href='/x'>y</a></summary>x</details>",
  "<details><summary>a</summary><summary></summary><a href='/q'></a></details>", "<details open><a href='/q'></a><summary> </summary></details>", "<div role=tab><button tabindex=-1>x</button></div>", "<div role=option aria-selected=true><a href='/x'>y</a></div>",
  "<blink @>b</blink>", "<marquee @>m</marquee>", "<video src=x @></video>", "<video><track kind=captions></video>", "<video><track kind=subtitles></video>", "<audio src=x controls @></audio>",
  "<img src=x alt='' tabindex=0>", "<img src=x alt='' aria-live=polite>", "<ul role=none tabindex=0><li>x</ul>", "<div role=presentation tabindex=0>x</div>", "<a role=presentation href='/x'>y</a>", "<button role=none>x</button>", "<li role=none aria-label=x>y</li>", "<canvas role=none aria-label=c></canvas>", "<label role=none aria-live=off>x</label>",
  "<input title=t autocomplete=name>", "<input title=t autocomplete=nmae>", "<input title=t autocomplete='section-a billing home tel'>", "<input title=t autocomplete='home name'>", "<input title=t autocomplete=off>", "<input title=t autocomplete='name email'>", "<input title=t autocomplete='email webauthn'>", "<input title=t autocomplete=webauthn>", "<input title=t autocomplete=gender>", "<input title=t type=submit autocomplete=x>", "<input title=t disabled autocomplete=x>", "<select title=t autocomplete='shipping country'></select>", "<input title=t autocomplete=' '>", "<input title=t autocomplete=none>", "<textarea title=t autocomplete='FAMILY-NAME'></textarea>", "<input title=t autocomplete=xyz tabindex=-1 role=textbox>", "<input title=t autocomplete=section->",
  "<div aria-hidden=true><a href='/x'>y</a></div>", "<div aria-hidden=true><a href='/x' tabindex=-1>y</a></div>", "<div aria-hidden=true><button disabled>y</button></div>", "<button aria-hidden=true>x</button>", "<div aria-hidden=true><div aria-hidden=true><input></div></div>", "<div aria-hidden=true hidden><input></div>", "<div aria-hidden=true><input type=hidden></div>", "<div aria-hidden=true><fieldset disabled><input></fieldset></div>", "<div aria-hidden=true><fieldset disabled><legend><input></legend></fieldset></div>", "<div aria-hidden=true tabindex=0>x</div>",
  "<div id=twice></div><div id=twice>x</div><div aria-labelledby=twice role=group></div>", "<p id=again></p><p id=again></p>", "<label for=dup>x</label><input id=dup><input id=dup>",
  "<div @>~</div>", "<span @>~</span>", "<p @>~</p>", "<span aria-label=x @></span>", "<div aria-label=x>words</div>", "<b aria-label=x></b>", "<p aria-labelledby=here></p>", "<a aria-label=x></a>", "<x-thing aria-label=x></x-thing>", "<code aria-label=x></code>", "<button><span aria-label=x></span></button>", "<strong role=strong aria-label=x></strong>", "<div role=none aria-label=x></div>", "<label aria-label=x></label>", "<section aria-expanded=true>x</section>", "<x-thing aria-expanded=true>x</x-thing>", "<x-thing tabindex=0 aria-expanded=true>x</x-thing>", "<font aria-expanded=true>x</font>", "<acronym aria-checked=true>x</acronym>",
  "<p lang=xx>words</p>", "<p lang=xx></p>", "<p lang=xx><b>w</b></p>", "<p lang=xx><b lang=en>w</b></p>", "<p lang=xx hidden>w</p>", "<p lang=' '>w</p>", "<p lang=de-x>w</p>", "<p lang=zh-Hant>w</p>", "<p lang=gsw>w</p>", "<p lang=eng>w</p>", "<p lang=iw>w</p>", "<p lang=EN>w</p>", "<p lang=en_US>w</p>", "<p lang='-en'>w</p>", "<p xml:lang=xx>w</p>", "<div lang=xx><img alt=w src=x></div>",
  "<noscript><img src=x><a href='/x'></a></noscript>", "<noscript><meta http-equiv=refresh content='5'></noscript>", "<template><img src=x></template>", "<dialog><a href='/x'></a></dialog>", "<fieldset disabled><button></button></fieldset>", "<math @><mi>x</mi></math>", "<a href='/x'><math><mi>x</mi></math></a>", "<a href='/x'><canvas>x</canvas></a>", "<a href='/x'><video title=v></video></a>", "<a href='/x'><input type=submit></a>", "<a href='/x'><input type=submit value=v></a>", "<button><select><option>x</select></button>", "<a href='/x'><textarea>x</textarea></a>", "<a href='/x'><object data=x>x</object></a>", "<a href='/x'><iframe></iframe></a>", "<a href='/x'><picture><img src=x alt=p></picture></a>", "<a href='/x'><ul><li>w</ul></a>", "<a href='/x'><table><tr><td>w</table></a>",
  "<div role=dialog aria-label=d>x</div>", "<dialog open @>x</dialog>", "<div role=alertdialog @>x</div>", "<div role=tooltip @></div>", "<div role=tooltip @>x</div>", "<div role=treeitem @></div>", "<div role=meter aria-valuenow=1 @></div>", "<div role=progressbar @></div>", "<progress @></progress>", "<meter value=1 @></meter>", "<div role=textbox @></div>", "<div role=textbox aria-label=L>x</div>", "<div role=combobox aria-expanded=false @></div>", "<div role=combobox aria-expanded=true aria-controls=here><input></div>", "<div role=slider aria-valuenow=1 @></div>", "<div role=slider aria-valuetext=x @></div>", "<div role=switch @></div>", "<div role=switch aria-checked=true @>x</div>", "<div role=option @></div>", "<div role=menuitem @></div>", "<div role=link @></div>", "<div role=link @>x</div>", "<div role=button @></div>", "<div role=separator></div>", "<div role=separator tabindex=0></div>", "<div role=scrollbar></div>", "<input type=checkbox role=switch title=t>", "<h2 role=heading>x</h2>", "<div role=heading>x</div>", "<div role=radio>x</div>", "<input type=range role=slider title=t>", "<option role=option aria-checked=x>", "<input role=combobox title=t>", "<li role=treeitem>x</li>", "<div role=spinbutton title=t></div>", "<img role=button alt=x src=x>", "<img role=button src=x>", "<img role=note src=x>", "<button role=note disabled></button>", "<a href='/x' role=tab></a>", "<a href='/x' role=button></a>", "<table role=grid><tr><td aria-selected=true>x</table>", "<table><tr><td aria-selected=true>x</table>", "<div role='none presentation'>x</div>", "<div role='tooltip note'></div>",
];

const HEADS = ["<title>A page</title>", "<title></title>", "<title> </title>", "", "<title>A page</title><meta name=viewport content='width=device-width'>",
  "<meta name=viewport content='user-scalable=no'><title>t</title>", "<meta name=viewport content='maximum-scale=1'>", "<meta name=viewport content='maximum-scale=5, user-scalable=yes'>",
  "<meta name=viewport content='user-scalable=0'>", "<meta name=viewport content='maximum-scale=yes'>", "<meta name=Viewport content='user-scalable=no'>", "<meta name=viewport content='maximum-scale=-1; user-scalable=2'>",
  "<meta name=viewport content='maximum-scale=1.9=3, maximum-scale'>", "<meta name=viewport content='USER-SCALABLE = NO '>",
  "<meta http-equiv=refresh content=300>", "<meta http-equiv=refresh content='0; url=/x'>", "<meta http-equiv=refresh content='400;url=/x'>", "<meta http-equiv=refresh content='80000'>", "<meta http-equiv=Refresh content=300>",
  "<meta http-equiv=refresh content='x'>", "<meta http-equiv=refresh content='1.5.2'>", "<meta http-equiv=refresh content='300,url=/x'>"];
const HTMLS = ["<html lang=en>", "<html>", "<html lang=''>", "<html lang=xx>", "<html lang=en xml:lang=de>", "<html lang=en-GB xml:lang=en-US>", "<html lang=' '>", "<html xml:lang=en>", "<html lang=en aria-hidden=true>", "<html lang=de-DE>", "<html lang=en xml:lang=zz>"];
const DOCTYPES = ["<!doctype html>", "", "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN' 'http://www.w3.org/TR/html4/strict.dtd'>", "<!doctype html SYSTEM 'about:legacy-compat'>"];

export function oddPages(count, seed = 19) {
  const random = makeRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const maybe = (chance, make) => (random() < chance ? make() : "");
  const attributes = () => maybe(0.35, () => "role='" + pick(ROLES) + "' ") + maybe(0.4, () => pick(ARIA) + " ") + maybe(0.15, () => pick(ARIA) + " ") + maybe(0.25, () => pick(COMMON));
  const inner = (depth) => {
    if (depth > 3 || random() < 0.35) return pick(["", "words", " ", "&nbsp;", "more words"]);
    if (random() < 0.5) return fragment(depth + 1);
    const tag = pick(TAGS);
    const open = `<${tag} ${attributes()}>`;
    return ["img", "input", "hr"].includes(tag) ? open : open + inner(depth + 1) + `</${tag}>`;
  };
  const fragment = (depth) => pick(FRAGMENTS).replaceAll("@", () => maybe(0.45, attributes)).replaceAll("~", () => inner(depth + 1));
  const pages = [];
  for (let i = 0; i < count; ++i) {
    // Plain pages too: a page that breaks all rules tells little.
    const doctype = random() < 0.7 ? DOCTYPES[0] : pick(DOCTYPES);
    const html = random() < 0.5 ? HTMLS[0] : pick(HTMLS);
    let body = "";
    for (let parts = 1 + Math.floor(random() * 7); parts > 0; --parts) body += (random() < 0.8 ? fragment(0) : inner(0)) + "\n";
    const targets = maybe(0.8, () => "<p id=here>Here</p><p id=empty></p><p id=unseen hidden>Unseen</p>");
    pages.push(`${doctype}${html}<head><meta charset=utf-8>${pick(HEADS)}</head><body${maybe(0.03, () => " aria-hidden=true")}>${body}${targets}</body></html>`);
  }
  return pages;
}
