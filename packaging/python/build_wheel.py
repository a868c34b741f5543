"""Packs the program and its module for Python into a wheel: build_wheel.py PROGRAM VERSION FOLDER.

The wheel says linux_ARCHITECTURE; `auditwheel repair` puts the libraries into it that other systems may not have, and
says then which those are."""

import base64
import hashlib
import platform
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
METADATA = """Metadata-Version: 2.1
Name: crawl-web
Version: {version}
Summary: A crawler of web sites into one SQLite file, with its rows for pandas and polars
License: MIT
Requires-Python: >=3.9
Provides-Extra: pandas
Requires-Dist: pandas; extra == 'pandas'
Provides-Extra: polars
Requires-Dist: polars; extra == 'polars'
Description-Content-Type: text/markdown

{description}"""


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, version, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    tag = f"py3-none-linux_{platform.machine()}"
    info = f"crawl_web-{version}.dist-info"
    files = {f"crawl/{path.name}": (path.read_bytes(), 0o644) for path in sorted((HERE / "crawl").glob("*.py"))}
    files["crawl/_program/crawl"] = (program.read_bytes(), 0o755)
    description = (HERE / "README.md").read_text()
    for name, text in {
        "METADATA": METADATA.format(version=version, description=description),
        "WHEEL": f"Wheel-Version: 1.0\nGenerator: crawl\nRoot-Is-Purelib: false\nTag: {tag}\n",
        "entry_points.txt": "[console_scripts]\ncrawl = crawl.__main__:main\n",
        "LICENSE": (HERE.parents[1] / "LICENSE").read_text(),
    }.items():
        files[f"{info}/{name}"] = (text.encode(), 0o644)
    record = "".join(f"{name},sha256={digest(content)},{len(content)}\n" for name, (content, _) in files.items())
    files[f"{info}/RECORD"] = ((record + f"{info}/RECORD,,\n").encode(), 0o644)

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"crawl_web-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, (content, mode) in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980: the same each time
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)
    print(path)


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main()
