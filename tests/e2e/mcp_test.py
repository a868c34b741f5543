"""crawl mcp: the Model Context Protocol over a pipe, spoken by hand."""

import json
import os
import re
import select
import signal
import threading
import time
import unittest

from harness import CrawlCase
from mcp_site import INJECTED, column, questions, routes, table
from scripted_site import page
from update_case import Conditional

LEGACY = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
DIGITS_AND_CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def tokens_of(text):
    """As docs/mcp.md says."""
    return (sum(2 if byte >= 0x80 or chr(byte) in DIGITS_AND_CAPITALS else 1 for byte in text.encode()) + 1) // 2


class Server:
    """The program, and its lines."""

    def __init__(self, case, path, *flags):
        self.process = case.start("mcp", path, *flags, stdin=-1, text=False, bufsize=0)
        self.case, self.last_id, self.lines = case, 0, b""

    def send(self, message):
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(data + b"\n")

    def request(self, method, params=None, id=None):
        self.last_id += 1
        self.send({"jsonrpc": "2.0", "id": id or self.last_id, "method": method, "params": params or {}})
        return id or self.last_id

    def notify(self, method, params=None):
        self.send({"jsonrpc": "2.0", "method": method, "params": params or {}})

    def receive(self, seconds=60):
        deadline = time.monotonic() + seconds
        while b"\n" not in self.lines:
            ready = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]
            self.case.assertTrue(ready, "no answer in time")
            block = os.read(self.process.stdout.fileno(), 1 << 16)
            self.case.assertTrue(block, "the program has ended: " + repr(self.lines))
            self.lines += block
        line, _, self.lines = self.lines.partition(b"\n")
        return json.loads(line)

    def ask(self, method, params=None):
        id = self.request(method, params)
        answer = self.receive()
        self.case.assertEqual(answer["id"], id, answer)
        return answer

    def begin(self, version="2025-11-25"):
        answer = self.ask("initialize", LEGACY | {"protocolVersion": version})
        self.notify("notifications/initialized")
        return answer["result"]

    def call(self, name, **arguments):
        return self.ask("tools/call", {"name": name, "arguments": arguments})["result"]

    def end(self):
        self.process.stdin.close()
        return self.process.wait(30)


class McpCase(CrawlCase):
    def setUp(self):
        super().setUp()
        self.made = self.site(routes())
        self.crawl(self.made.url(), "--retries", "0")

    def server(self, *flags, begun=True):
        server = Server(self, self.db, *flags)
        if begun:
            server.begin()
        return server

    def text(self, result):
        self.assertFalse(result["isError"], result)
        self.assertEqual([part["type"] for part in result["content"]], ["text"])
        return result["content"][0]["text"]


class Talking(McpCase):
    def test_versions_are_agreed_on(self):
        for asked, agreed in (("2025-11-25", "2025-11-25"), ("2024-11-05", "2024-11-05"), ("2025-06-18", "2025-06-18"),
                              ("1999-01-01", "2025-11-25"), ("2026-07-28", "2025-11-25")):
            server = self.server(begun=False)
            result = server.begin(asked)
            self.assertEqual(result["protocolVersion"], agreed)
            self.assertEqual((result["serverInfo"]["name"], set(result["capabilities"])), ("crawl", {"tools", "prompts"}))
            self.assertEqual(server.ask("initialize", LEGACY)["error"]["code"], -32600)
            self.assertEqual(server.end(), 0)

    def test_without_a_handshake_each_request_says_its_version(self):
        server = self.server(begun=False)
        self.assertEqual(server.ask("tools/list")["error"]["code"], -32600)
        self.assertEqual(server.ask("server/discover")["error"]["code"], -32601, "a probe without a version is of no era")
        found = server.ask("server/discover", {"_meta": META})["result"]
        self.assertEqual(found["supportedVersions"][0], "2026-07-28")
        self.assertEqual((found["resultType"], found["cacheScope"]), ("complete", "private"))
        listed = server.ask("tools/list", {"_meta": META})["result"]
        self.assertEqual(len(listed["tools"]), 11)
        self.assertGreater(listed["ttlMs"], 0)
        called = server.ask("tools/call", {"_meta": META, "name": "overview", "arguments": {}})["result"]
        self.assertEqual((called["resultType"], called["isError"]), ("complete", False))
        wrong = server.ask("tools/list", {"_meta": META | {"io.modelcontextprotocol/protocolVersion": "1900-01-01"}})
        self.assertEqual((wrong["error"]["code"], wrong["error"]["data"]["requested"]), (-32022, "1900-01-01"))
        self.assertIn("2025-11-25", wrong["error"]["data"]["supported"])
        bare = {key: value for key, value in META.items() if "Version" in key}
        self.assertEqual(server.ask("tools/list", {"_meta": bare})["error"]["code"], -32602)
        self.assertEqual(server.ask("ping", {"_meta": META})["error"]["code"], -32601, "this revision has none")
        server.request("subscriptions/listen", {"_meta": META, "notifications": {"toolsListChanged": True}}, id="s")
        told = server.receive()
        self.assertEqual((told["method"], told["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"]),
                         ("notifications/subscriptions/acknowledged", "s"))

    def test_what_is_no_message_is_said_and_the_next_is_answered(self):
        server = self.server()
        for line, code in ((b"{", -32700), (b"\xff\xfe", -32700), (b"[" * 5000, -32700), (b"{}", -32600), (b"7", -32600),
                           (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600),
                           (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600),
                           (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600),
                           (b'{"jsonrpc":"2.0","id":1,"method":7}', -32600),
                           (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32602),
                           (b"[]", -32600), (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600),
                           (b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * (2 << 20) + b'"}', -32600),
                           (b'{"jsonrpc":"2.0","id":1,"method":"tools/unknown"}', -32601),
                           (b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}', -32602),
                           (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}', -32602),
                           (b'{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"x"}}', -32602),
                           (b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}', -32602)):
            server.send(line)
            self.assertEqual(server.receive()["error"]["code"], code, line[:80])
        for quiet in (b"", b"  ", b'{"jsonrpc":"2.0","method":"notifications/whatever"}', b'{"jsonrpc":"2.0","id":9,"result":{}}',
                      b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}'):
            server.send(quiet)
        self.assertEqual(server.ask("ping")["result"], {})
        self.assertEqual(server.ask("prompts/get", {"name": "audit"})["result"]["messages"][0]["role"], "user")

    def test_batches_where_the_version_has_them(self):
        server = self.server(begun=False)
        server.begin("2025-03-26")
        server.send([{"jsonrpc": "2.0", "id": "x", "method": "ping"}, {"jsonrpc": "2.0", "method": "notifications/x"},
                     {"jsonrpc": "2.0", "id": "y", "method": "nothing"}])
        first, second = server.receive()
        self.assertEqual((first["id"], first["result"], second["id"], second["error"]["code"]), ("x", {}, "y", -32601))

    def test_a_long_question_can_be_cancelled_while_it_runs_or_waits(self):
        server = self.server()
        running = server.request("tools/call", {"name": "sql", "arguments": {"sql": ENDLESS}})
        waiting = server.request("tools/call", {"name": "sql", "arguments": {"sql": ENDLESS}})
        after = server.request("tools/call", {"name": "sql", "arguments": {"sql": "SELECT 7 AS n"}})
        self.assertEqual(server.ask("ping")["result"], {}, "a ping is answered meanwhile")
        server.notify("notifications/cancelled", {"requestId": waiting})
        server.notify("notifications/cancelled", {"requestId": running, "reason": "enough"})
        answer = server.receive(seconds=20)
        self.assertEqual((answer["id"], answer["result"]["structuredContent"]["rows"]), (after, [[7]]))

    def test_it_ends_with_its_input_and_with_a_signal(self):
        ended = self.run_raw("mcp", self.db, stdin="".join(json.dumps(line) + "\n" for line in (
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": LEGACY},
            {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "overview"}})))
        self.assertEqual((ended.status, ended.stderr), (0, ""))
        self.assertEqual([json.loads(line)["id"] for line in ended.stdout.splitlines()], [1, 2], "all is answered first")
        server = self.server()
        server.request("tools/call", {"name": "sql", "arguments": {"sql": ENDLESS}})
        self.assertEqual(server.ask("ping")["result"], {})
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(20), 130)


class Answering(McpCase):
    def test_twenty_questions(self):
        server = self.server()
        all_questions = questions(self.made.url)
        self.assertEqual(len(all_questions), 20)
        for question in all_questions:
            with self.subTest(question.words):
                result = server.call(question.tool, **question.arguments)
                text = self.text(result)
                self.assertTrue(question.is_right(result["structuredContent"], text), text)
                self.assertLessEqual(tokens_of(text), question.arguments.get("max_tokens", 8000))

    def test_tools_say_what_they_take_and_that_they_only_read(self):
        tools = self.server().ask("tools/list")["result"]["tools"]
        for tool in tools:
            self.assertRegex(tool["name"], r"^[a-z]+$")
            self.assertTrue(tool["annotations"]["readOnlyHint"] and not tool["annotations"]["destructiveHint"])
            self.assertFalse(tool["inputSchema"]["additionalProperties"])
            self.assertEqual((tool["inputSchema"]["type"], tool["outputSchema"]["type"]), ("object", "object"))

    def test_wrong_arguments_are_told_to_the_model(self):
        server = self.server()
        for name, arguments, words in (("page", {}, "url: is missing"), ("page", {"url": 7}, "of type string"),
                                       ("links", {"url": "x", "direction": "up"}, "one of in, out"),
                                       ("overview", {"verbose": True}, "no argument of that name"),
                                       ("overview", {"max_tokens": 1}, "from 1000 to"),
                                       ("sql", {"sql": "SELECT 1", "cursor": "x"}, "next_cursor"),
                                       ("sql", {"sql": "SELEC 1"}, "syntax error"),
                                       ("sql", {"sql": "DELETE FROM pages"}, ""),
                                       ("sql", {"sql": "SELECT 1; SELECT 2"}, "one statement"),
                                       ("sql", {"sql": "ATTACH 'x.db' AS x"}, ""),
                                       ("sql", {"sql": "SELECT zeroblob(900000000)"}, ""),
                                       ("finding", {"id": "nothing"}, "no finding of this id"),
                                       ("changes", {"since": "soon"}, "since"),
                                       ("page", {"url": "http://"}, "not a URL"),
                                       ("robots", {"url": "https://elsewhere.test/"}, "not in the crawl"),
                                       ("schema", {"view": "nothing"}, "no view")):
            with self.subTest(name=name, arguments=arguments):
                result = server.call(name, **arguments)
                self.assertTrue(result["isError"])
                self.assertIn(words, result["content"][0]["text"])
        near = server.call("page", url=self.made.url("/aa"))
        self.assertTrue(near["isError"])
        self.assertIn(self.made.url("/a"), near["content"][0]["text"])

    def test_long_answers_come_in_parts_that_make_the_whole(self):
        server = self.server()
        sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, 'r\u00e4w ' || i AS t FROM n ORDER BY i"
        seen, cursor = [], {}
        while cursor is not None:
            result = server.call("sql", sql=sql, max_tokens=4000, **cursor)
            self.assertLessEqual(tokens_of(self.text(result)), 4000)
            seen += column(result["structuredContent"], "i")
            cursor = {"cursor": result["structuredContent"]["next_cursor"]} if "next_cursor" in result["structuredContent"] else None
        self.assertEqual(seen, list(range(1, 3001)))
        text, cursor, parts = "", {}, 0
        while cursor is not None:
            result = server.call("page", url=self.made.url("/long"), part="html", **cursor)
            self.assertLessEqual(tokens_of(self.text(result)), 8000)
            data, parts = result["structuredContent"], parts + 1
            text += re.search(r"\[data (\w+)\]\n(.*)\[end of data \1\]", data["text"], re.S).group(2)
            cursor = {"cursor": data["next_cursor"]} if "next_cursor" in data else None
        self.assertGreater(parts, 3)
        self.assertEqual(text.rstrip("\n"), routes()["/long"].rstrip("\n"))

    def test_huge_cells_and_wide_rows_are_cut_or_refused(self):
        server = self.server()
        result = server.call("sql", sql="SELECT printf('%.*c', 1000000, 'x') AS a, 1 AS b")
        self.assertTrue(result["structuredContent"]["cut"])
        self.assertLessEqual(tokens_of(self.text(result)), 8000)
        wide = ", ".join(f"'{'y' * 50}' AS c{i}" for i in range(900))
        result = server.call("sql", sql=f"SELECT {wide}", max_tokens=1000)
        self.assertTrue(result["isError"])

    def test_pages_are_marked_as_data_by_a_mark_that_no_page_can_know(self):
        server = self.server()
        marks = set()
        for _ in range(2):
            text = self.text(server.call("page", url=self.made.url("/a")))
            mark = re.search(r"^\[data ([0-9a-f]{16})\]$", text, re.M).group(1)
            marks.add(mark)
            begin, end = text.index(f"[data {mark}]"), text.index(f"[end of data {mark}]")
            self.assertTrue(begin < text.index(INJECTED) < end)
            self.assertEqual(text.count(f"[end of data {mark}]"), 1)
            self.assertTrue(text.startswith("What stands between") and text.endswith(f"[end of data {mark}]\n"))
        self.assertEqual(len(marks), 2)

    def test_characters_that_nobody_sees_are_left_out(self):
        hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
        self.made.set("/hidden", page(f"Seen{hidden}\u202e", body=f"<p>Plain{hidden} text</p>"))
        self.crawl(self.made.url("/hidden"))
        text = self.text(self.server().call("page", url=self.made.url("/hidden"), part="text"))
        self.assertIn("Plain text", text)
        self.assertFalse(any(0xE0000 <= ord(letter) <= 0xE01EF or letter == "\u202e" for letter in text))

    def test_search_with_an_index_and_without(self):
        server = self.server()
        self.assertFalse(server.call("search", words="zebra quagga")["structuredContent"]["ranked"])
        self.assertEqual(self.run_raw("search", self.db, "zebra").status, 0)
        data = server.call("search", words="\"zebra crossing\"")["structuredContent"]
        self.assertEqual((data["ranked"], column(data, "url")), (True, [self.made.url("/words")]))
        self.assertNotIn("\x02", json.dumps(data))
        self.assertEqual(server.call("search", words="nowhere")["structuredContent"]["rows"], [])

    def test_changes_since_a_run(self):
        changing = Conditional(page("Before", "/"))
        self.made.set("/changing", changing)
        self.crawl(self.made.url("/changing"))
        changing.write(page("After", "/"))
        self.crawl(self.made.url(), "--update", "--revisit", "0")
        rows = [row for row in table(self.server().call("changes")["structuredContent"]) if row["url"] == self.made.url("/changing")]
        self.assertEqual([(row["old_title"], row["title"]) for row in rows], [("Before", "After")])

    def test_progress_is_told_to_those_who_ask(self):
        server = self.server()
        id = server.request("tools/call", {"name": "findings", "arguments": {}, "_meta": {"progressToken": "p"}})
        told = []
        while (message := server.receive()).get("id") != id:
            self.assertEqual((message["method"], message["params"]["progressToken"]), ("notifications/progress", "p"))
            told.append(message["params"]["progress"])
        self.assertEqual(told, sorted(set(told)))
        self.assertGreater(len(told), 100)


class Files(CrawlCase):
    def test_a_file_that_is_missing_foreign_or_replaced_is_named(self):
        server = Server(self, self.db)
        server.begin()

        def words():
            result = server.call("overview")
            self.assertTrue(result["isError"], result)
            return result["content"][0]["text"]

        self.assertIn("crawl.db", words())
        self.db.write_text("no database at all\n" * 100)
        self.assertIn("crawl.db", words())
        self.db.unlink()
        first, second = self.site({"/": page("One")}), self.site({"/": page("Two", "/x"), "/x": page("X")})
        self.crawl(first.url())
        self.assertEqual(server.call("overview")["structuredContent"]["facts"]["urls"]["fetched"], 1)
        for path in self.folder.glob("crawl.db*"):
            path.rename(path.with_name("old-" + path.name))
        self.crawl(second.url())
        self.assertEqual(server.call("overview")["structuredContent"]["facts"]["urls"]["fetched"], 2)

    def test_it_answers_while_a_crawl_writes(self):
        seen_before = {20: threading.Event(), 40: threading.Event()}  # the site holds these pages until then

        def answer(number):
            text = page(f"Page {number}", f"/{number + 1}")
            if number not in seen_before:
                return text
            return lambda _request: seen_before[number].wait(60) and text

        site = self.site({f"/{i}": answer(i) for i in range(60)})
        crawl = self.start(site.url("/0"), "-o", self.db, "--delay", "0", "--allow-private", "--sitemaps", "no")
        server = Server(self, self.db)
        server.begin()
        seen = []
        while crawl.poll() is None:
            result = server.call("sql", sql="SELECT count(*) AS n FROM pages")
            if not result["isError"]:
                seen.append(result["structuredContent"]["rows"][0][0])
                for number, event in seen_before.items():
                    if seen[-1] == number:
                        event.set()
        self.assertEqual(crawl.returncode, 0)
        self.assertEqual(seen, sorted(seen))
        self.assertLessEqual({20, 40}, set(seen))
        self.assertEqual(server.call("sql", sql="SELECT count(*) AS n FROM pages")["structuredContent"]["rows"], [[61]])

    def test_it_sees_what_a_crawl_has_written_that_began_later(self):
        seen = threading.Event()  # the site holds the last page until then
        site = self.site({"/": page("One"), "/2": page("Two", "/3"),
                          "/3": lambda _request: seen.wait(20) and page("Three")})
        self.crawl(site.url())
        server = Server(self, self.db)
        server.begin()

        def has_second():
            result = server.call("sql", sql="SELECT count(*) AS n FROM pages WHERE title = 'Two'")
            return result["structuredContent"]["rows"] == [[1]]

        self.assertFalse(has_second())
        crawl = self.start(site.url("/2"), "-o", self.db, "--delay", "0", "--allow-private", "--sitemaps", "no",
                           "--retries", "0")
        while crawl.poll() is None:
            if has_second():
                seen.set()
        self.assertEqual(self.one("SELECT count(*) FROM pages WHERE title = 'Three'"), 1)

    def test_a_server_is_pulled_first(self):
        ended = self.run_raw("mcp", "postgres://127.0.0.1/x")
        self.assertEqual(ended.status, 2)
        self.assertIn("crawl pull", ended.stderr)


if __name__ == "__main__":
    unittest.main()
