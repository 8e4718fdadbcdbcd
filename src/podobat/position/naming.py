"""Names of regions and industries in both languages, where the table's own are known; else as the table has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun
from podobat.evidence.places import Province, read_industries, read_provinces, read_sectors
from podobat.position.cells import Axis
from podobat.position.counts import Industry
from podobat.tables import key, listed
from podobat.texts import Text, catalogue
from podobat.units import nearest

say = catalogue("position")
_KSIC = re.compile(r"[A-U]\d{2}")
_SPELT = {key(spelling): p for p in read_provinces() for spelling in p.spellings}
_SECTIONS = re.compile(r"\(([A-U](?:[-_][A-U])?)\)$")
_LETTERED = re.compile(r"^([A-Z]?\d{1,6}|[A-Z])(?:[.\s_-]+|(?=[가-힣]))(\S.{2,})$")


def province(name: str) -> Province | None:
    """The province of Korea that a name stands for, in any spelling of either language."""
    return _SPELT.get(key(name))


def named_regions(axis: Axis, keep: NDArray[np.bool_]) -> tuple[tuple[Text, ...], tuple[Text, ...] | None]:
    """Names of the regions kept, and their groups where the table or the list of provinces knows any."""
    places = [at for at in range(len(axis)) if keep[at]]
    known = [province(axis.names[at]) for at in places]
    if places and all(known):
        return tuple(p.name for p in known if p), tuple(p.group for p in known if p)
    names = [_full(axis, at, places) for at in places]
    groups = tuple(_both(axis.groups[at]) for at in places) if all(axis.groups[at] for at in places) else None
    return tuple(_both(name) for name in names), groups


def _full(axis: Axis, at: int, places: Sequence[int]) -> str:
    """The name of a region, with its group or its code where another one is called the same."""
    name = axis.names[at]
    if sum(axis.names[other] == name for other in places) < 2:
        return name
    if axis.groups[at]:
        return f"{axis.groups[at]} {name}"
    return f"{name}({axis.codes[at]})" if axis.codes[at] else name


def _both(name: str) -> Text:
    known = province(name)
    return known.name if known else Text(name, name)


def named_industries(
    axis: Axis, keep: NDArray[np.bool_], heads: Sequence[str]
) -> tuple[tuple[Industry, ...], str]:
    """The industries kept, with names in both languages where the classification is known, and that classification."""
    places = [at for at in range(len(axis)) if keep[at]]
    pairs = [code_and_name(axis.names[at], axis.codes[at]) for at in places]
    classification = classification_of(pairs, heads)
    short = read_industries(classification)
    industries = tuple(
        Industry(code, short[code]) if code in short else Industry(code, Text(name, name)) for code, name in pairs
    )
    return industries, classification


def code_and_name(name: str, code: str) -> tuple[str, str]:
    """Code and name, parted where the table writes them in one cell: `C30 자동차`, `WZ08-B`, `Baugewerbe (F)`."""
    if code:
        return re.sub(r"^WZ\d\d-", "", code), name
    match = _LETTERED.match(name)
    if match:
        return match[1], match[2].strip()
    if re.fullmatch(r"[A-U](?:[-_][A-U])?|[A-U]\d\d", name):
        return name, name
    sections = _SECTIONS.search(name)
    return (sections[1], name[: sections.start()].strip()) if sections else ("", name)


def classification_of(pairs: Sequence[tuple[str, str]], heads: Sequence[str]) -> str:
    """ksic, isic (with NACE and WZ), naics or "": by the heads, or by codes and Korean names."""
    titles = " ".join(heads).casefold()
    if "ksic" in titles or "한국표준산업" in titles:
        return "ksic"
    if any(word in titles for word in ("nace", "isic", "wz")):
        return "isic"
    if "naics" in titles:
        return "naics"
    coded = [code for code, _ in pairs if _KSIC.fullmatch(code)]
    korean = any("가" <= letter <= "힣" for _, name in pairs for letter in name)
    known = read_industries("ksic")
    if pairs and len(coded) > 0.8 * len(pairs):
        return "ksic" if korean or all(code in known for code in coded) else "isic"
    return ""


def region_number(names: Sequence[Text], wanted: str) -> int | None:
    """Which region a person means: by its name in either language, another spelling, or a place inside it."""
    plain = key(wanted)
    for at, name in enumerate(names):
        if plain in (key(name.ko), key(name.en)):
            return at
    meant = province(wanted) or _around(wanted)
    if meant is None:
        return None
    return next((at for at, name in enumerate(names) if province(name.ko) is meant), None)


def place_of(names: Sequence[Text], wanted: str) -> int:
    """The number of the region that a person means. Raises CannotRun, with the nearest name, for an unknown one."""
    number = region_number(names, wanted)
    if number is None:
        near = nearest(wanted, [name for r in names for name in (r.ko, r.en)])
        hint = say("fault.mean", near=near) if near else Text("", "")
        known = Text.each(lambda lang: listed([r[lang] for r in names], 30))
        raise CannotRun(say("fault.no_place", place=wanted, hint=hint, known=known))
    return number


def _around(wanted: str) -> Province | None:
    """The province around a place such as Pangyo."""
    plain = key(unicodedata.normalize("NFKC", wanted))
    for inside in read_sectors().within:
        if plain in (key(inside.place.ko), key(inside.place.en)):
            return next((p for p in read_provinces() if p.id == inside.region), None)
    return None


def inside(region: Text) -> tuple[Text, ...]:
    """Places for which a region is known that lie inside it: Pangyo in Gyeonggi."""
    home = province(region.ko)
    return tuple(w.place for w in read_sectors().within if home is not None and w.region == home.id)
