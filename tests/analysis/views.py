"""Prints, as JSON, what a program of other people reads of a crawl's database: views.py duckdb|pandas FILE VIEW...

For each view its columns with their types, and its rows. Run by the Python of the tools that the test names.
"""

import json
import sqlite3
import sys
from pathlib import Path


def of_duckdb(path, views):
    import duckdb
    import duckdb_ext
    connection = duckdb.connect(config={"allow_unsigned_extensions": True})
    folders = [Path(folder) for folder in duckdb_ext.__path__]
    extension = next(found for folder in folders for found in folder.rglob("sqlite_scanner.duckdb_extension"))
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{path}' AS crawl (TYPE sqlite, READ_ONLY)")
    connection.execute("USE crawl")
    for view in views:
        columns = connection.execute(f"DESCRIBE {view}").fetchall()
        yield view, [column[:2] for column in columns], connection.execute(f"SELECT * FROM {view}").fetchall()


def of_pandas(path, views):
    import pandas
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for view in views:
            frame = pandas.read_sql_query(f"SELECT * FROM {view}", connection)
            rows = json.loads(frame.to_json(orient="values"))
            yield view, [(name, str(kind)) for name, kind in frame.dtypes.items()], rows


def plain(value):
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


reads = {"duckdb": of_duckdb, "pandas": of_pandas}[sys.argv[1]]
json.dump({view: [columns, [[plain(value) for value in row] for row in rows]]
           for view, columns, rows in reads(sys.argv[2], sys.argv[3:])}, sys.stdout)
