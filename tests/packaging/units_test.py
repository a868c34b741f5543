"""The units for systemd: that it takes them, and how much of the machine it says they are closed to."""

import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

UNITS = Path(__file__).resolve().parents[2] / "packaging/systemd"


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for unit in UNITS.glob("*.in"):
            text = unit.read_text().replace("@CMAKE_INSTALL_FULL_BINDIR@", "/bin").replace("/bin/crawl ", "/bin/true ")
            (self.folder / unit.name.removesuffix(".in")).write_text(text)

    def analyze(self, *words):
        return subprocess.run(["systemd-analyze", *map(str, words)], capture_output=True, text=True, timeout=60, cwd=self.folder)

    def test_there_are_three_that_systemd_takes_without_a_word(self):
        units = sorted(path.name for path in self.folder.iterdir())
        self.assertEqual(units, ["crawl-update@.service", "crawl-update@.timer", "crawl@.service"])
        for unit in units:
            instance = unit.replace("@", "@site")
            shutil.copy(self.folder / unit, self.folder / instance)
            done = self.analyze("verify", "--man=no", "--recursive-errors=no", f"./{instance}")
            self.assertEqual((done.returncode, done.stderr), (0, ""), instance)

    def test_their_exposure_is_under_three(self):
        for unit in ("crawl@.service", "crawl-update@.service"):
            done = self.analyze("security", "--offline=true", "--no-pager", f"./{unit}")
            found = re.search(r"Overall exposure level for .*?: ([\d.]+)", done.stdout)
            self.assertIsNotNone(found, done.stdout + done.stderr)
            self.assertLess(float(found[1]), 3)

    def test_a_reload_hangs_up_with_what_each_system_has(self):
        text = (self.folder / "crawl@.service").read_text()
        command = shlex.split(re.search(r"(?m)^ExecReload=(.*)$", text)[1].replace("$$", "$"))
        self.assertEqual(command[0], "/bin/sh")
        service = subprocess.Popen(["sleep", "60"])
        subprocess.run(command, env={"MAINPID": str(service.pid)}, check=True, timeout=60)
        self.assertEqual(service.wait(60), -signal.SIGHUP)


if __name__ == "__main__":
    unittest.main()
