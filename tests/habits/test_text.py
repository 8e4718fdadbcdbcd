"""What a tracked file must not hold: paths of one machine, addresses of package hosts, unfinished work, too much."""

from __future__ import annotations

import re

import pytest

from tests.habits.repository import gathered, texts

LONGEST = 500
CODE = (".py", ".html", ".j2", ".css", ".js", ".sh")
# Written so that no pattern matches itself, nor the samples below.
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|farm|opt|home/[a-z]\w*|Users/\w+|private/tmp)/")
HOSTS = re.compile(
    r"(?:pypi|pythonhosted|anaconda)[.](?:org|com)|registry[.]npmjs|(?:index[-]url|find[-]links)[ =]+\S*/"
    r"|/simple(?=[\s/]|$)"
)
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|(?<![\w/])share[d]/")
ADDRESS = re.compile(r"https?://[^\s,\"'<>)]+")


def foreign_paths(name: str, text: str) -> list[str]:
    """Lines with a path that exists on one machine only. Paths inside web addresses are none."""
    return _lines_with(MACHINE, name, ADDRESS.sub("", text), "a path of one machine")


def package_hosts(name: str, text: str) -> list[str]:
    """Lines that name where packages come from: everyone has a mirror of their own."""
    return _lines_with(HOSTS, name, text, "the address of a package host")


def unfinished(name: str, text: str) -> list[str]:
    """Lines that say that something is still to be done, or lean on a folder outside the repository."""
    return _lines_with(UNFINISHED, name, ADDRESS.sub("", text), "unfinished, or leaning on something outside")


def too_long(name: str, text: str) -> list[str]:
    """A source file with more lines than a reader keeps in mind."""
    lines = text.count("\n")
    return [f"{name}: {lines} lines; at most {LONGEST}: split it by what it does"] if lines > LONGEST else []


def _lines_with(pattern: re.Pattern[str], name: str, text: str, what: str) -> list[str]:
    found = ((number, pattern.search(line)) for number, line in enumerate(text.splitlines(), 1))
    return [f"{name}:{number}  {what}: {match[0]!r}" for number, match in found if match]


@pytest.mark.parametrize("check", [foreign_paths, package_hosts, unfinished], ids=lambda check: check.__name__)
def test_no_tracked_file_holds(check):
    faults = [fault for name, text in texts() if name != "LICENSE" for fault in check(name, text)]
    assert not faults, gathered(faults)


def test_every_source_file_can_be_read_in_one_sitting():
    faults = [fault for name, text in texts(*CODE) for fault in too_long(name, text)]
    assert not faults, gathered(faults)


def test_the_checkers_see_a_bad_line_and_leave_a_good_one():
    s = "/"
    for path in ("work", "root", "home/kim", "Users/kim"):
        assert foreign_paths("a.md", f"see {s}{path}{s}results"), path
    assert not foreign_paths("a.csv", f"https://example.go.kr{s}home{s}board{s}1")
    assert not foreign_paths("a.md", "src/podobat/work.py and ./home/x")
    assert package_hosts("a.lock", "-" + "-index-url" + " https://example.org")
    assert package_hosts("a.lock", "https://pypi" + ".org/x")
    assert not package_hosts("a.lock", "numpy==2.4.6")
    for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X"):
        assert unfinished("a.py", f"# {word} later"), word
    assert unfinished("a.md", "see share" + "d/facts")
    assert not unfinished("a.py", "# what is shared, and todos in lower case")
    assert too_long("a.py", "\n" * (LONGEST + 1))
    assert not too_long("a.py", "\n" * LONGEST)
