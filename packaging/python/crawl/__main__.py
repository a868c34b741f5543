"""python -m crawl, and the command `crawl` of the package: the program itself in the place of this process."""

import os
import sys

from crawl import program


def main():
    os.execv(program(), ["crawl", *sys.argv[1:]])


if __name__ == "__main__":
    main()
