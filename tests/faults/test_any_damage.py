"""Whatever is done to a plan file, the answer is a sound plan or a list of faults; never anything else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from podobat.plan.document import Log, parse_yaml
from podobat.plan.plan import plan_of
from podobat.plan.template import template_files

WHOLE = template_files("town")["plan.yaml"]
LINES = WHOLE.split("\n")
SCRAPS = [
    "null",
    "[]",
    "{}",
    "-1",
    "true",
    "1e400",
    ".nan",
    "{a: b}",
    "[1, 2]",
    "2031",
    "*",
    "''",
    "~",
    "- x",
    ": ",
    "&a",
    "\x00",
]

damage = st.tuples(
    st.sampled_from(["value", "line", "insert", "cut"]), st.integers(0, len(LINES) - 1), st.sampled_from(SCRAPS)
)


def damaged(text: str, how: str, at: int, scrap: str) -> str:
    """The text with one line changed, dropped, added or cut short."""
    lines = text.split("\n")
    at %= len(lines)
    if how == "value":
        lines[at] = lines[at].partition(": ")[0] + ": " + scrap
    elif how == "line":
        del lines[at]
    elif how == "insert":
        lines.insert(at, LINES[(at * 7) % len(LINES)] + scrap)
    else:
        lines = lines[:at]
    return "\n".join(lines)


@settings(max_examples=25)
@given(st.lists(damage, min_size=1, max_size=3))
def test_any_damage_gives_a_plan_or_faults(damages: list[tuple[str, int, str]]):
    text = WHOLE
    for how, at, scrap in damages:
        text = damaged(text, how, at, scrap)
    log = Log("plan.yaml")
    root = parse_yaml(text, log)
    plan = plan_of(root, log, folder="town") if root is not None else None
    assert (plan is None) == bool(log.faults)
    for fault in log.faults:
        assert fault.text("ko").startswith("plan.yaml")
        assert fault.text("en").startswith("plan.yaml")


@given(st.binary(max_size=400).map(lambda b: b.decode("latin-1")))
def test_any_noise_is_faults(text: str):
    log = Log("plan.yaml")
    root = parse_yaml(text, log)
    plan = plan_of(root, log) if root is not None else None
    assert plan is None
    assert log.faults
