"""What the program tells others of itself: the man page, completions for shells, versions. Held against --help, which is
made of the tables of options."""

import re
import shutil
import subprocess
import unittest

from harness import BINARY, CrawlCase

OPTION = re.compile(r"(?:^  (?:-(\w), )?|^    |[,:] )--([a-z-]+)(?: (\S+))?", re.MULTILINE)


def told(*words):
    return subprocess.run([BINARY, *words], capture_output=True, text=True, check=True, timeout=30).stdout


def commands():
    listed = told("--help").split("\nCommands ")[1].split("\n\n")[0]
    return re.findall(r"^  crawl (\w+)", listed, re.MULTILINE)


def options_of(*words):
    """(letter, name) of each option that the help of a command lists."""
    return [(letter, name) for letter, name, _ in OPTION.findall(told(*words, "--help"))]


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class ScriptCase(CrawlCase):
    def check_script(self, shell, *command):
        path = self.folder / f"crawl.{shell}"
        path.write_text(told("completions", shell))
        done = subprocess.run([*command, path], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        return path


class Told(CrawlCase):
    def test_there_are_as_many_options_and_commands_as_one_knows_of(self):
        self.assertGreater(len(options_of()), 60)
        self.assertGreater(len(commands()), 12)

    def test_each_option_of_each_command_is_in_each_script_and_in_the_page(self):
        page = told("manpage").replace("\\-", "-")
        scripts = {shell: told("completions", shell) for shell in ("bash", "zsh", "fish")}
        sections = dict(zip(["", *re.findall(r'^\.SS "crawl (\w+)', page, re.MULTILINE)],
                            re.split(r'^\.SS "crawl \w+.*$', page, flags=re.MULTILINE)))
        for command in ["", *commands()]:
            for letter, name in options_of(*command.split()):
                if name == "help":
                    continue
                with self.subTest(command=command, option=name):
                    self.assertIn(f"\\fB--{name}\\fR", sections[command])
                    self.assertRegex(scripts["bash"], rf"[' ]--{name}[' ]")
                    self.assertRegex(scripts["zsh"], rf"--{name}[=\[]")
                    whose = command or "crawl"
                    self.assertRegex(scripts["fish"], rf"__crawl_is {whose}[' ].*-l {name}( -s {letter})?" if letter
                                     else rf"__crawl_is {whose}[' ].*-l {name} ")

    def test_words_that_are_offered_are_those_that_are_taken(self):
        """Which are judged before a file is opened, so that none is needed."""
        operands = {"compare": ["a", "b"], "diff": ["a", "http://a/"], "search": ["a", "b"], "query": ["a", "SELECT 1"]}
        groups = re.findall(r"^    (\w+):--(\S+?)(?:\|\S+)?\) words='([^']*)'", told("completions", "bash"), re.MULTILINE)
        self.assertGreater(len(groups), 7)
        for command, name, words in groups:
            for word, status in [*((word, "taken") for word in words.split()), ("nonsense", "refused")]:
                with self.subTest(command=command, option=name, word=word):
                    more = ["-o", "x"] if command == "export" else []
                    ended = self.run_raw(command, *operands.get(command, ["none.db"]), f"--{name}", word, *more)
                    self.assertEqual("refused" if ended.status == 2 else "taken", status, ended.output)

    def test_what_is_no_shell_is_refused(self):
        for words in (["completions"], ["completions", "tcsh"], ["completions", "bash", "zsh"], ["manpage", "x"]):
            ended = self.run_raw(*words)
            self.assertEqual((ended.status, ended.stdout), (2, ""), words)

    def test_version_verbose_names_commit_libraries_and_features(self):
        for words in (["--version", "--verbose"], ["--verbose", "--version"], ["version", "--verbose"]):
            said = told(*words)
            self.assertRegex(said, r"^crawl \d+\.\d+\.\d+\ncommit ([0-9a-f]{12}(-dirty)?|unknown)\nbuilt by \w+ ")
            for name in ("libcurl", "sqlite", "openssl", "icu", "libpq"):
                self.assertRegex(said, rf"\n  {name} +\d+\.\d+")
            self.assertRegex(said, r"\nfeatures: .*HTTP/2")
            self.assertRegex(said, r"gumbo/\d+\.\d+.*nlohmann-json/\d")
        self.assertEqual(told("version"), told("--version"))


class Bash(ScriptCase):
    def complete(self, line):
        """What bash offers behind `line`: its own splitting into words, as a terminal would have it."""
        script = self.check_script("bash", "bash", "-n")
        (self.folder / "some.db").touch()
        (self.folder / "rules.toml").touch()
        probe = (f'source {script}; line=$1; set -f; words=(); while read -r word; do words+=("$word"); done < <('
                 'grep -oE "=|[^ =]+" <<<"$line"); [[ $line == *" " || $line == *= ]] && [[ $line == *" " ]] && words+=("");'
                 'COMP_WORDS=("${words[@]}"); COMP_CWORD=$((${#words[@]} - 1)); COMP_LINE=$line; COMP_POINT=${#line};'
                 '_crawl; printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "--norc", "-c", probe, "bash", line], capture_output=True, text=True, timeout=30,
                              cwd=self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    def test_completes_commands_options_words_and_files(self):
        self.assertIn("query", self.complete("crawl q"))
        self.assertEqual(self.complete("crawl so"), ["some.db"])
        self.assertIn("some.db", self.complete("crawl "))
        self.assertEqual(self.complete("crawl x --sco"), ["--scope"])
        self.assertEqual(self.complete("crawl x --scope "), ["host", "domain", "prefix", "all"])
        self.assertEqual(self.complete("crawl x --scope="), ["host", "domain", "prefix", "all"])
        self.assertEqual(self.complete("crawl x --scope=do"), ["domain"])
        self.assertEqual(self.complete("crawl resume --robots o"), ["obey"])
        self.assertEqual(self.complete("crawl export some.db --format w"), ["warc"])
        self.assertEqual(self.complete("crawl export some.db --sco"), [])
        self.assertEqual(self.complete("crawl check some.db --sco"), ["--scope"])
        self.assertEqual(self.complete("crawl check some.db --format j"), ["json", "junit"])
        self.assertEqual(self.complete("crawl x --extract ru"), ["rules.toml"])
        self.assertEqual(self.complete("crawl x --max-pages "), [])
        self.assertEqual(self.complete("crawl help expo"), ["export"])
        self.assertEqual(self.complete("crawl completions "), ["bash", "zsh", "fish"])

    def test_in_a_bash_that_is_typed_to(self):
        """Its line editor asks the function itself."""
        script = self.check_script("bash", "bash", "-n")
        ended = subprocess.run(["script", "-qec", f"bash --norc --noprofile -i", "/dev/null"], text=True, timeout=30,
                               input=f"source {script}\necho crawl x --sco\tdom\t END\nexit\n".replace("echo crawl", "crawl")
                               .replace(" END", ""), capture_output=True, cwd=self.folder,
                               env={"PATH": f"{self.folder}:/usr/bin:/bin", "TERM": "dumb", "HOME": str(self.folder)})
        self.assertRegex(ended.stdout.replace("\r", ""), r"crawl x --scope domain")

    @needs("shellcheck")
    def test_shellcheck_has_nothing_to_say(self):
        self.check_script("bash", "shellcheck")


class OtherShells(ScriptCase):
    @needs("zsh")
    def test_zsh_reads_it(self):
        self.check_script("zsh", "zsh", "-n")

    @needs("fish")
    def test_fish_reads_it_and_completes(self):
        script = self.check_script("fish", "fish", "-n")

        def complete(line):
            done = subprocess.run(["fish", "--no-config", "-c", f'source {script}; complete -C "$argv[1]"', line],
                                  capture_output=True, text=True, timeout=60, cwd=self.folder)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return [offer.split("\t")[0] for offer in done.stdout.splitlines()]
        self.assertIn("query", complete("crawl qu"))
        self.assertEqual(complete("crawl x --scop"), ["--scope"])
        self.assertEqual(sorted(complete("crawl x --scope ")), ["all", "domain", "host", "prefix"])
        self.assertEqual(complete("crawl export x --format wa"), ["warc"])
        self.assertEqual(complete("crawl export x --scop"), [])
        self.assertEqual(complete("crawl check x --scop"), ["--scope"])

    @needs("man")
    def test_man_warns_of_nothing_and_shows_it(self):
        path = self.folder / "crawl.1"
        path.write_text(told("manpage"))
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", path], capture_output=True, text=True,
                              timeout=60, env={"MANWIDTH": "80", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        shown = re.sub(".\b", "", re.sub(r"\x1b\[[0-9;]*m", "", done.stdout))
        self.assertIn("--exclude '/search\\?'", shown)
        self.assertRegex(shown, r"(?m)^ +--scope WHICH")


if __name__ == "__main__":
    unittest.main()
