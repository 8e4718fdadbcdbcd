"""Known patterns on the console, as JSON and as docs/validation.md: published figures beside simulated ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from podobat.evidence.patterns import read_pattern_gaps
from podobat.money import number_text
from podobat.show.store import write_whole
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.validate.result import Finding, Validation

WORDS: dict[str, Text] = {
    "survival": Text("생존", "Survival"),
    "growth": Text("성장", "Growth"),
    "financing": Text("투자 유치", "Financing"),
    "policy": Text("지원 정책", "Policy"),
    "talent": Text("인력", "Talent"),
    "relocation": Text("이전·유치", "Relocation"),
    "adoption": Text("AI 도입", "AI adoption"),
    "multipliers": Text("유발효과", "Multipliers"),
    "regions": Text("지역", "Regions"),
    "inside": Text("구간 안", "inside"),
    "below": Text("밖: 모의실험이 낮음", "outside: simulated too low"),
    "above": Text("밖: 모의실험이 높음", "outside: simulated too high"),
    "unknown": Text("셈할 수 없음", "cannot be told"),
    "close": Text("같음", "close"),
    "loose": Text("비슷함", "loose"),
    "pattern": Text("지표", "Pattern"),
    "published": Text("발표 값", "Published"),
    "median": Text("모의실험 중앙값", "Simulated median"),
    "interval": Text("80% 전망 구간", "80 % interval"),
    "verdict": Text("판정", "Verdict"),
    "fit": Text("정의", "Definitions"),
    "source": Text("출처(등급)", "Source (grade)"),
    "group": Text("분야", "Group"),
    "n_inside": Text("구간 안", "Inside"),
    "n_counted": Text("검증한 수", "Counted"),
}


def validation_text(v: Validation) -> str:
    """The comparison as JSON."""
    return json.dumps(v.to_json_dict(), ensure_ascii=False, indent=2, allow_nan=False)


def summary(v: Validation, lang: str) -> str:
    """How many of the counted figures the simulated 80 % interval holds, in one paragraph."""
    (close_in, close_n), (loose_in, loose_n) = v.by_fit("close"), v.by_fit("loose")
    kin = sum(bool(f.kin) for f in v.counted)
    whole, series = v.by_series()
    return Text(
        ko=f"모수를 정하는 데 쓰지 않은 발표 값 {len(v.counted)}개({len(v.by_group())}개 분야) 가운데 "
        f"{len(v.inside)}개가 모의실험의 80% 전망 구간 안에 있고 {len(v.misses)}개는 밖에 있습니다. 정의가 같은 것은 "
        f"{close_n}개 가운데 {close_in}개, 정의가 비슷할 뿐인 것은 {loose_n}개 가운데 {loose_in}개가 안에 있습니다. "
        f"함께 움직이는 값을 한 계열로 묶으면 {series}개 계열 가운데 {whole}개가 모두 안에 있습니다. "
        f"검증한 값 가운데 {kin}개는 모수에 쓴 다른 수치와 같은 자료에서 나왔습니다(†).",
        en=f"Of {len(v.counted)} published figures that set no parameter ({len(v.by_group())} groups), "
        f"{len(v.inside)} lie inside the simulated 80 % interval and {len(v.misses)} outside: {close_in} of {close_n} "
        f"whose definitions are close, {loose_in} of {loose_n} whose definitions are only related. Of {series} series "
        f"of figures that move together, {whole} lie inside altogether. {kin} of the figures "
        f"counted come from a publication of which another figure set a parameter (†).",
    )[lang]


def print_validation(v: Validation, lang: str, console: Console) -> None:
    """Print every figure, the misses with what they mean, and the summary."""
    console.print(findings_table(v.counted, lang, Text("알려진 사실과의 비교", "Known patterns")[lang]))
    for f in v.misses:
        assert f.meaning is not None
        console.print(Styled(f"· {f.pattern.name[lang]}: {f.meaning[lang]}"))
    console.print(Styled(summary(v, lang), style="bold"))


def findings_table(findings: Sequence[Finding], lang: str, title: str) -> Table:
    """One row a figure; the verdict is a word, so no colour stands alone."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_style="bold", title_justify="left", pad_edge=False)
    for name in ("group", "pattern"):
        table.add_column(WORDS[name][lang], overflow="fold")
    for name in ("published", "median", "interval"):
        table.add_column(WORDS[name][lang], justify="right")
    table.add_column(WORDS["verdict"][lang], overflow="fold")
    for f in findings:
        row = [WORDS[f.pattern.group][lang], *_cells(f, lang)]
        table.add_row(*row[:5], Styled(row[5], style="green" if f.inside else "yellow"))
    return table


def _cells(f: Finding, lang: str) -> list[str]:
    """Name with unit, published value, median, interval, verdict."""
    name = f"{f.pattern.name[lang]}{' †' if f.kin else ''} ({f.pattern.series.unit[lang]})"
    return [name, _published(f), _written(f.median), f"{_written(f.low)} – {_written(f.high)}", WORDS[f.verdict][lang]]


def _published(f: Finding) -> str:
    value = ("≤ " if f.pattern.series.relation == "at_most" else "") + _written(f.pattern.value)
    low, high = f.pattern.low, f.pattern.high
    return value if low is None or high is None else f"{value} ({_written(low)} – {_written(high)})"


def _written(x: float) -> str:
    return number_text(x, 3) if x == x else "–"


def write_kept(v: Validation, path: Path) -> Path:
    """Keep the comparison as JSON, with its summary, for the section of the report."""
    said = {lang: summary(v, lang) for lang in ("ko", "en")}
    return write_whole(path, json.dumps({**v.to_json_dict(), "summary": said}, ensure_ascii=False, indent=1) + "\n")


# --- docs/validation.md ----------------------------------------------------------------------------------------------


def write_document(v: Validation, path: Path) -> Path:
    """Write docs/validation.md anew from the numbers, whole or not at all."""
    return write_whole(path, document(v))


def document(v: Validation) -> str:
    """The comparison as a page of Markdown, first in Korean, then in English."""
    return "\n".join([*_part(v, "ko"), "", "---", "", *_part(v, "en")]) + "\n"


def _part(v: Validation, lang: str) -> Iterator[str]:
    say = {
        "title": Text("# 검증: 알려진 사실과의 비교", "# Validation: known patterns"),
        "made": Text(
            f"`make validate`가 씁니다. 사례 `{v.case.plan.id}`, 모수 표본 {v.points}개에서 {v.runs}번씩 모의실험, "
            f"난수 시드 {v.seed}, 모수 지문 {v.fingerprints['parameters']}.",
            f"Written by `make validate`. Case `{v.case.plan.id}`, {v.points} points of the parameters with {v.runs} "
            f"runs each, seed {v.seed}, fingerprint of the parameters {v.fingerprints['parameters']}.",
        ),
        "how": Text(
            "각 발표 값 옆에 같은 것을 모의실험에서 셈한 값을 두었습니다. 구간은 모수가 달라질 때 값이 움직이는 "
            "폭입니다. 어떤 모수가 출처로 밝힌 수치와 그 계열은 따로 표시하고 세지 않았습니다. 구간이 넓으면 쉽게 안에 "
            "들어가므로, 구간 안이라는 것은 어긋나지 않았다는 뜻이지 맞았다는 뜻이 아닙니다. "
            "한 계열의 값들은 함께 움직입니다.",
            "Beside each published figure stands what the model counts in the same sense. The interval is how far it "
            "moves with the uncertain parameters. A figure that a parameter cites, and its series, is marked and not "
            "counted. A wide interval is easily met: inside means not contradicted, not proved. Figures of one series "
            "move together.",
        ),
        "groups": Text("## 분야별", "## By group"),
        "counted": Text("## 검증한 값", "## Figures counted"),
        "misses": Text("## 벗어난 값과 그 뜻", "## Misses and what they mean"),
        "used": Text("## 모수에 쓰인 값(세지 않음)", "## Used to set parameters (not counted)"),
        "gaps": Text("## 견줄 수 없는 것", "## What cannot be compared"),
        "definitions": Text("## 무엇과 무엇을 견주었는가", "## What exactly is compared"),
    }
    yield from (say["title"][lang], "", say["made"][lang], "", f"**{summary(v, lang)}**", "", say["how"][lang], "")
    yield from (say["groups"][lang], "")
    yield from _rows([WORDS[k][lang] for k in ("group", "n_inside", "n_counted")], "lrr",
                     [[WORDS[g][lang], str(k), str(n)] for g, (k, n) in v.by_group().items()])  # fmt: skip
    yield from ("", say["counted"][lang], "", *_finding_rows(v.counted, lang))
    yield from ("", say["misses"][lang], "", *_meanings(v.misses, lang))
    used = [f for f in v.findings if f.standing == "used"]
    yield from ("", say["used"][lang], "", *_finding_rows(used, lang), "", *_meanings(used, lang))
    yield from ("", say["gaps"][lang], "", *(f"- {gap[lang]}" for gap in read_pattern_gaps().values()))
    yield from ("", say["definitions"][lang], "", *_definitions(v.findings, lang))


def _finding_rows(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    columns = ("group", "pattern", "published", "median", "interval", "verdict", "fit", "source")
    rows = [
        [WORDS[f.pattern.group][lang], *_cells(f, lang), WORDS[f.pattern.series.fit][lang], _source(f)]
        for f in findings
    ]
    return _rows([WORDS[k][lang] for k in columns], "llrrrlll", rows)


def _source(f: Finding) -> str:
    return "; ".join(f"`{s.id}` {s.publisher} ({s.grade})" for s in f.pattern.sources)


def _meanings(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    """Misses with the same meaning on one line."""
    missed = [f for f in findings if f.meaning is not None]
    for meaning, same in groupby(missed, key=lambda f: f.meaning):
        assert meaning is not None
        yield f"- **{'; '.join(f.pattern.name[lang] for f in same)}**: {meaning[lang]}"


def _definitions(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    heads = [WORDS["pattern"][lang], *(Text(*t)[lang] for t in (("발표 값", "Published"), ("모의실험", "Simulated")))]
    series = {f.pattern.series.id: f.pattern.series for f in findings}.values()
    yield from _rows(heads, "lll", [[s.name[lang], s.published[lang], s.simulated[lang]] for s in series])
    worked_out = [f for f in findings if f.pattern.how is not None]
    yield ""
    for f in worked_out:
        assert f.pattern.how is not None
        yield f"- {f.pattern.name[lang]} = {_written(f.pattern.value)}: {f.pattern.how[lang]}"


def _rows(heads: Sequence[str], align: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---:' if a == 'r' else '---' for a in align)}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
