"""Pages that are out to ruin the browser that shows them, and the deaths that nobody can plan for. A page
that needs somebody beside it asks for /strike/KIND, and then strikes whoever serves the site."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from scripted_site import Reply, page

GOOD = "<script>document.title = 'good'</script>"

# What stands in the body of each kind.
HOSTILE = {
    "endless": "<script>for (;;);</script>",
    "endless later": "<script>setTimeout(() => { for (;;); }, 3000)</script>",
    "memory": "<script>const held = []; for (;;) held.push(new Uint8Array(1 << 27).fill(1))</script>",
    "objects": "<script>const held = []; for (;;) held.push({held: [held.length]})</script>",
    "text": "<script>let t = 'x'.repeat(1 << 20); const all = []; for (;;) all.push((t += 'y').split('').join('z'))</script>",
    "elements": "<script>setInterval(() => { for (let i = 0; i < 100000; ++i) document.body.append("
                "document.createElement('p')) }, 1000)</script>",
    "nested": "<script>let at = document.body; for (let i = 0; i < 200000; ++i) at = at.appendChild("
              "document.createElement('div'))</script>",
    "messages": "<script>for (;;) console.log('x'.repeat(10000))</script>",
    "requests": "<script>setInterval(() => { for (let i = 0; i < 5000; ++i) fetch('/no/' + Math.random())"
                ".catch(() => 0) }, 10)</script>",
    "frames": "<script>setInterval(() => document.body.append(document.createElement('iframe')), 1)</script>",
    "workers": "<script>for (;;) new Worker(URL.createObjectURL(new Blob(['for (;;);'])))</script>",
    "windows": "<script>for (let i = 0; i < 1000; ++i) window.open('/' + i)</script>",
    "dialogs": "<script>for (;;) alert(1)</script>",
    "history": "<script>for (let i = 0;; ++i) history.pushState({}, '', '/no/' + i)</script>",
    "reload": "<script>location.reload()</script>",
    # These hold up the next page of their tab.
    "unload": "<script>addEventListener('unload', () => { for (;;); })</script>",
    "pagehide": "<script>addEventListener('pagehide', () => { for (;;); })</script>",
    "beforeunload": "<script>addEventListener('beforeunload', e => { e.preventDefault(); for (;;); })</script>",
    "regex": "<script>/^(a+)+$/.test('a'.repeat(60) + 'b')</script>",
}
# Whoever is to be struck must be told from others: the process that holds most.
HEAVY = "<script>const held = new Uint8Array(1.5e8).fill(1); fetch('/strike/KIND?' + held[9])</script>"
STRIKES = {"tab": signal.SIGKILL, "browser": signal.SIGKILL, "hang": signal.SIGSTOP}


def body_of(kind):
    return HEAVY.replace("KIND", kind) if kind in STRIKES else HOSTILE[kind]


def hostile_pages(count_of_each, kinds):
    """{path: page} of so many of each kind."""
    return {f"/{kind.replace(' ', '-')}/{i}": page(kind, body=body_of(kind)) for kind in kinds for i in range(count_of_each)}


def striker(processes):
    """For `otherwise` of a site; `processes()` gives the browser's: {pid: what is in /proc/PID/stat behind the name}."""
    def answer(request):
        path = request.target.partition("?")[0]
        if not path.startswith("/strike/"):
            return Reply(page("Not found"), 404)
        kind = path.rpartition("/")[2]
        browsers, tabs = {}, {}
        for pid, facts in processes().items():
            with suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                if b"--type=renderer" in command:
                    tabs[pid] = int(facts[21])
                elif command and b"--type=" not in command:
                    browsers[pid] = int(facts[21])
        struck = tabs if kind == "tab" else browsers
        if struck:
            with suppress(ProcessLookupError):
                os.kill(max(struck, key=struck.get), STRIKES[kind])
        return Reply("")
    return answer
