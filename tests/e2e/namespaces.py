"""Runs a test program again where it is alone: with mounts, or a network, that end with it."""

import os
import shutil
import subprocess
import sys

_INSIDE = "CRAWL_OWN_NAMESPACE"


def entered():
    """True in the program that enter() started."""
    return bool(os.environ.get(_INSIDE))


def enter(flags):
    """Starts the program again under `unshare` with these flags ("-rm") and does not return; returns
    where it is entered already, or where it can't be. Without "r" too: root may need no user's
    namespace, and some machines allow none."""
    if entered() or not shutil.which("unshare"):
        return
    for tried in dict.fromkeys((flags, flags.replace("r", ""))):
        if subprocess.run(["unshare", tried, "true"], capture_output=True).returncode == 0:
            os.environ[_INSIDE] = "yes"
            os.execvp("unshare", ["unshare", tried, sys.executable, "-B", *sys.argv])
