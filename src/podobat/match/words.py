"""What is said of a match: the reasons of a pair in one line, why a firm gets nobody, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podobat.texts import LANGUAGES, Text, catalogue

if TYPE_CHECKING:
    from podobat.match.gaps import Unmet
    from podobat.match.reasons import Reasons

say = catalogue("match")
SEPARATOR = " · "


def reasons_text(r: Reasons) -> Text:
    """The reasons of a pair in one line: 둘 다: 표면 결함 검사, 용접 · 공급기업이 두 번 수행 · 12km."""
    facts = _facts(r)
    return Text.each(lambda lang: SEPARATOR.join(fact[lang] for fact in facts))


def joined(texts: tuple[Text, ...]) -> Text:
    """Texts in a row, with commas."""
    return Text.each(lambda lang: ", ".join(text[lang] for text in texts))


def _facts(r: Reasons) -> list[Text]:
    facts = [say("reason.insisted")] if r.insisted else []
    if r.terms:
        facts.append(say("reason.terms", terms=joined(r.terms)))
    elif r.words:
        facts.append(say("reason.words", words=", ".join(r.words)))
    if r.done:
        facts.append(say("reason.done", times=_times(r.done)))
    elif r.worked > 1:
        facts.append(say("reason.worked", n=r.worked))
    for holds, key in ((r.tie, "tie"), (r.through, "through")):
        facts += [say(f"reason.{key}")] if holds else []
    if r.sectors:
        facts.append(say("reason.sectors", sectors=joined(r.sectors)))
    if r.kilometres is not None:
        facts.append(say("reason.kilometres", n=_kilometres(r.kilometres)))
    elif r.region is not None:
        facts.append(say("reason.region", place=r.region))
    facts += [say("reason.named")] if r.named else []
    if r.hoped:
        facts.append(say("reason.hoped_both" if len(r.hoped) > 1 else f"reason.hoped_{''.join(r.hoped)}"))
    return facts


def _times(n: int) -> Text:
    """How often: 두, twice; from six on as a number."""
    by_language = {lang: say.words(lang).lines("reason.times") for lang in LANGUAGES}
    return Text.of({lang: words[n] if n < len(words) else say.words(lang)("reason.times_more", n=n)
                    for lang, words in by_language.items()})  # fmt: skip


def _kilometres(x: float) -> int:
    """As exact as places known to a town allow: whole kilometres up to a hundred, tens beyond."""
    return max(1, round(x)) if x < 100 else round(x / 10) * 10


def why_text(u: Unmet) -> Text:
    """Why a firm gets nobody, or fewer than it would take."""
    return say("why.money" if u.why == "money" else f"why.{u.why}_{u.side}")
