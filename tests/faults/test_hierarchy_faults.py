"""Files of judgements that cannot be used: one fault a file, with the words its message must hold, then all at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podobat.appraise.ahp.rule import hierarchy
from podobat.errors import InputFaults
from podobat.plan import Plan, read_case
from podobat.plan.judgement_files import read_judgements
from tests.habits.repository import ROOT

GOOD = """evaluator,under,a,b,value
kim,,economic,policy,1
kim,,economic,regional,1
kim,,policy,regional,1
kim,policy,project,no-project,3
kim,regional,project,no-project,5
lee,,economic,,0.4
lee,,policy,,0.28
lee,,regional,,0.32
lee,policy,no-project,project,1/3
lee,regional,project,no-project,2
"""

BROKEN = {
    "lee,,regional,,0.32 -> lee,,regional,,0.3": ("add up to 0.98", "a sum of 1"),
    "lee,,economic,,0.4 -> lee,,economic,,0.47": ("add up to 1.07",),
    "lee,,regional,,0.32 -> ": ("no weight for: regional",),
    "kim,,policy,regional,1 -> ": ("pairs not compared: policy~regional", "Compare each pair once"),
    "kim,,policy,regional,1 -> kim,,economic,policy,2": ("economic and policy are compared twice",),
    "kim,,economic,regional,1 -> kim,,policy,economic,3": ("not reciprocal", "Remove one, or write 1"),
    "kim,,economic,policy,1 -> kim,,economic,policy,12": ("a judgement off the scale: 12", "from 1/9 to 9"),
    "kim,,economic,policy,1 -> kim,,economic,policy,1/10": ("a judgement off the scale: 1/10",),
    "kim,,economic,policy,1 -> kim,,economic,policy,much": ("found much", "For example: 3 or 1/3"),
    "kim,,economic,policy,1 -> kim,,economic,polcy,1": ("unknown criterion `polcy`", "Did you mean `policy`?"),
    "kim,,economic,policy,1 -> kim,,policy,policy,1": ("policy is compared with itself",),
    "kim,regional,project,no-project,5 -> ": ("no judgement of the project on: regional",),
    "kim,regional,project,no-project,5 -> kim,economic,project,no-project,5": ("follows from B/C",),
    "kim,regional,project,no-project,5 -> kim,region,project,no-project,5": ("unknown criterion `region`",),
    "kim,,economic,policy,1 -> kim,,economic,policy,9": (
        "evaluator kim: consistency ratio (CR)",
        "leave-out-inconsist",
    ),
    "lee,,economic,,0.4 -> lee,,economic,,0.5": ("add up to 1.1",),
    "value -> worth": ("missing columns: value", "evaluator, under, a, b, value"),
    "kim,,economic,policy,1 -> kim,,economic,policy,": ("is empty: value",),
    "kim,,economic,policy,1 -> kim,,economic,policy,1,1": ("more values than columns",),
    "lee,,economic,,0.4 -> lee,,economic,policy,1": ("both weights and comparisons",),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_case(ROOT / "cases" / "gwangju-phase1").plan


def faults_of(content: str, plan: Plan, folder: Path, name: str = "judgements.csv", **options: bool) -> InputFaults:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        hierarchy(plan, [0.5, 1.0], read_judgements(path), **options)
    return caught.value


def test_the_good_file_is_good(plan: Plan, tmp_path: Path):
    path = tmp_path / "judgements.csv"
    path.write_text(GOOD, encoding="utf-8")
    found = hierarchy(plan, [0.5, 1.0], read_judgements(path))
    assert found is not None
    assert [e.id for e in found.evaluators] == ["kim", "lee"]
    assert found.evaluators[1].scores == pytest.approx({"policy": 0.75, "regional": 2 / 3})


@pytest.mark.parametrize(("change", "words"), BROKEN.items(), ids=list(BROKEN))
def test_each_fault_is_named(change: str, words: tuple[str, ...], plan: Plan, tmp_path: Path):
    old, new = change.split(" -> ")
    assert old in GOOD
    error = faults_of(GOOD.replace(old, new, 1), plan, tmp_path)
    said = " ".join(str(error).split())
    assert all(word in said for word in words), said
    assert error.exit_code == 1
    assert "한" not in str(error)
    assert any("가" <= c <= "힣" for c in error.text("ko"))


def test_a_fault_stands_at_its_line(plan: Plan, tmp_path: Path):
    error = faults_of(
        GOOD.replace("lee,regional,project,no-project,2", "lee,regional,project,no-project,20"), plan, tmp_path
    )
    assert [f.line for f in error.faults if "off the scale" in f.found.en] == [11]


def test_all_faults_come_at_once(plan: Plan, tmp_path: Path):
    content = GOOD
    for change in (
        "lee,,regional,,0.32 -> lee,,regional,,0.3",
        "kim,,economic,policy,1 -> kim,,economic,policy,12",
        "kim,regional,project,no-project,5 -> kim,region,project,no-project,5",
    ):
        content = content.replace(*change.split(" -> "))
    content += "choi,,economic,policy,9\nchoi,,economic,regional,1/9\nchoi,,policy,regional,9\n"
    content += "choi,policy,project,no-project,1\nchoi,regional,project,no-project,1\n"
    said = str(faults_of(content, plan, tmp_path))
    for word in (
        "add up to 0.98",
        "off the scale: 12",
        "unknown criterion `region`",
        "evaluator choi: consistency ratio",
    ):
        assert word in said, said


def test_a_weight_outside_the_rule_is_a_fault(plan: Plan, tmp_path: Path):
    content = GOOD.replace("lee,,economic,,0.4", "lee,,economic,,0.5").replace("lee,,policy,,0.28", "lee,,policy,,0.18")
    said = " ".join(str(faults_of(content, plan, tmp_path)).split())
    assert "a weight outside the rule's range: 0.5" in said
    assert "0.3 to 0.45" in said
    assert "0.18" in said


def test_leaving_out_the_inconsistent_leaves_the_others(plan: Plan, tmp_path: Path):
    path = tmp_path / "judgements.csv"
    path.write_text(GOOD.replace("kim,,economic,policy,1", "kim,,economic,policy,9"), encoding="utf-8")
    found = hierarchy(plan, [0.5, 1.0], read_judgements(path), leave_out_inconsistent=True)
    assert found is not None
    assert found.not_counted == ("kim",)
    assert any("kim" in n.en for n in found.notes)
    alone = GOOD.splitlines()[:6]
    content = "\n".join(alone).replace("kim,,economic,policy,1", "kim,,economic,policy,9")
    said = str(faults_of(content, plan, tmp_path, leave_out_inconsistent=True))
    assert "no evaluator is consistent" in said


def test_the_yaml_names_wrong_keys_rules_and_parts(plan: Plan, tmp_path: Path):
    good = {
        "rule": "non-capital-2019",
        "criteria": {"policy": [{"id": i, "name": {"ko": "항목", "en": "part"}} for i in ("readiness", "risk")]},
        "evaluators": [{
            "id": "kim",
            "weights": {"economic": 0.4, "policy": 0.28, "regional": 0.32, "readiness": 0.7, "risk": 0.3},
            "project": {"readiness": 3, "risk": 0.5, "regional": "1/2"},
        }],
    }  # fmt: skip

    def write(document: dict) -> Path:
        path = tmp_path / "judgements.yaml"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
        return path

    found = hierarchy(plan, [1.0], read_judgements(write(good)))
    assert found is not None
    assert found.evaluators[0].scores == pytest.approx({"policy": 0.7 * 0.75 + 0.3 / 3, "regional": 1 / 3})
    bad = {
        "a rule nobody knows": (good | {"rule": "non-capital-2091"}, "unknown rule `non-capital-2091`"),
        "parts of what is given": (good | {"criteria": {"economic": good["criteria"]["policy"]}}, "unknown criterion"),
        "a misspelt key": ({**good, "evaluator": good["evaluators"]}, "Did you mean `evaluators`?"),
        "an evaluator twice": (good | {"evaluators": good["evaluators"] * 2}, "appears 2 times"),
        "nobody": (good | {"evaluators": []}, "0 entries"),
    }
    for name, (document, words) in bad.items():
        with pytest.raises(InputFaults) as caught:
            hierarchy(plan, [1.0], read_judgements(write(document)))
        assert words in str(caught.value), (name, str(caught.value))


def test_no_rule_is_no_guess(tmp_path: Path):
    elsewhere = read_case(ROOT / "cases" / "port-maren").plan
    assert hierarchy(elsewhere, [1.0]) is None
    said = str(faults_of(GOOD, elsewhere, tmp_path))
    assert "no rule is known for the plan's region and date" in said


@pytest.mark.parametrize("content", ["", "\x00\x01", "evaluator,under,a,b,value\n", "- just\n- a list\n", "a: [1"])
@pytest.mark.parametrize("name", ["judgements.csv", "judgements.yaml"])
def test_what_is_no_file_of_judgements_is_a_fault(content: str, name: str, plan: Plan, tmp_path: Path):
    assert faults_of(content, plan, tmp_path, name).faults


def test_a_missing_file_is_a_fault(plan: Plan, tmp_path: Path):
    with pytest.raises(InputFaults, match="missing"):
        hierarchy(plan, [1.0], read_judgements(tmp_path / "none.csv"))


PIECES = (
    "",
    "-1",
    "0",
    "nan",
    "inf",
    "1/0",
    "1/9",
    "9",
    "{",
    "}",
    "[",
    "]",
    ":",
    '"',
    "policy",
    "project",
    "\t",
    "\n",
    ",",
    "~",
)


@given(
    st.sampled_from(["judgements.csv", "judgements.yaml"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=4),
    st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_ends_in_a_score_or_in_plain_words(plan, tmp_path, name, damage, leave_out):
    text = GOOD if name.endswith("csv") else (ROOT / "cases/port-maren/judgements.yaml").read_text(encoding="utf-8")
    for where, length, piece in damage:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    try:
        found = hierarchy(plan, [0.5, 1.2], read_judgements(path), leave_out_inconsistent=leave_out)
    except InputFaults as error:
        said = error.text("ko")
    else:
        assert found is not None
        assert 0.1 <= found.group().total.mean() <= 0.9
        said = found.verdict.ko
    assert any("가" <= c <= "힣" for c in said)


def scored(content: str | bytes, plan: Plan, folder: Path, name: str = "judgements.csv"):
    """The hierarchy from a table of judgements, which must be sound."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return hierarchy(plan, [0.5, 1.0], read_judgements(path))


MATRIX = (
    "evaluator,under,a,b,value\nkim,,economic,policy,9\nkim,,policy,economic,{one}\nkim,,economic,regional,7\n"
    "kim,,regional,economic,{two}\nkim,,policy,regional,1\nkim,policy,project,no-project,3\n"
    "kim,regional,project,no-project,{three}\n"
)


@pytest.mark.parametrize(
    ("one", "two", "three"), [("0.11", "0.14", "0.33"), ("0.111", "0.143", "0.333"), (".11", "1/7", "1/3")]
)
def test_reciprocals_printed_to_two_places_are_what_they_are_of(
    plan: Plan, tmp_path: Path, one: str, two: str, three: str
):
    found = scored(MATRIX.format(one=one, two=two, three=three), plan, tmp_path)
    exact = scored(MATRIX.format(one="1/9", two="1/7", three="1/3"), plan, tmp_path)
    assert found.evaluators[0].weights == pytest.approx(exact.evaluators[0].weights, abs=1e-12)
    assert found.evaluators[0].scores == pytest.approx(exact.evaluators[0].scores, abs=1e-12)


@pytest.mark.parametrize(
    ("n", "printed"), [(n, f"{1 / n:.2f}") for n in range(2, 10)] + [(n, f"{1 / n:.3f}") for n in range(2, 10)]
)
def test_a_printed_reciprocal_alone(plan: Plan, tmp_path: Path, n: int, printed: str):
    content = GOOD.replace("kim,regional,project,no-project,5", f"kim,regional,project,no-project,{printed}")
    assert scored(content, plan, tmp_path).evaluators[0].scores["regional"] == pytest.approx(1 / (n + 1), abs=1e-12)


def test_other_decimals_stay_as_they_are_and_contradictions_are_still_seen(plan: Plan, tmp_path: Path):
    found = scored(GOOD.replace("no-project,5", "no-project,0.4"), plan, tmp_path)
    assert found.evaluators[0].scores["regional"] == pytest.approx(0.4 / 1.4)
    rounded = GOOD.replace("kim,,economic,policy,1", "kim,,economic,policy,7.5\nkim,,policy,economic,0.13").replace(
        "kim,,policy,regional,1", "kim,,policy,regional,1/7"
    )
    assert scored(rounded, plan, tmp_path) is not None
    said = str(faults_of(MATRIX.format(one="0.2", two="0.14", three="3"), plan, tmp_path))
    assert "not reciprocal: economic to policy is 9, policy to economic is 0.2" in said
    said = " ".join(str(faults_of(GOOD.replace("no-project,5", "no-project,0.1"), plan, tmp_path)).split())
    assert "off the scale: 0.1" in said
    assert "If it is 1/9, write `1/9`" in said


PARTS = GOOD.split("lee")[0].replace("kim,policy,project,no-project,3\n", "") + (
    "kim,policy,readiness,risk,2\nkim,readiness,project,no-project,3\nkim,risk,project,no-project,1/2\n"
)


def test_parts_follow_from_the_rows_of_a_table_as_from_yaml(plan: Plan, tmp_path: Path):
    found = scored(PARTS, plan, tmp_path)
    assert found.evaluators[0].scores["policy"] == pytest.approx(2 / 3 * 0.75 + 1 / 3 / 3)
    korean = PARTS.replace("readiness", "추진 여건").replace("risk", "위험 관리")
    heads = korean.replace("evaluator,under,a,b,value", "평가자,상위 항목,항목 A,항목 B,값")
    assert scored(heads, plan, tmp_path).evaluators[0].scores == pytest.approx(found.evaluators[0].scores)
    said = str(faults_of(PARTS.replace("kim,policy,readiness,risk,2", "kim,policy,economic,risk,2"), plan, tmp_path))
    assert "a part of policy is a main criterion: economic" in said
    lonely = str(faults_of(PARTS.replace("kim,policy,readiness,risk,2\n", ""), plan, tmp_path))
    assert "unknown criterion `readiness`" in lonely


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig", "utf-16"])
def test_judgements_saved_by_korean_excel(plan: Plan, tmp_path: Path, encoding: str):
    content = GOOD.replace("kim", "김평가").replace("lee", "이평가")
    found = scored(content.encode(encoding), plan, tmp_path)
    assert [e.id for e in found.evaluators] == ["김평가", "이평가"]
    assert any(encoding.upper()[:5] in note.en for note in found.notes) is (not encoding.startswith("utf-8"))
    semicolons = scored(content.replace(",", ";").encode(encoding), plan, tmp_path)
    assert semicolons.evaluators[1].weights == pytest.approx(found.evaluators[1].weights)


def test_judgements_in_a_workbook(plan: Plan, tmp_path: Path):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("판단")
    page.append(["AHP 설문 결과"])
    for line in GOOD.splitlines():
        cells = line.split(",")
        page.append([float(c) if c.replace(".", "").isdigit() else c for c in cells])
    book.create_sheet("안내").append(["만든 표"])
    path = tmp_path / "judgements.xlsx"
    book.save(path)
    found = hierarchy(plan, [0.5, 1.0], read_judgements(path))
    assert [e.id for e in found.evaluators] == ["kim", "lee"]
