"""The ways in which scripts make links (--render always): each on a page of its own, all in one crawl.
Skipped where Debian's Chromium is missing."""

import unittest

from rendering import RenderCase
from scripted_site import Reply, page

# A way by name: what stands in the body of its page. TO is where it leads; `add(url)` puts a link into the page.
WAYS = {
    "plain": "<a href=TO>x</a>",
    "document.write": "<script>document.write('<a href=TO>x</a>')</script>",
    "innerHTML": "<div id=d></div><script>d.innerHTML = '<a href=TO>x</a>'</script>",
    "outerHTML": "<div id=d></div><script>d.outerHTML = '<a href=TO>x</a>'</script>",
    "insertAdjacentHTML": "<script>document.body.insertAdjacentHTML('beforeend', '<a href=TO>x</a>')</script>",
    "createElement": "<script>add('TO')</script>",
    "setAttribute": "<a id=d>x</a><script>d.setAttribute('href', 'TO')</script>",
    "joined words": "<script>add(['TO'.slice(0, 4), 'TO'.slice(4)].join(''))</script>",
    "template literal": "<script>const p = 'TO'.slice(1); add(`/${p}`)</script>",
    "base64": "<script>add(atob(btoa('TO')))</script>",
    "character codes": "<script>add(String.fromCharCode(...[...'TO'].map(c => c.charCodeAt(0))))</script>",
    "eval": "<script>eval(\"add('TO')\")</script>",
    "new Function": "<script>new Function(\"add('TO')\")()</script>",
    "data attribute": "<b id=d data-to=TO></b><script>add(d.dataset.to)</script>",
    "JSON in a script": "<script type=application/json id=j>{\"to\": \"TO\"}</script>"
                        "<script>add(JSON.parse(j.textContent).to)</script>",
    "state in window": "<script>window.__STATE__ = {to: 'TO'}</script><script>add(__STATE__.to)</script>",
    "inline template": "<template id=t><a href=TO>x</a></template>"
                       "<script>document.body.append(t.content.cloneNode(true))</script>",
    "comment": "<!--TO--><script>add([...document.body.childNodes].find(n => n.nodeType === 8).data)</script>",
    "timer": "<script>setTimeout(() => add('TO'), 3000)</script>",
    "timer in a timer": "<script>setTimeout(() => setTimeout(() => add('TO'), 2000), 2000)</script>",
    "interval": "<script>let n = 0; const i = setInterval(() => ++n === 30 && (add('TO'), clearInterval(i)), 100)</script>",
    "microtask": "<script>queueMicrotask(() => add('TO'))</script>",
    "promise chain": "<script>Promise.resolve('TO').then(x => x).then(add)</script>",
    "async function": "<script>(async () => { await new Promise(r => setTimeout(r, 500)); add('TO') })()</script>",
    "requestAnimationFrame": "<script>requestAnimationFrame(() => requestAnimationFrame(() => add('TO')))</script>",
    "MessageChannel": "<script>const c = new MessageChannel(); c.port1.onmessage = e => add(e.data);"
                      "c.port2.postMessage('TO')</script>",
    "postMessage to itself": "<script>onmessage = e => add(e.data); postMessage('TO', '*')</script>",
    "DOMContentLoaded": "<script>document.addEventListener('DOMContentLoaded', () => add('TO'))</script>",
    "load": "<script>addEventListener('load', () => add('TO'))</script>",
    "onload attribute": "<img src=/x.gif onload=\"add('TO')\">",
    "onerror attribute": "<script src=/missing.js onerror=\"add('TO')\"></script>",
    "readystatechange": "<script>document.onreadystatechange = () => document.readyState === 'complete' && add('TO')</script>",
    "custom event": "<script>addEventListener('mine', e => add(e.detail));"
                    "dispatchEvent(new CustomEvent('mine', {detail: 'TO'}))</script>",
    "MutationObserver": "<script>new MutationObserver((m, o) => { o.disconnect(); add('TO') }).observe(document.body,"
                        "{childList: true}); document.body.append('x')</script>",
    "IntersectionObserver below the fold": "<div style=height:5000px></div><p id=d>x</p><script>"
        "new IntersectionObserver((s, o) => s.at(-1).isIntersecting && (o.disconnect(), add('TO'))).observe(d)</script>",
    "scroll event": "<div style=height:5000px></div><script>addEventListener('scroll', () => add('TO'), {once: true})</script>",
    "ResizeObserver": "<p id=d>x</p><script>new ResizeObserver((e, o) => { o.disconnect(); add('TO') }).observe(d)</script>",
    "animationend": "<style>@keyframes k {to {opacity: 0}} #d {animation: k 1s}</style><p id=d>x</p>"
                    "<script>d.onanimationend = () => add('TO')</script>",
    "fetch of JSON": "<script>fetch('/data?TO').then(r => r.json()).then(d => add(d.to))</script>",
    "fetch of HTML": "<script>fetch('/piece?TO').then(r => r.text()).then(t => document.body.innerHTML += t)</script>",
    "fetch after fetch": "<script>fetch('/data?TO').then(r => r.json()).then(d => fetch('/data?' + d.to))"
                         ".then(r => r.json()).then(d => add(d.to))</script>",
    "XMLHttpRequest": "<script>const x = new XMLHttpRequest(); x.open('GET', '/data?TO'); x.onload = () =>"
                      "add(JSON.parse(x.response).to); x.send()</script>",
    "synchronous XMLHttpRequest": "<script>const x = new XMLHttpRequest(); x.open('GET', '/data?TO', false); x.send();"
                                  "add(JSON.parse(x.response).to)</script>",
    "POST": "<script>fetch('/data?TO', {method: 'POST', body: '{}'}).then(r => r.json()).then(d => add(d.to))</script>",
    "JSONP": "<script>window.cb = d => add(d.to); const s = document.createElement('script');"
             "s.src = '/jsonp?TO'; document.head.append(s)</script>",
    "external script": "<script src='/script.js?TO'></script>",
    "defer": "<script defer src='/script.js?TO'></script>",
    "module": "<script type=module src='/module.js?TO'></script>",
    "inline module": "<script type=module>import {to} from '/export.js?TO'; add(to)</script>",
    "dynamic import": "<script>import('/export.js?TO').then(m => add(m.to))</script>",
    "import map": "<script type=importmap>{\"imports\": {\"to\": \"/export.js?TO\"}}</script>"
                  "<script type=module>import {to} from 'to'; add(to)</script>",
    "worker": "<script>const w = new Worker('/worker.js?TO'); w.onmessage = e => add(e.data)</script>",
    "worker that fetches": "<script>const w = new Worker('/fetching.js?TO'); w.onmessage = e => add(e.data)</script>",
    "worker from a blob": "<script>const w = new Worker(URL.createObjectURL(new Blob([\"postMessage('TO')\"])));"
                          "w.onmessage = e => add(e.data)</script>",
    "custom element": "<script>customElements.define('x-a', class extends HTMLElement {"
                      "connectedCallback() { this.innerHTML = '<a href=TO>x</a>' } })</script><x-a></x-a>",
    "shadow root": "<p id=d></p><script>d.attachShadow({mode: 'open'}).innerHTML = '<a href=TO>x</a>'</script>",
    "declarative shadow root": "<div><template shadowrootmode=open><a href=TO>x</a></template></div>",
    "shadow root in a shadow root": "<p id=d></p><script>const s = d.attachShadow({mode: 'open'}); s.innerHTML = '<p></p>';"
        "s.firstChild.attachShadow({mode: 'open'}).innerHTML = '<a href=TO>x</a>'</script>",
    "frame of its origin": "<iframe src='/piece?TO'></iframe>",
    "srcdoc": "<iframe srcdoc='<a href=TO>x</a>'></iframe>",
    "frame written by a script": "<iframe id=f></iframe><script>f.contentDocument.write('<a href=TO>x</a>')</script>",
    "message from a frame": "<script>onmessage = e => add(e.data)</script>"
                            "<iframe srcdoc=\"<script>parent.postMessage('TO', '*')</script>\"></iframe>",
    "sessionStorage": "<script>sessionStorage.to = 'TO'; setTimeout(() => add(sessionStorage.to), 10)</script>",
    "localStorage": "<script>localStorage.to = 'TO'; add(localStorage.to)</script>",
    "cookie": "<script>document.cookie = 'to=TO'; add(document.cookie.match(/to=([^;]*)/)[1])</script>",
    "pushState": "<script>history.pushState({}, '', 'TO'); add(location.pathname)</script>",
    "hash": "<script>onhashchange = () => add(location.hash.slice(1)); location.hash = 'TO'</script>",
    "location": "<script>location = 'TO'</script>",
    "location.replace": "<script>setTimeout(() => location.replace('TO'), 100)</script>",
    "meta refresh by a script": "<script>document.head.insertAdjacentHTML('beforeend',"
                                "'<meta http-equiv=refresh content=\"1;url=TO\">')</script>",
    "window.open": "<script>window.open('TO')</script>",
    "click on a link by a script": "<script>const a = document.createElement('a'); a.href = 'TO'; a.click()</script>",
    "form sent by a script": "<form id=f action=TO></form><script>f.submit()</script>",
    "area": "<map id=m></map><script>m.innerHTML = '<area href=TO>'</script>",
    "style of a script": "<p id=d></p><script>d.style.content = '\"TO\"'; add(d.style.content.slice(1, -1))</script>",
    "css variable": "<style>:root {--to: TO}</style><script>"
                    "add(getComputedStyle(document.documentElement).getPropertyValue('--to').trim())</script>",
    "language of the browser": "<script>navigator.language && add('TO')</script>",
    "online": "<script>navigator.onLine && add('TO')</script>",
    "requestIdleCallback": "<script>requestIdleCallback(() => add('TO'))</script>",
}
# What is not pressed, sent or read: docs/manual.md.
NOT_FOUND = {
    "button that is not pressed": "<button onclick=\"add('TO')\">x</button>",
    "closed shadow root": "<p id=d></p><script>d.attachShadow({mode: 'closed'}).innerHTML = '<a href=TO>x</a>'</script>",
    "after ten seconds of the page": "<script>setTimeout(() => add('TO'), 60000)</script>",
    "WebSocket": "<script>new WebSocket('ws://' + location.host + '/').onmessage = e => add(e.data)</script>",
}
ADD = ("<script>const add = url => { const a = document.createElement('a'); a.href = url; a.textContent = 'x';"
       "document.body.append(a) }</script>")


def answer(request):
    """What scripts ask for: the place that they are to give back stands behind the `?`."""
    path, _, to = request.target.partition("?")
    texts = {"/data": f'{{"to": "{to}"}}', "/piece": f"<a href={to}>x</a>", "/jsonp": f'cb({{to: "{to}"}})',
             "/script.js": f"add('{to}')", "/module.js": f"add('{to}')", "/export.js": f"export const to = '{to}'",
             "/worker.js": f"postMessage('{to}')",
             "/fetching.js": f"fetch('/data?{to}').then(r => r.json()).then(d => postMessage(d.to))"}
    if path.startswith("/to/"):
        return page(path)
    if path not in texts:
        return Reply("", 404)
    return Reply(texts[path], type={"/data": "application/json", "/piece": "text/html"}.get(path, "text/javascript"))


class Ways(RenderCase):
    def test_links_that_scripts_make_are_found(self):
        ways = list((WAYS | NOT_FOUND).items())
        routes = {"/robots.txt": Reply("", type="text/plain"),
                  "/": page("Start", *(f"/way/{i}" for i in range(len(ways))))}
        for i, (name, body) in enumerate(ways):
            routes[f"/way/{i}"] = page(name, head=ADD, body=body.replace("TO", f"/to/{i}"))
        site = self.site(routes, otherwise=answer)
        self.render(site.url(), timeout=300)
        found = [path.rstrip("?") for path in self.fetched(site)]  # a form adds it
        self.assertEqual([name for i, (name, _) in enumerate(ways) if f"/to/{i}" not in found], list(NOT_FOUND))


if __name__ == "__main__":
    unittest.main()
