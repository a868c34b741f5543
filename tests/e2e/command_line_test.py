"""The command line: options, seeds, messages, exit statuses, and databases that are not ours."""

import hashlib
import os
import pty
import re
import shutil
import sqlite3
import threading
import unittest
from contextlib import closing

from harness import FAST, CrawlCase
from scripted_site import Reply, page, redirect

OPTIONS = """--db --concurrency --per-host --delay --parsers --scope --include --exclude --max-pages
--max-depth --max-time --max-per-host --max-body --timeout --connect-timeout --retries --user-agent
--header --cookie-file --proxy --auth --ca-file --insecure --robots --sitemaps --keep-bodies --fetch
--allow-private --config --quiet --verbose --log-json --nofollow --max-url-length --max-path-depth
--max-repeated-segments --max-queries-per-path --max-equal-content --max-nothing-new
--max-hosts-per-domain --max-sitemaps --per-address --durable""".split()


class Usage(CrawlCase):
    def check_usage_error(self, *arguments, names=""):
        ended = self.run_raw(*arguments, timeout=10)
        self.assertEqual(ended.status, 2, ended.output)
        self.assertIn(names, ended.stderr)
        self.assertFalse(self.db.exists(), "nothing is made when the command is wrong")

    def test_help_names_every_option(self):
        ended = self.run_raw("--help", timeout=10)
        self.assertEqual(ended.status, 0)
        self.assertEqual(ended.stderr, "")
        missing = [option for option in OPTIONS if not re.search(rf"{option}\b", ended.stdout)]
        self.assertEqual(missing, [])
        self.assertRegex(ended.stdout, r"-o\b.*--db")

    def test_version(self):
        ended = self.run_raw("--version", timeout=10)
        self.assertEqual(ended.status, 0)
        self.assertRegex(ended.stdout, r"\d+\.\d+\.\d+")

    def test_wrong_commands(self):
        url = "http://127.0.0.1:9/"
        self.check_usage_error()
        self.check_usage_error(url, "--bogus", names="--bogus")
        for option, value in (("--delay", "abc"), ("--delay", "-1"), ("--per-host", "0"),
                              ("--scope", "moon"), ("--robots", "maybe"), ("--max-body", "10X"),
                              ("--concurrency", "99999999999999999999"), ("--timeout", ""),
                              ("--header", "no colon"), ("--exclude", "(")):
            with self.subTest(option=option, value=value):
                self.check_usage_error(url, option, value, names=option)

    def test_an_error_is_one_line(self):
        self.db.write_bytes(b"SQLite format 3\0" + b"\n\x01" * 5000)
        for arguments in ((), ("x", "--bogus"), ("query", "--bogus", "x"), ("no-such.txt",), ("crawl.db",)):
            with self.subTest(arguments=arguments):
                ended = self.run_raw(*arguments, timeout=10)
                self.assertIn(ended.status, (1, 2))
                self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)

    def test_what_other_programs_call_it(self):
        for typed, ours in (("-H", "--header"), ("-q", "--quiet"), ("-v", "--verbose"), ("-r", "--max-depth"),
                            ("-A", "--user-agent"), ("--depth", "--max-depth"), ("--output", "-o"),
                            ("--limit", "--max-pages"), ("-np", "--scope prefix"), ("-l2", "--max-depth")):
            self.check_usage_error("http://127.0.0.1:9/", typed, names=f"unknown option {typed} (")
            self.check_usage_error("http://127.0.0.1:9/", typed, names=ours)

    def test_help_and_version_are_commands_too(self):
        self.assertEqual(self.run_raw("help").stdout, self.run_raw("--help").stdout)
        self.assertEqual(self.run_raw("version").stdout, self.run_raw("--version").stdout)
        self.check_usage_error("version", "x", names="version takes nothing but --verbose behind it")
        for command in ("query", "search", "serve", "show", "report", "extract", "reread", "export", "resume"):
            helped = self.run_raw("help", command)
            self.assertEqual(helped.stdout, self.run_raw(command, "--help").stdout)
            self.assertTrue(helped.stdout.startswith(f"usage: crawl {command} "), helped.stdout)
        ended = self.run_raw("help", "serach")
        self.assertEqual((ended.status, ended.stdout), (2, ""))
        self.assertIn("serach", ended.stderr)

    def test_an_empty_expression_is_none(self):
        for option in ("--include", "--exclude"):
            self.check_usage_error("http://127.0.0.1:9/", option, "", names=f"{option}: an empty expression")

    def test_a_wrong_time_is_told_by_examples_of_right_ones(self):
        self.check_usage_error("http://127.0.0.1:9/", "--timeout", "1 hour", names="such as 90, 1.5, 250ms, 5m or 1d12h")
        self.check_usage_error("http://127.0.0.1:9/", "--delay", "soon", names="such as 250, 1.5s or 2m")

    def test_an_option_without_its_value(self):
        self.check_usage_error("http://127.0.0.1:9/", "--delay", names="--delay")


class Seeds(CrawlCase):
    def test_a_file_with_comments_and_bad_lines(self):
        site = self.site({"/a": page("A"), "/b": page("B"), "/c": page("C")})
        seeds = self.folder / "seeds.txt"
        seeds.write_text(f"\ufeff# all of them\r\n{site.url('/a')}\r\n\nhtp:/x\n"
                         f"  {site.url('/b')}   # the second\n{site.url('/a')}#again\nhttp://\n")
        ended = self.crawl("seeds.txt", site.url("/c"))
        self.assertEqual(self.fetched(site), ["/a", "/b", "/c"])
        self.assertRegex(ended.stderr, r'seeds\.txt:4: not a URL: "htp:/x"')
        self.assertIn("seeds.txt:7:", ended.stderr)
        self.assertEqual(site.count("/a"), 1)

    def test_standard_input(self):
        site = self.site({"/": page("Start")})
        ended = self.run_raw("-", "-o", self.db, *FAST, stdin=site.url() + "\n")
        self.assertEqual(ended.status, 0, ended.output)
        self.assertEqual(self.fetched(site), ["/"])

    def test_a_host_needs_no_scheme_where_there_is_no_such_file(self):
        site = self.site({"/": page("Start")})
        host = site.url("").removeprefix("http://")
        self.crawl(host)
        self.assertEqual(self.fetched(site), ["/"])
        (self.folder / "of-a-file.txt").write_text(f"{host}/other\n")
        (self.folder / host).write_text(f"{host}/named\n")
        self.crawl(host, "of-a-file.txt")
        self.assertEqual(site.targets()[-2:], ["/named", "/other"])

    def test_a_database_is_no_list_of_seeds(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url())
        ended = self.run_raw("crawl.db", *FAST)
        self.assertEqual(ended.status, 1)
        self.assertEqual(ended.stderr, "crawl: crawl.db: is the database of a crawl: go on with `crawl resume "
                                       "crawl.db`, or ask it with `crawl query crawl.db`\n")

    def test_a_missing_file_is_named(self):
        ended = self.run_raw("nowhere.txt", "-o", self.db, *FAST)
        self.assertIn(ended.status, (1, 2))
        self.assertIn("nowhere.txt", ended.stderr)

    def test_no_good_seed_is_an_error(self):
        (self.folder / "seeds.txt").write_text("# none\nhtp:/x\n")
        ended = self.run_raw("seeds.txt", "-o", self.db, *FAST)
        self.assertIn(ended.status, (1, 2))
        self.assertIn("seeds.txt:2:", ended.stderr)

    def test_terminal_escapes_in_seeds_are_not_echoed(self):
        (self.folder / "seeds.txt").write_bytes(b"\x1b]0;owned\x07 nonsense\n")
        ended = self.run_raw("seeds.txt", "-o", self.db, *FAST)
        self.assertNotIn("\x1b", ended.output)


class Databases(CrawlCase):
    def check_refused(self, content, *words):
        """A file that is not ours stays as it is, byte for byte."""
        self.db.write_bytes(content)
        ended = self.run_raw("http://127.0.0.1:9/", "-o", self.db, *FAST, timeout=10)
        self.assertEqual(ended.status, 1, ended.output)
        self.assertIn("crawl.db", ended.stderr)
        for word in words:
            self.assertIn(word, ended.stderr)
        self.assertEqual(self.db.read_bytes(), content)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith("crawl.db-")], [])

    def made(self, *statements):
        path = self.folder / "made.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return path.read_bytes()

    def test_a_text_file(self):
        self.check_refused(b"Dear diary,\n" * 100)

    def test_a_database_of_another_program(self):
        self.check_refused(self.made("CREATE TABLE t(x)", "INSERT INTO t VALUES (1)"))

    def test_a_database_of_another_program_with_a_version(self):
        self.check_refused(self.made("CREATE TABLE urls(x)", "PRAGMA user_version = 1"))

    def test_a_newer_version(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url())
        newer = self.folder / "made.sqlite"
        shutil.copy(self.db, newer)
        with closing(sqlite3.connect(newer)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA user_version = 999")
        (self.folder / "crawl.db-lock").unlink()
        self.check_refused(newer.read_bytes(), "newer")

    def test_a_place_where_no_file_can_be(self):
        ended = self.run_raw("http://127.0.0.1:9/", "-o", self.folder / "no/such/folder/x.db", *FAST)
        self.assertEqual(ended.status, 1)
        self.assertIn("no/such/folder/x.db", ended.stderr)

    def test_a_link_to_a_file_that_is_not_there(self):
        site = self.site({"/": page("Start")})
        link = self.folder / "link.db"
        link.symlink_to("no/such/there.db")
        ended = self.run_raw(site.url(), "-o", link)
        self.assertEqual(ended.status, 1)
        self.assertIn("link.db: is a symbolic link to ", ended.stderr)
        self.assertIn("no/such/there.db, whose folder does not exist: make it with: mkdir -p ", ended.stderr)
        (self.folder / "no" / "such").mkdir(parents=True)
        self.db = link
        self.crawl(site.url())
        self.assertEqual(self.counts(), {"fetched": 1})
        self.assertTrue((self.folder / "no/such/there.db").is_file())
        link.unlink()
        link.symlink_to("link.db")
        ended = self.run_raw(site.url(), "-o", link)
        self.assertEqual(ended.status, 1)
        self.assertIn("symbolic links", ended.stderr)

    def test_the_default_is_crawl_db_in_the_working_folder(self):
        site = self.site({"/": page("Start")})
        ended = self.run_raw(site.url(), *FAST)
        self.assertEqual(ended.status, 0)
        self.assertEqual(self.fetched(site), ["/"])
        # The lock is empty, and stays: to remove a file that others may lock is a race.
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["crawl.db", "crawl.db-lock"], "no -wal and -shm are left")


class DigestServer:
    """Answers `page` to those who know the password, 401 to others, by RFC 7616. A nonce is good for `uses` requests."""

    def __init__(self, user, password, algorithm, qop, uses=1000, stale=None):
        self.user, self.password, self.algorithm, self.qop = user, password, algorithm, qop
        self.uses, self.stale, self.wrong, self.nonces = uses, stale, 0, []
        self.page = ""

    def hash(self, *parts):
        name = "sha256" if (self.algorithm or "").startswith("SHA-256") else "md5"
        return hashlib.new(name, ":".join(parts).encode()).hexdigest()

    def knows(self, target, sent):
        scheme, _, rest = sent.partition(" ")
        said = {name: quoted or word for name, quoted, word in re.findall(r'(\w+)=(?:"([^"]*)"|([^",]+))', rest)}
        if scheme != "Digest" or not self.nonces or said["nonce"] != self.nonces[-1] or self.used >= self.uses:
            return False
        self.used += 1
        secret = self.hash(self.user, said["realm"], self.password)
        if (self.algorithm or "").endswith("-sess"):
            secret = self.hash(secret, said["nonce"], said["cnonce"])
        request = self.hash("GET", target)
        expected = self.hash(secret, said["nonce"], request)
        if self.qop:
            expected = self.hash(secret, said["nonce"], f"{self.used:08x}", said["cnonce"], "auth", request)
        return (said["response"], said["uri"], said["username"], said["opaque"]) == (expected, target, self.user, "=o=")

    def __call__(self, request):
        sent = request.headers.get("authorization", "")
        if self.knows(request.target, sent):
            return Reply(self.page)
        self.wrong += 1
        self.used = 0
        self.nonces.append(f"nonce{len(self.nonces)}")
        words = f'Basic realm="x, y", Digest realm="r", nonce="{self.nonces[-1]}", opaque="=o="'
        for name, value in (("algorithm", self.algorithm), ("stale", sent.startswith("Digest") and self.stale)):
            words += f", {name}={value}" if value else ""
        return Reply("", 401, headers={"WWW-Authenticate": words + (f', qop="{self.qop}"' if self.qop else "")})


class Requests(CrawlCase):
    def test_headers_auth_and_user_agent_are_sent(self):
        site = self.site({"/": page("Start")})
        self.crawl(site.url(), "--header", "X-One: 1", "--header", "Accept-Language: de",
                   "--auth", "me:secret", "--user-agent", "Test/1.0")
        headers = site.requests("/")[0].headers
        self.assertEqual([headers.get(name) for name in
                          ("x-one", "accept-language", "user-agent", "authorization")],
                         ["1", "de", "Test/1.0", "Basic bWU6c2VjcmV0"])
        self.assertIn("gzip", headers["accept-encoding"])

    def test_auth_is_not_given_to_other_hosts(self):
        site = self.site(hosts=("127.0.0.1", "127.0.0.2"))
        site.set("/", page("Start", site.url("/", "127.0.0.2")))
        self.crawl(site.url(), "--scope", "all", "--auth", "me:secret")
        self.assertNotIn("authorization", site.requests("/", host="127.0.0.2")[0].headers)

    def test_auth_answers_a_digest_challenge_and_sends_no_password_from_then_on(self):
        for algorithm, qop in (("MD5", "auth"), ("SHA-256", "auth,auth-int"), ("MD5-sess", "auth"), (None, None)):
            with self.subTest(algorithm):
                asked = DigestServer("ann", "p:w", algorithm, qop)
                site = self.site(hosts=("127.0.0.1", "127.0.0.2"))
                site.otherwise = lambda request: asked(request) if request.host == site.hosts[0] else page("Far")
                asked.page = page("Start", "/1?a=b", "/2", site.url("/far", "127.0.0.2"))
                self.db = self.folder / f"{algorithm}.db"
                self.crawl(site.url(), "--scope", "all", "--auth", "ann:p:w", "--per-host", "1")
                self.assertEqual(self.rows("SELECT DISTINCT status FROM pages"), [(200,)])
                sent = [request.headers.get("authorization", "") for request in site.requests(host="127.0.0.1")]
                self.assertEqual([words.split(" ")[0] for words in sent], ["Basic"] + ["Digest"] * (len(sent) - 1))
                self.assertEqual(site.count("/robots.txt"), 2)
                self.assertEqual([site.count(path) for path in ("/", "/1?a=b", "/2")], [1, 1, 1])
                self.assertEqual(asked.wrong, 1, "the first alone")
                for request in site.requests(host="127.0.0.2"):
                    self.assertNotIn("authorization", request.headers)

    def test_an_old_nonce_of_digest_is_renewed_and_a_wrong_password_is_not_tried_again(self):
        links = [f"/{i}" for i in range(6)]
        for password, stale in (("p:w", "true"), ("p:w", None), ("wrong", None)):
            with self.subTest(password, stale=stale):
                asked = DigestServer("ann", "p:w", "SHA-256", "auth", uses=3, stale=stale)
                asked.page = page("Start", *links)
                site = self.site(otherwise=asked)
                self.db = self.folder / f"{password}{stale}.db"
                self.crawl(site.url(), "--auth", f"ann:{password}", "--per-host", "1")
                if password == "wrong":
                    self.assertEqual(self.rows("SELECT status FROM pages"), [(401,)])
                    self.assertEqual([site.count(path) for path in ("/robots.txt", "/")], [2, 1])
                else:
                    self.assertEqual(self.rows("SELECT DISTINCT status FROM pages"), [(200,)])
                    self.assertEqual(len(self.fetched()), 7)
                    self.assertEqual(len(site.log), 8 + 1 + 2, "Basic first, then an old nonce twice")

    def test_headers_that_may_be_secret_stay_with_the_hosts_of_seeds(self):
        """By a link, a redirect and a redirected robots.txt, to pages and to the robots.txt there."""
        seed, far, rules = "127.0.0.1", "127.0.0.2", "127.0.0.3"
        site = self.site(hosts=(seed, far, rules))
        site.set("/", page("Start", "/moved", "/own", site.url("/linked", far)))
        site.set("/moved", redirect(site.url("/there", far)))
        site.set("/robots.txt", redirect(site.url("/rules.txt", rules)))
        self.crawl(site.url(), "--scope", "all", "--header", "Authorization: Bearer T0KEN", "--header", "Cookie: sid=1",
                   "--header", "X-Api-Key: 2", "--header", "Proxy-Authorization: Basic eA==",
                   "--header", "Accept-Language: de", "--header-everywhere", "X-Contact: me")
        secrets = ("authorization", "cookie", "x-api-key", "proxy-authorization")
        for host, targets in ((seed, {"/robots.txt", "/", "/own", "/moved"}), (rules, {"/rules.txt"}),
                              (far, {"/robots.txt", "/linked", "/there"})):
            self.assertEqual({request.target for request in site.requests(host=host)}, targets)
            for request in site.requests(host=host):
                self.assertEqual([request.headers.get(name) for name in secrets],
                                 ["Bearer T0KEN", "sid=1", "2", "Basic eA=="] if host == seed else [None] * 4)
                self.assertEqual((request.headers["accept-language"], request.headers["x-contact"]), ("de", "me"))

    def test_a_header_for_every_host_is_asked_for_by_name(self):
        site = self.site(hosts=("127.0.0.1", "127.0.0.2"))
        site.set("/", page("Start", site.url("/far", "127.0.0.2")))
        self.crawl(site.url(), "--scope", "all", "--header-everywhere", "Authorization: Bearer T0KEN")
        self.assertEqual({request.headers.get("authorization") for request in site.log}, {"Bearer T0KEN"})
        self.assertEqual(site.count("/far", "127.0.0.2"), 1)

    def test_a_proxy_is_used(self):
        site = self.site(otherwise=lambda request: page("Via proxy"))
        self.crawl("http://named.example/x", "--proxy", site.url(""))
        self.assertIn("http://named.example/x", [r.target for r in site.log])
        self.assertEqual(self.state("http://named.example/x"), "fetched")

    def test_a_config_file_gives_options_and_the_command_line_wins(self):
        site = self.site({"/": page("Start", "/1"), "/1": page("1", "/2"), "/2": page("2")})
        (self.folder / "crawl.toml").write_text('max-depth = 0\nuser-agent = "Toml/1"\n'
                                                'allow-private = true\ndelay = 0\nexclude = ["/2$"]\n'
                                                'sitemaps = "no"\n')
        self.crawl(site.url(), "--config", "crawl.toml", "--max-depth", "5", defaults=())
        self.assertEqual(self.fetched(site), ["/", "/1"])
        self.assertEqual(site.requests("/")[0].headers["user-agent"], "Toml/1")

    def test_a_file_that_can_not_be_used_is_told_of_before_the_database_is_touched(self):
        site = self.site({"/": page("Start")})
        (self.folder / "bad").write_text("no file of this kind\n")
        for option in ("--cookie-file", "--login", "--ca-file", "--config", "--extract"):
            for existing in (False, True):
                with self.subTest(option=option, existing=existing):
                    self.db = self.folder / f"{option}-{existing}.db"
                    if existing:
                        self.crawl(site.url(), "--exclude", "x")
                        before = self.db.read_bytes()
                    ended = self.run_raw(site.url(), option, self.folder / "bad", "-o", self.db)
                    self.assertNotEqual(ended.status, 0)
                    self.assertIn("bad", ended.stderr)
                    self.assertEqual(self.db.read_bytes() if existing else self.db.exists(),
                                     before if existing else False)

    def test_a_config_file_with_an_unknown_option_is_refused(self):
        (self.folder / "crawl.toml").write_text("max-dept = 0\n")
        ended = self.run_raw("http://127.0.0.1:9/", "--config", "crawl.toml")
        self.assertEqual(ended.status, 2)
        self.assertIn("max-dept", ended.stderr)

    def test_bodies_can_be_left_out(self):
        site = self.site({"/": page("Start", body="<p>" + os.urandom(200_000).hex())})
        self.crawl(site.url(), "--keep-bodies", "no", "--max-body", "1M")
        without = self.db.stat().st_size
        for leftover in self.folder.glob("crawl.db*"):
            leftover.unlink()
        self.crawl(site.url(), "--max-body", "1M")
        self.assertGreater(self.db.stat().st_size, without + 100_000)


class PrivateAddresses(CrawlCase):
    DEFAULTS = ("--delay", "0", "--sitemaps", "no", "--retries", "0", "--scope", "all")

    def test_a_page_cannot_steer_the_crawler_to_addresses_that_no_seed_names(self):
        names = ("127.0.0.1", "127.0.0.2", "inner.localhost")
        site = self.site(hosts=names)
        inside = [site.url("/secret", host) for host in names[1:]]
        moved = site.url("/moved-to", "127.0.0.2")
        site.set("/", page("Start", "/own", "/moved", *inside))
        site.set("/own", page("Own"))
        site.set("/moved", redirect(moved))
        self.crawl(site.url(), defaults=self.DEFAULTS)
        self.assertEqual(self.fetched(site), ["/", "/moved", "/own"], "the seeds name their host")
        for url in (*inside, moved):
            self.assertEqual(self.state(url), "failed/private-address")
        self.assertEqual({r.host for r in site.log}, {"127.0.0.1"}, "not even robots.txt is asked for")

    def test_a_redirected_robots_txt_cannot_either(self):
        site = self.site({"/": page("Start")}, hosts=("127.0.0.1", "127.0.0.2"))
        site.set("/robots.txt", redirect(site.url("/secret", "127.0.0.2")))
        self.crawl(site.url(), "--max-time", "1", defaults=self.DEFAULTS)
        self.assertEqual(site.requests(host="127.0.0.2"), [])


class Messages(CrawlCase):
    def small_site(self):
        return self.site({"/": page("Start", *(f"/{i}" for i in range(40)))}, latency=0.02)

    def test_quiet_says_nothing_when_all_is_well(self):
        self.assertEqual(self.crawl(self.small_site().url(), "--quiet").output, "")

    def test_verbose_says_a_line_for_each_page(self):
        site = self.site({"/": page("Start", "/1", "/2"), "/1": page("One"), "/2": page("Two")})
        output = self.crawl(site.url(), "--verbose").output
        for path in ("/", "/1", "/2"):
            self.assertRegex(output, rf"(?m){re.escape(site.url(path))}(\s|$)")

    def test_the_end_tells_the_next_command(self):
        site = self.small_site()
        self.assertIn("crawl.db", self.crawl(site.url()).output)

    def test_control_characters_of_the_web_do_not_reach_the_terminal(self):
        site = self.site({"/": Reply(page("\x1b[31mred"), headers={"X": "y\x1b[2J"}),
                          "/robots.txt": Reply("\x1b[2J", type="text/plain")})
        self.assertNotIn("\x1b", self.crawl(site.url(), "--verbose").output)

    def on_terminal(self, *arguments):
        """Runs with stderr on a pseudo terminal; gives the status and what the terminal was sent."""
        master, slave = pty.openpty()
        process = self.start(*arguments, stdout=slave, stderr=slave)
        os.close(slave)
        received = []

        def read():
            try:
                while data := os.read(master, 65536):
                    received.append(data)
            except OSError:
                pass  # the other side is closed

        reader = threading.Thread(target=read)
        reader.start()
        status = process.wait(timeout=20)
        reader.join(timeout=5)
        os.close(master)
        return status, b"".join(received).decode()

    def test_on_a_terminal_one_line_is_redrawn_and_cleaned_at_the_end(self):
        site = self.small_site()
        status, sent = self.on_terminal(site.url(), "-o", self.db, *FAST)
        self.assertEqual(status, 0)
        redraws = [m.start() for m in re.finditer(r"\r(?!\n)", sent)]
        self.assertGreater(len(redraws), 1, "the line was redrawn")
        self.assertIn("waiting", sent)
        self.assertRegex(sent[redraws[-1]:], r"^\r\x1b\[2?K", "it was wiped")

    def test_the_line_says_how_much_time_a_limit_leaves(self):
        site = self.small_site()
        status, sent = self.on_terminal(site.url(), "-o", self.db, *FAST, "--max-time", "5m")
        self.assertEqual(status, 0)
        self.assertRegex(sent, r"at most (5:00|4:59) left")
        status, sent = self.on_terminal(site.url(), "-o", self.folder / "b.db", *FAST)
        self.assertNotIn("at most", sent)


if __name__ == "__main__":
    unittest.main()
