"""--login: a site that shows its pages to those who have a session, as Django and as PHP do it."""

import http.server
import os
import secrets
import sqlite3
import threading
import unittest
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

from harness import CrawlCase

USER, PASSWORD = "anna", "s3cret&+ \u00e4"
PAGES = {"/": ["/a", "/b", "/logout", "/account/log-out?next=/"], "/a": ["/c", "/users/signout"], "/b": ["/c"], "/c": ["/d"], "/d": ["/"]}


class Handler(http.server.BaseHTTPRequestHandler):
    """What both kinds have. `server` is a Login: sessions, and what was asked."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def cookies(self):
        return dict(pair.split("=", 1) for pair in self.headers.get("Cookie", "").split("; ") if "=" in pair)

    def answer(self, status, text="", **headers):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def form(self):
        return {name: values[0] for name, values in
                parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True).items()}

    def page(self, path):
        links = "".join(f'<p><a href="{link}">{link}</a>' for link in PAGES[path])
        return f"<title>Inside {path}</title><p>Only for those who are in.{links}"

    def session(self, name):
        """Whether there is one, which ends after so many pages."""
        id = self.cookies().get(name)
        with self.server.lock:
            left = self.server.sessions.get(id, 0)
            if left:
                self.server.sessions[id] = left - 1
        return left > 0

    def begin_session(self):
        id = secrets.token_hex(16)
        with self.server.lock:
            self.server.sessions[id] = self.server.pages_of_session
            self.server.logins += 1
        return id

    def do_GET(self):
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        if path == "/robots.txt":
            return self.answer(404)
        if path in self.server.logouts:
            self.server.sessions.clear()
            return self.answer(200, "bye")
        self.get(path)


class Django(Handler):
    def get(self, path):
        if path == "/accounts/login/":
            token = secrets.token_hex(16)
            return self.answer(200, f'<form action="/search" method=get><input name=username></form><form method="post">'
                                    f'<input type=hidden name=csrfmiddlewaretoken value="{token}"><input name=username><input name=password type=password>'
                                    f'<input type=hidden name=next value="/"><button type=submit>Log in</button></form>',
                               Set_Cookie=f"csrftoken={token}; Path=/")
        if not self.session("sessionid"):
            return self.answer(302, Location=f"/accounts/login/?next={path}")
        self.answer(200, self.page(path)) if path in PAGES else self.answer(404, "no such page")

    def do_POST(self):
        form = self.form()
        self.server.posted.append(form)
        if self.path != "/accounts/login/" or form.get("csrfmiddlewaretoken") != self.cookies().get("csrftoken") or not self.headers.get("Referer"):
            return self.answer(403, "CSRF verification failed")
        if (form["username"], form["password"]) != (USER, PASSWORD):
            return self.answer(200, '<form method=post><input name=username><input name=password></form>')
        self.answer(302, Location="/", Set_Cookie=f"sessionid={self.begin_session()}; HttpOnly; Path=/")


class Php(Handler):
    """One that says with status 200 that one is out."""

    def get(self, path):
        if path == "/index.php":
            return self.answer(200, "<form method=POST action='/do.php'><input name=user><input name=pass type=password>"
                                    "<input type=checkbox name=keep value=1 checked><input type=submit name=go value='Log in'></form>")
        if not self.session("PHPSESSID"):
            return self.answer(200, "<title>Sorry</title><p>Please log in first.")
        self.answer(200, self.page(path)) if path in PAGES else self.answer(404, "no such page")

    def do_POST(self):
        form = self.form()
        self.server.posted.append(form)
        if (form.get("user"), form.get("pass"), form.get("keep"), form.get("go")) != (USER, PASSWORD, "1", "Log in"):
            return self.answer(303, Location="/index.php?error=1")
        self.answer(303, Location="/", Set_Cookie=f"PHPSESSID={self.begin_session()}; path=/")


class Login(CrawlCase):
    def serve(self, handler, pages_of_session=1000):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        server.lock, server.sessions, server.logins = threading.Lock(), {}, 0
        server.asked, server.posted, server.pages_of_session = [], [], pages_of_session
        server.logouts = ("/logout", "/account/log-out", "/users/signout")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.base = f"http://127.0.0.1:{server.server_port}"
        return server

    def rules(self, text):
        file = self.folder / "login.toml"
        file.write_text(text)
        return file

    def log_in(self, rules, *more, status=0, password=PASSWORD, **options):
        environment = os.environ | {"SITE_USER": USER, "SITE_PASSWORD": password}
        ended = self.run_raw(self.base + "/", "--login", rules, "-o", self.db, "--delay", "0", "--sitemaps", "no", "--wait-for-hosts", "0", *more,
                             env=environment, **options)
        self.assertEqual(ended.status, status, ended.output)
        return ended

    def check_inside(self, server):
        self.check_counts()
        self.assertEqual(sorted(self.column("SELECT url FROM pages WHERE status = 200 AND title LIKE 'Inside %'")),
                         sorted(self.base + path for path in PAGES))
        self.assertEqual([path for path in server.asked if path in server.logouts], [], "nothing logs out")
        self.assertEqual(self.column("SELECT DISTINCT reason FROM urls WHERE url LIKE '%out%' AND state = 'skipped'"), ["exclude"])

    def check_no_secret(self, server, ended):
        with closing(sqlite3.connect(self.db)) as connection:
            kept = "\n".join(connection.iterdump())
            bodies = [row[0] for row in connection.execute("SELECT headers FROM body")]
        kept += "\n".join(str(headers) for headers in bodies) + ended.output
        for file in self.folder.glob("crawl.db*"):
            kept += file.read_bytes().decode("latin-1")
        for secret in (PASSWORD, "s3cret", *server.sessions):
            self.assertNotIn(secret, kept)

    DJANGO = 'page = "{}/accounts/login/"\n[fields]\nusername = "$SITE_USER"\npassword = "$SITE_PASSWORD"\n'
    PHP = 'page = "{}/index.php"\nout_text = "Please log in first"\n[fields]\nuser = "$SITE_USER"\npass = "$SITE_PASSWORD"\n'

    def test_a_form_with_a_token_against_forged_requests(self):
        server = self.serve(Django)
        ended = self.log_in(self.rules(self.DJANGO.format(self.base)))
        self.check_inside(server)
        self.assertEqual((server.logins, len(server.posted)), (1, 1))
        self.assertEqual((server.posted[0]["next"], server.posted[0]["password"]), ("/", PASSWORD))
        self.check_no_secret(server, ended)

    def test_a_session_that_ends_is_begun_anew(self):
        server = self.serve(Django, pages_of_session=2)
        ended = self.log_in(self.rules(self.DJANGO.format(self.base)))
        self.check_inside(server)
        self.assertGreaterEqual(server.logins, 3)
        self.check_no_secret(server, ended)

    def test_a_site_that_says_so_in_words(self):
        server = self.serve(Php, pages_of_session=3)
        ended = self.log_in(self.rules(self.PHP.format(self.base)))
        self.check_inside(server)
        self.assertGreaterEqual(server.logins, 2)
        self.check_no_secret(server, ended)

    def test_wrong_values_are_sent_once_and_nothing_is_kept_of_the_outside(self):
        for handler, rules in ((Django, self.DJANGO), (Php, self.PHP)):
            with self.subTest(handler.__name__):
                self.db = self.folder / f"{handler.__name__}.db"
                server = self.serve(handler)
                ended = self.run_raw(self.base + "/", "--login", self.rules(rules.format(self.base)), "-o", self.db, "--delay", "0", "--sitemaps", "no",
                                     "--retries", "0", "--wait-for-hosts", "0", env=os.environ | {"SITE_USER": USER, "SITE_PASSWORD": "wrong"})
                self.assertEqual(len(server.posted), 1, "sites close accounts")
                self.assertIn("are the values right?", ended.stderr)
                self.assertNotIn("wrong", ended.output)
                self.assertEqual(self.column("SELECT url FROM pages"), [])

    def test_rules_that_can_not_be_used_are_told_of_at_once(self):
        self.serve(Django)
        for text, words in (("page = 7", "page is to be the URL"), (f'page = "{self.base}/"\n', "[fields]"), ("page = ", "login.toml:1"),
                            (f'page = "{self.base}/"\ncolour = "red"\n[fields]\nx = "y"', "no such name"),
                            (f'page = "{self.base}/"\n[fields]\nx = "$NOT_SET_AT_ALL"', "NOT_SET_AT_ALL"),
                            (f'page = "{self.base}/"\nout_status = [7]\n[fields]\nx = "y"', "status"),
                            (f'page = "{self.base}/"\nout_redirect = "x"\n[fields]\nx = "y"', "path")):
            with self.subTest(words):
                ended = self.log_in(self.rules(text), status=1)
                self.assertIn(words, ended.stderr)
                self.assertFalse(self.db.exists())
        ended = self.log_in(self.rules(self.DJANGO.format(self.base)), "--cookies", "no", status=1)
        self.assertIn("--login needs the cookies", ended.stderr)

    def test_a_page_without_such_a_form(self):
        server = self.serve(Django)
        rules = self.rules(f'page = "{self.base}/accounts/login/"\n[fields]\nemail = "x"\n')
        ended = self.run_raw(self.base + "/", "--login", rules, "-o", self.db, "--delay", "0", "--retries", "0", "--wait-for-hosts", "0")
        self.assertIn("no form", ended.stderr)
        self.assertEqual(server.posted, [])


if __name__ == "__main__":
    unittest.main()
