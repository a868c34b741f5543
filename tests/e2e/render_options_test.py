"""Options of rendering that change what is asked for, kept or guarded against. Skipped where Debian's Chromium is missing."""

import shutil
import struct
import subprocess
import unittest

from harness import BINARY, FAST
from rendering import RenderCase, json
from scripted_site import Reply, page

POSTING = page("raw", body="<script>fetch('/api', {method: 'POST', body: 'q'}).then(r => r.json())"
               ".then(d => { document.title = d.title })</script>")
SHOWN = page("raw", body="<script>document.title = 'shown'</script>")

# A machine whose kernel gives no network namespace: one level down nobody may make any, and Chromium's sandbox
# can't be had either.
NO_NAMESPACE = ("unshare", "-r", "sh", "-c", "echo 0 > /proc/sys/user/max_net_namespaces && "
                "exec unshare -U --map-user=1000 --map-group=1000 \"$@\"", "sh")


def has_none(command):
    """Can a command be run without network namespaces here?"""
    return bool(shutil.which("unshare")) and subprocess.run([*NO_NAMESPACE, *command], capture_output=True).returncode == 0


def gif(colour):
    """One pixel."""
    return (b"GIF89a\x01\0\x01\0\x80\0\0" + bytes(colour) + b"\0\0\0" + b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;")


class RenderOptions(RenderCase):
    def test_a_script_may_post_to_its_site(self):
        site = self.site({"/": POSTING, "/api": json('{"title": "posted"}')})
        self.render(site.url())
        self.assertEqual(self.page(site.url(), "title"), "posted")
        self.assertEqual([r.method for r in site.requests("/api")], ["POST"])

    def test_no_script_posts_where_it_is_not_wanted(self):
        site = self.site({"/": POSTING, "/api": json('{"title": "posted"}')})
        self.render(site.url(), "--render-post", "no")
        self.assertEqual(self.page(site.url(), "title"), "raw")
        self.assertEqual(site.requests("/api"), [])
        self.assertEqual(self.rows("SELECT url, fate FROM resources"), [(site.url("/api"), "method")])

    def test_a_screenshot_shows_the_page_with_its_pictures(self):
        pages = {f"/{name}": page("Picture", body=f"<img src=/{name}.gif style='width:100%;height:900px'>")
                 for name in ("red", "blue", "again")}
        site = self.site({"/": page("Start", *pages), **pages})
        for name, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255)), ("again", (255, 0, 0))):
            site.set(f"/{name}.gif", Reply(gif(colour), type="image/gif"))
        self.render(site.url(), "--screenshots")
        pictures = {}
        for path in pages:
            shown = subprocess.run([BINARY, "show", self.db, site.url(path), "--screenshot"], capture_output=True, check=True)
            self.assertEqual(shown.stdout[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual(struct.unpack(">II", shown.stdout[16:24]), (1280, 1024))
            pictures[path] = shown.stdout
            self.assertEqual(site.count(path + ".gif"), 1)
        self.assertNotEqual(pictures["/red"], pictures["/blue"])
        self.assertEqual(pictures["/red"], pictures["/again"])

    def test_without_screenshots_no_picture_is_asked_for_or_kept(self):
        site = self.site({"/": page("Picture", body="<img src=/red.gif>"), "/red.gif": Reply(gif((255, 0, 0)), type="image/gif")})
        self.render(site.url())
        self.assertEqual(site.targets(), ["/"])
        self.assertEqual(self.one("SELECT count(*) FROM screenshot_rows"), 0)


@unittest.skipUnless(has_none(["true"]), "no namespaces of users, without which others can't be taken away")
class Unconfined(RenderCase):
    def render_there(self, site, *options):
        process = subprocess.Popen([*NO_NAMESPACE, BINARY, site.url(), "-o", self.db, "--render", "always", *FAST, *options],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder, env=self.env,
                                   start_new_session=True)
        self.crawls.append(process.pid)
        self.addCleanup(process.kill)
        output = "".join(process.communicate(timeout=120))
        self.assertEqual(process.returncode, 0, output)
        self.check_counts()
        return output

    def test_pages_are_kept_as_they_came_where_the_browser_can_t_be_confined(self):
        site = self.site({"/": SHOWN})
        self.assertIn("--render-unconfined", self.render_there(site))
        title, rendered, error = self.page(site.url(), "title", "rendered", "render_error")
        self.assertEqual((title, rendered), ("raw", 0))
        self.assertIn("no network namespace", error)

    def test_pages_are_rendered_all_the_same_where_one_wants_them(self):
        site = self.site({"/": SHOWN})
        self.assertIn("the browser is not confined", self.render_there(site, "--render-unconfined"))
        self.assertEqual(self.page(site.url(), "title", "rendered"), ("shown", 1))
        self.assertFalse(self.browser_processes())


if __name__ == "__main__":
    unittest.main()
