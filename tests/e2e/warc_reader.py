"""A strict reader of WARC 1.1 (ISO 28500:2017): whatever is not as the standard says, is an error.
Standard library alone."""

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass

NAMED = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([^\x00-\x1f\x7f]*)\Z")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z\Z")
RECORD_ID = re.compile(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>\Z")
TYPES = {"warcinfo", "response", "resource", "request", "metadata", "revisit"}
MANDATORY = {"WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length"}


@dataclass
class Record:
    fields: dict
    block: bytes

    @property
    def type(self):
        return self.fields["WARC-Type"]

    @property
    def url(self):
        return self.fields.get("WARC-Target-URI")

    @property
    def http(self):
        """The first line, the header lines as pairs, and the body."""
        head, found, body = self.block.partition(b"\r\n\r\n")
        assert found, self.block[:200]
        first, *lines = head.split(b"\r\n")
        return first.decode("latin-1"), [tuple(line.decode("latin-1").split(": ", 1)) for line in lines], body

    @property
    def payload(self):
        return self.http[2] if "application/http" in self.fields["Content-Type"] else self.block


def members(data):
    """The bytes of each gzip member."""
    while data:
        unpacker = zlib.decompressobj(31)
        yield unpacker.decompress(data)
        assert unpacker.eof, "a gzip member is cut"
        data = unpacker.unused_data


def digest_of(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def one_record(data):
    """The record at the front of `data`, and what is behind it."""
    head, found, rest = data.partition(b"\r\n\r\n")
    assert found, "a record's head is cut"
    version, *lines = head.split(b"\r\n")
    assert version == b"WARC/1.1", version
    fields = {}
    for line in lines:
        name, value = (part.decode() for part in NAMED.match(line).groups())
        assert name not in fields, f"{name} is there twice"
        fields[name] = value
    assert MANDATORY <= set(fields), fields
    length = int(fields["Content-Length"])
    block, behind = rest[:length], rest[length:]
    assert len(block) == length and behind[:4] == b"\r\n\r\n", f"length of {fields}"
    return Record(fields, block), behind[4:]


def check(record, seen):
    fields = record.fields
    assert record.type in TYPES, record.type
    assert DATE.match(fields["WARC-Date"]), fields
    assert RECORD_ID.match(fields["WARC-Record-ID"]), fields
    assert fields["WARC-Record-ID"] not in seen, f"{fields['WARC-Record-ID']} is there twice"
    assert (record.url is None) == (record.type == "warcinfo"), fields
    assert "<" not in (record.url or "") and " " not in (record.url or ""), record.url
    assert fields["WARC-Block-Digest"] == digest_of(record.block), fields
    assert "Content-Type" in fields, fields
    if record.type in ("response", "resource"):
        assert fields["WARC-Payload-Digest"] == digest_of(record.payload), fields
    if record.type in ("request", "response", "revisit"):
        first, headers, body = record.http
        kind = "request" if record.type == "request" else "response"
        assert fields["Content-Type"] == f"application/http; msgtype={kind}"
        assert re.match(r"GET \S+ HTTP/1\.1\Z" if kind == "request" else r"HTTP/1\.[01] \d{3} ", first), first
        names = [header[0].lower() for header in headers]
        assert all(len(header) == 2 and header[0] for header in headers), headers
        assert "content-encoding" not in names and "transfer-encoding" not in names, names
        if record.type == "response" and "content-length" in names:
            assert int(dict(zip(names, (h[1] for h in headers)))["content-length"]) == len(body), headers
    for name in ("WARC-Concurrent-To", "WARC-Refers-To", "WARC-Warcinfo-ID"):
        assert fields.get(name) is None or fields[name] in seen, f"{name} {fields[name]}: no such record before"
    if record.type == "revisit":
        original = seen[fields["WARC-Refers-To"]]
        assert fields["WARC-Profile"] == \
            "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        assert fields["WARC-Refers-To-Target-URI"] == original.url
        assert fields["WARC-Refers-To-Date"] == original.fields["WARC-Date"]
        assert fields["WARC-Payload-Digest"] == original.fields["WARC-Payload-Digest"]
        assert record.payload == b"", "a revisit has the body's head alone"


def read(data, is_plain=False):
    """All records, checked. `is_plain`: they are no gzip members."""
    seen = {}
    pieces = [data] if is_plain else list(members(data))
    for piece in pieces:
        assert piece, "an empty gzip member"
        while piece:
            record, piece = one_record(piece)
            assert is_plain or not piece, "more than one record in a gzip member"
            check(record, seen)
            seen[record.fields["WARC-Record-ID"]] = record
    records = list(seen.values())
    assert records and records[0].type == "warcinfo", "the first record is a warcinfo"
    return records
