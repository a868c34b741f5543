"""A documentation whose pages change without being loaded (VitePress, which ./setup test --all installs into build/press), with
--render: every page is found, once. Skipped where it or Debian's Chromium is missing."""

import mimetypes
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import REPOSITORY
from rendering import RenderCase
from scripted_site import Reply

MODULES = Path(os.environ.get("CRAWL_PRESS_MODULES", REPOSITORY / "build/press/node_modules"))
HAS_PRESS = (MODULES / "vitepress").is_dir() and shutil.which("node")
CHAPTERS = 8
CONFIG = """export default {
  title: 'Guide', markdown: { lineNumbers: true },
  themeConfig: {
    nav: [{ text: 'Start', link: '/' }, { text: 'Guide', link: '/guide/0' }], search: { provider: 'local' },
    sidebar: [{ text: 'Guide', collapsed: true, items: [{ text: 'First', link: '/guide/0' }, { text: 'Second', link: '/guide/1' }] }],
  },
};
"""
# What only a script links.
COMPONENT = """<script setup>
import { onMounted, ref } from 'vue'
const more = ref([])
onMounted(() => { more.value = ['/hidden/one.html', '/hidden/two.html'] })
</script>
# Contents

<a v-for="to in more" :href="to">{{ to }}</a>
"""


def write_docs(docs):
    (docs / ".vitepress").mkdir(parents=True)
    (docs / ".vitepress/config.mjs").write_text(CONFIG)
    (docs / "index.md").write_text("# Start\n\n[The guide](/guide/0), [contents](/contents)\n")
    (docs / "contents.md").write_text(COMPONENT)
    for name in ("guide", "hidden"):
        (docs / name).mkdir()
    for i in range(CHAPTERS):
        text = f"Chapter {i} tells of stone, river and harbour. " * 12
        (docs / f"guide/{i}.md").write_text(f"# Chapter {i}\n\n{text}\n\n## Part {{#part}}\n\n[On](./{(i + 1) % CHAPTERS}), "
                                            f"[back](/guide/{(i * 5) % CHAPTERS}#part)\n\n```js\nlet chapter = {i}\n```\n")
    for name in ("one", "two"):
        (docs / f"hidden/{name}.md").write_text(f"# {name}\n\nOnly a script leads here.\n")


def emptied(body):
    """A page as it is sent if nobody wrote it on a server."""
    return re.sub(rb'<div id="app">.*</div>(?=\s*<script|\s*</body>)', b'<div id="app"></div>', body, flags=re.S)


def answers(dist, is_written):
    """{path: answer} of what was built; each page empty unless it `is_written` on the server."""
    routes = {}
    for file in dist.rglob("*"):
        if not file.is_file():
            continue
        path = "/" + file.relative_to(dist).as_posix()
        if not is_written and file.name.endswith(".lean.js"):  # without what a server has written: VitePress loads that first
            file = file.with_name(file.name.replace(".lean.js", ".js"))
        kind, body = mimetypes.guess_type(file.name)[0] or "application/octet-stream", file.read_bytes()
        if kind == "text/html" and not is_written:
            body = emptied(body)
        routes["/" if path == "/index.html" else path] = Reply(body, type=kind)
    return routes


@unittest.skipUnless(HAS_PRESS, "no VitePress in build/press: ./setup test --all installs it")
class Press(RenderCase):
    @classmethod
    def setUpClass(cls):
        cls.made = Path(tempfile.mkdtemp(prefix="crawl-press-"))
        cls.addClassCleanup(shutil.rmtree, cls.made, ignore_errors=True)
        (cls.made / "package.json").write_text('{"private": true, "type": "module"}')
        (cls.made / "node_modules").symlink_to(MODULES.resolve())
        write_docs(cls.made / "docs")
        built = subprocess.run(["node", "node_modules/vitepress/bin/vitepress.js", "build", "docs"], cwd=cls.made, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=400)
        assert built.returncode == 0, built.stdout
        cls.dist = cls.made / "docs/.vitepress/dist"

    def crawl_press(self, which, is_written=True):
        site = self.site(answers(self.dist, is_written))
        self.crawl(site.url(), "--render", which, "--render-tabs", "2", "--render-timeout", "200", timeout=800)
        return site

    def check(self, site, hidden):
        expected = {"/", "/contents.html", *(f"/guide/{i}.html" for i in range(CHAPTERS))}
        if hidden:
            expected |= {"/hidden/one.html", "/hidden/two.html"}
        pages = self.column("SELECT url FROM pages WHERE content_type = 'text/html' AND status = 200")
        self.assertEqual(sorted(pages), sorted(map(site.url, expected)))
        asked = [request.target for request in site.log if request.target in expected]
        self.assertEqual(sorted(asked), sorted(expected), "each is asked for once")
        for i in range(CHAPTERS):
            title, text = self.page(site.url(f"/guide/{i}.html"), "title", "text")
            self.assertEqual(title, f"Chapter {i} | Guide")
            self.assertIn(f"Chapter {i} tells of stone", text)
        self.assertEqual(self.column("SELECT render_error FROM pages WHERE render_error IS NOT NULL"), [])

    def test_all_pages_are_found_once(self):
        self.check(self.crawl_press("always"), hidden=True)
        self.assertEqual(self.column("SELECT url FROM pages WHERE content_type = 'text/html' AND status = 200 AND rendered = 0"), [])

    def test_auto_finds_all_that_is_written_on_the_server(self):
        site = self.crawl_press("auto")
        self.check(site, hidden=self.state(site.url("/hidden/one.html")) is not None)
        self.assertEqual(self.column("SELECT DISTINCT rendered FROM pages WHERE url LIKE '%/guide/%'"), [0])

    def test_auto_finds_all_of_an_application_that_scripts_write(self):
        site = self.crawl_press("auto", is_written=False)
        self.assertNotIn(b"Chapter 3", emptied((self.dist / "guide/3.html").read_bytes()).partition(b"<body>")[2])
        self.check(site, hidden=True)


if __name__ == "__main__":
    unittest.main()
