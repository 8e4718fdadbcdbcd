"""The repository builds as it says: locks pin everything, make lists its targets, the README's examples run."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.habits.repository import ROOT, gathered

CLI = ROOT / "src/podobat/cli"
PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!+]+)")
TARGET = re.compile(r"^([a-z][a-z-]*):(?!=)(.*)$", flags=re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    """A file of the repository as text."""
    return (ROOT / name).read_text(encoding="utf-8")


def loose_lines(lock: str) -> list[str]:
    """Lines of a lock file that are neither a comment nor an exact pin."""
    lines = [line.strip() for line in lock.splitlines()]
    return [line for line in lines if line and not line.startswith("#") and not PIN.fullmatch(line)]


def pins(lock: str) -> dict[str, str]:
    """Version of every package a lock file names."""
    return {canonicalize_name(name): version for name, version in PIN.findall(lock)}


def unmet(wanted: list[str], locked: dict[str, str]) -> list[str]:
    """Requirements of pyproject.toml that a lock file lacks or contradicts."""
    needs = [Requirement(text) for text in wanted]
    found = {need: locked.get(canonicalize_name(need.name)) for need in needs}
    return [str(need) for need, version in found.items() if version is None or not need.specifier.contains(version)]


def unlisted_targets(makefile: str) -> list[str]:
    """Targets that `make help` would not list and that do not say with a single # that they are only steps."""
    return [name for name, rest in TARGET.findall(makefile) if "#" not in rest]


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a Markdown text in one language."""
    return [code for kind, code in BLOCK.findall(text) if kind == language]


def test_the_locks_pin_everything_pyproject_asks_for():
    project = tomllib.loads(read("pyproject.toml"))
    runtime, web, tests = (read(f"requirements{part}.lock") for part in ("", "-web", "-dev"))
    assert not loose_lines(runtime) + loose_lines(web) + loose_lines(tests)
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    assert not unmet(wanted, pins(runtime)), "run `make lock`"
    assert not unmet(project["project"]["optional-dependencies"]["web"], pins(web)), "run `make lock`"
    assert not unmet(project["dependency-groups"]["dev"], pins(tests)), "run `make lock`"
    earlier = {**pins(web), **pins(runtime)}
    twice = {
        name: version for name, version in {**pins(web), **pins(tests)}.items() if earlier.get(name, version) != version
    }
    assert not twice, f"one package, two versions: {twice}; run `make lock`"


def test_every_target_of_make_is_listed_or_a_step():
    assert not unlisted_targets(read("Makefile"))


def test_the_readme_names_only_targets_and_verbs_that_exist():
    shell = "\n".join(blocks(read("README.md"), "sh"))
    targets = {name for name, _ in TARGET.findall(read("Makefile"))}
    missing = {f"make {name}" for name in re.findall(r"^make ([a-z-]+)", shell, flags=re.MULTILINE)} - {
        f"make {name}" for name in targets
    }
    verbs = set(re.findall(r"podobat ([a-z]+)", shell))
    defined = set(
        re.findall(
            r"^def (\w+)", "\n".join(read(f"src/podobat/cli/{f.name}") for f in CLI.glob("*.py")), flags=re.MULTILINE
        )
    )
    missing |= {f"podobat {verb}" for verb in verbs if not any(d.strip("_").split("_")[0] == verb for d in defined)}
    assert not missing, f"the README names what is not there: {sorted(missing)}"


def test_continuous_integration_runs_the_command_of_the_readme():
    assert any("make test" in block for block in blocks(read("README.md"), "sh"))
    for command in (r"^make style </dev/null .*&$", r"^make test </dev/null"):
        assert re.search(command, read(".ci/run"), flags=re.MULTILINE), command
    assert "make check" in read("README.md")


def test_the_readme_is_read_in_half_a_minute_and_what_it_points_to_is_there():
    text = read("README.md")
    assert len(text.splitlines()) <= 80, "the rest belongs to the site (docs/ko, docs/en)"
    targets = re.findall(r'(?:\]\(|src="|srcset=")([^)"#]+)', text)
    assert not [target for target in targets if "://" not in target and not (ROOT / target).exists()]


def test_the_checkers_see_a_loose_pin_a_lacking_package_and_a_silent_target():
    assert loose_lines("numpy>=2\n# fine\nscipy==1.17.1\n--pre\n") == ["numpy>=2", "--pre"]
    assert unmet(["numpy>=2.0", "scipy"], {"numpy": "1.26.4"}) == ["numpy>=2.0", "scipy"]
    assert unmet(["ruamel.yaml>=0.18"], pins("ruamel-yaml==0.19.1")) == []
    assert unlisted_targets("help: ## list\nwarm: x # step\nsilent: x\n\techo a: b\nCASE := 1\n") == ["silent"]
    assert blocks("```sh\nmake\n```\n```python\nx = 1\n```\n", "python") == ["x = 1\n"], gathered(["blocks"])
