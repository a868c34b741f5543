"""What `cmake --install` of a build lays down, and that its `uninstall` leaves nothing."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ["CRAWL_BUILD"])

# Below the prefix; the rest is documentation.
WANTED = ["bin/crawl", "share/man/man1/crawl.1", "share/bash-completion/completions/crawl",
          "share/fish/vendor_completions.d/crawl.fish", "share/doc/crawl/LICENSE", "share/doc/crawl/CHANGELOG.md",
          "share/doc/crawl/docs/manual.md", "share/doc/crawl/examples/shop.toml",
          "lib/systemd/system/crawl@.service", "lib/systemd/system/crawl-update@.service",
          "lib/systemd/system/crawl-update@.timer"]


class Install(unittest.TestCase):
    def run_cmake(self, *arguments, folder):
        done = subprocess.run(["cmake", *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              env=os.environ | {"DESTDIR": str(folder)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_lays_down_what_belongs_to_it_and_takes_it_away(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.run_cmake("--install", BUILD, folder=folder)
            manifest = (BUILD / "install_manifest.txt").read_text().split("\n")
            prefix = folder / next(line for line in manifest if line.endswith("/bin/crawl")).removesuffix("/bin/crawl").lstrip("/")
            for wanted in WANTED:
                self.assertTrue((prefix / wanted).is_file(), wanted)
            self.assertEqual(len(list(prefix.glob("share/zsh/*/_crawl"))), 1)
            self.assertIn(f"ExecStart=/{(prefix / 'bin/crawl').relative_to(folder)} ",
                          (prefix / "lib/systemd/system/crawl@.service").read_text())
            said = subprocess.run([prefix / "bin/crawl", "--version"], capture_output=True, text=True, timeout=60).stdout
            self.assertRegex(said, r"^crawl \d")
            self.assertIn(said.split()[1], (prefix / "share/man/man1/crawl.1").read_text())
            # Another's file in a folder that was ours too.
            other = prefix / "share/man/man1/other.1"
            other.touch()
            self.run_cmake("--build", BUILD, "--target", "uninstall", folder=folder)
            left = sorted(path for path in folder.rglob("*") if not path.is_dir())
            self.assertEqual(left, [other])
            self.assertEqual([path for path in prefix.iterdir() if path.name != "share"], [])


if __name__ == "__main__":
    unittest.main()
