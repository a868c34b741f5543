"""The files of `crawl`, a web crawler, as rows: dicts, or frames of pandas or polars.

    import crawl

    crawl.run("https://example.com/", output="example.db", max_pages=100)
    with crawl.open("example.db") as db:
        for page in db.pages(where="status >= 400"):
            print(page["url"], page["status"])
        frame = db.pages().pandas()       # or .polars()
        db.sql("SELECT host, count(*) AS pages FROM pages GROUP BY host").polars()

Files are opened to be read alone, also while a crawl writes. What the views and their columns mean: docs/schema.md.
"""

import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path
from urllib.request import pathname2url

__all__ = ["Crawl", "Rows", "open", "program", "run"]


def program():
    """Where the program is that came with this module: of this package, or, in its own tree, by CRAWL_BINARY."""
    carried = Path(__file__).parent / "_program" / "crawl"
    found = str(carried) if carried.exists() else os.environ.get("CRAWL_BINARY", "")
    if not found:
        raise FileNotFoundError(f"{carried} is not there; this module comes with it in a wheel")
    return found


def run(*seeds, output="crawl.db", check=True, **options):
    """Crawls from `seeds` into the file `output`, and gives the exit status. Options are those of the command line with
    underscores: max_pages=100, scope="domain", update=True, header=["A: 1", "B: 2"]. With `check` a status of
    failure (1 or 2) is an error."""
    command = [program(), *map(str, seeds), "--db", os.fspath(output), "--quiet"]
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            command.append(f"{flag}={str(one).lower() if isinstance(one, bool) else one}")
    status = subprocess.run(command, stdin=subprocess.DEVNULL).returncode
    if check and status in (1, 2):
        raise subprocess.CalledProcessError(status, command)
    return status


def open(path):
    """The file of a crawl. FileNotFoundError where there is none."""
    return Crawl(path)


class Crawl:
    """A file of a crawl, open to be read. For one thread at a time; ends with close() or `with`."""

    def __init__(self, path):
        self.path = Path(path)
        if not self.path.is_file():
            raise FileNotFoundError(f"{self.path}: no such file")
        self._connection = sqlite3.connect(f"file:{pathname2url(str(self.path.resolve()))}?mode=ro", uri=True, timeout=10)
        self._connection.row_factory = sqlite3.Row

    def pages(self, *columns, where=None, parameters=()):
        """Of the view `pages`: all columns or those named, of the pages for which the SQL `where` holds."""
        return self.table("pages", *columns, where=where, parameters=parameters)

    def links(self, *columns, where=None, parameters=()):
        """The same of the view `links`."""
        return self.table("links", *columns, where=where, parameters=parameters)

    def table(self, name, *columns, where=None, parameters=()):
        """The same of any view, or table of extracted fields; tables() names them."""
        chosen = ", ".join(map(_quoted, columns)) or "*"
        condition = f" WHERE {where}" if where else ""
        return self.sql(f"SELECT {chosen} FROM {_quoted(name)}{condition}", parameters)

    def tables(self):
        """The names of the views."""
        return [row["name"] for row in self.sql("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")]

    def sql(self, statement, parameters=()):
        """What a SELECT gives, with `parameters` for its ? or :names."""
        return Rows(self._connection, statement, parameters)

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Rows:
    """The rows of a question, which is asked anew each time that they are read."""

    def __init__(self, connection, statement, parameters):
        self._connection, self._statement, self._parameters = connection, statement, parameters

    def __iter__(self):
        with contextlib.closing(self._connection.execute(self._statement, self._parameters)) as cursor:
            for row in cursor:
                yield dict(row)

    def pandas(self):
        """A pandas.DataFrame."""
        import pandas
        names, rows = self._all()
        return pandas.DataFrame.from_records(rows, columns=names)

    def polars(self):
        """A polars.DataFrame. The type of a column is that of all its values, not of the first ones."""
        import polars
        names, rows = self._all()
        return polars.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)

    def _all(self):
        with contextlib.closing(self._connection.execute(self._statement, self._parameters)) as cursor:
            return [column[0] for column in cursor.description], [tuple(row) for row in cursor]


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'
