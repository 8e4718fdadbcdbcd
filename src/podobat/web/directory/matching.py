"""Which entry a name and a number mean: beyond doubt by number or by the same name, else a person chooses.

Rows of one upload are matched with the entries that are there and with one another, whatever their order: firms that
an upload brings are entries too, with ids below zero, until they are saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from podobat.names import Candidate, exact, legal_forms, may_be_one, name_key, nearest
from podobat.web.core.models import Case
from podobat.web.directory.models import Alias, Organisation
from podobat.web.directory.registration import written


@dataclass
class Match:
    """What a name and a number mean.

    entry    id of the entry (below zero: one that the same upload brings), or None
    near     entries that it may be, best first, when nothing decides
    clash    the name is known with another registration number: by law another firm
    """

    entry: int | None = None
    near: list[Candidate] = field(default_factory=list)
    clash: bool = False


class Matcher:
    """All names and numbers of a case, read once."""

    def __init__(self, case: Case) -> None:
        live = Organisation.objects.filter(case=case, merged_into=None)
        entries = list(live.order_by("pk").values_list("pk", "name", "name_key", "registration", "version"))
        self.names = {pk: name for pk, name, *_ in entries}
        self.numbers = {pk: number for pk, _, _, number, _ in entries}
        self.versions = {pk: version for pk, *_, version in entries}
        self.by_number = {number: pk for pk, number in self.numbers.items() if number}
        aliases = Alias.objects.filter(organisation__case=case, organisation__merged_into=None)
        self.known = [(pk, name, key) for pk, name, key, _, _ in entries]
        self.known += list(aliases.order_by("pk").values_list("organisation_id", "name", "name_key"))
        self.by_key: dict[str, set[int]] = {}
        self.forms: dict[tuple[int, str], list[frozenset[str]]] = {}  # legal forms that names of an entry state
        for pk, name, key in self.known:
            self._learn(pk, name, key)
        self._nearest = nearest(tuple(self.known))

    def _learn(self, pk: int, name: str, key: str) -> None:
        self.by_key.setdefault(key, set()).add(pk)
        self.forms.setdefault((pk, key), []).append(legal_forms(name))

    def find(self, name: str, number: str) -> Match:
        """What a name with a number ("" for none) means among the entries that are there."""
        if number and number in self.by_number:
            return Match(self.by_number[number])
        key, own = name_key(name), legal_forms(name)
        same = exact(name, self.by_key)
        open_ones = {pk for pk in same if not (number and self.numbers[pk])}
        sure = {pk for pk in open_ones if any(may_be_one(own, form) for form in self.forms[pk, key])}
        if len(same) == 1 and sure == same:
            return Match(next(iter(same)))
        near = [c for c in self.near(name) if not (number and self.numbers[c.id])]
        named = [Candidate(pk, self.names[pk], 100.0) for pk in sorted(open_ones) if all(c.id != pk for c in near)]
        return Match(None, [*named, *near], clash=bool(same) and not open_ones)

    def near(self, name: str) -> list[Candidate]:
        """The entries most like a name; looked for once a spelling."""
        return self._nearest.near(name)

    def label(self, pk: int) -> str:
        """An entry as a person tells it from others: name and number."""
        number = self.numbers[pk]
        return f"{self.names[pk]} ({written(number)})" if number else self.names[pk]


@dataclass
class Coming:
    """A firm that an upload brings: its lines, its number, and its names with the legal forms that they state."""

    number: str = ""
    lines: list[int] = field(default_factory=list)
    names: dict[str, list[frozenset[str]]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """What stands for it until it is saved: its first line, below zero."""
        return -min(self.lines)

    def take(self, line: int, key: str, form: frozenset[str]) -> None:
        """One more row of this firm."""
        self.lines.append(line)
        self.names.setdefault(key, []).append(form)

    def surely(self, key: str, form: frozenset[str]) -> bool:
        """Is a name of this key and form surely one of its names?"""
        return key in self.names and all(may_be_one(form, own) for own in self.names[key])


class Together:
    """Rows of one upload matched with what is there and with one another.

    The result is the same in whatever order the rows stand: numbers decide first, then equal names, and where two
    numbers share a name, or two legal forms, a person is asked.
    """

    def __init__(self, matcher: Matcher, rows: Iterable[tuple[int, str, str]]) -> None:
        """Match the rows: line, name, and number or ""."""
        self.matcher = matcher
        self.found: dict[int, Match] = {}
        self.rows = {line: (name, number) for line, name, number in rows if name_key(name)}
        claimed = self._claimed()
        self.open: list[int] = []
        for line, (name, number) in self.rows.items():
            entry = claimed.get(number) if number else None
            match = self.found[line] = matcher.find(name, number) if entry is None else Match(entry)
            if match.entry is None:
                self.open.append(line)
        firms, unsure = self._gathered()
        self.coming = {firm.id: firm for firm in firms}
        self._number(firms, unsure)

    def _claimed(self) -> dict[str, int]:
        """Numbers that a row gives to an entry that is there and has none yet."""
        claimed: dict[str, int] = {}
        for name, number in self.rows.values():
            if number and number not in self.matcher.by_number and number not in claimed:
                entry = self.matcher.find(name, number).entry
                if entry is not None and entry not in claimed.values():
                    claimed[number] = entry
        return claimed

    def _gathered(self) -> tuple[list[Coming], dict[int, list[Coming]]]:
        """The firms that the rows bring, and the rows that may be of several of them.

        Rows with numbers come first, then names that state a legal form, then those that leave it out: so the order of
        the rows plays no part.
        """
        by_number: dict[str, Coming] = {}
        by_key: dict[str, list[Coming]] = {}
        firms: list[Coming] = []
        unsure: dict[int, list[Coming]] = {}
        for line in sorted(self.open, key=lambda n: (not self.rows[n][1], not legal_forms(self.rows[n][0]), n)):
            name, number = self.rows[line]
            key, form = name_key(name), legal_forms(name)
            if number:
                known = [by_number[number]] if number in by_number else []
            else:
                known = [firm for firm in by_key.get(key, []) if firm.surely(key, form)]
            if len(known) > 1:
                unsure[line] = known
                continue
            firm = known[0] if known else Coming(number)
            if not known:
                firms.append(firm)
            if number:
                by_number[number] = firm
            firm.take(line, key, form)
            if all(other is not firm for other in by_key.get(key, [])):
                by_key.setdefault(key, []).append(firm)
        return firms, unsure

    def _number(self, firms: list[Coming], unsure: dict[int, list[Coming]]) -> None:
        """Say for every row which firm it means; what is merely alike is asked about at a firm's first row."""
        alike = nearest(tuple((firm.id, self.shown(firm.id), key) for firm in firms for key in firm.names))
        bearing: dict[str, list[Coming]] = {}
        for firm in firms:
            for key in firm.names:
                bearing.setdefault(key, []).append(firm)
        for line, among in unsure.items():
            self.found[line] = Match(None, [*self._choices(among), *self.found[line].near])
        for firm in firms:
            for line in firm.lines:
                if line != -firm.id:
                    self.found[line] = Match(firm.id)
            first = -firm.id
            match, name = self.found[first], self.rows[first][0]
            near = [c for c in match.near if not (firm.number and self.matcher.numbers[c.id])]
            near += [
                c for c in alike.near(name)
                if -c.id < first and not (firm.number and self.coming[c.id].number)
            ]  # fmt: skip
            near += self._other_forms(firm, bearing, near)
            self.found[first] = Match(None if near else firm.id, near, match.clash)

    def _other_forms(self, firm: Coming, bearing: dict[str, list[Coming]], near: list[Candidate]) -> list[Candidate]:
        """Earlier firms of the same name that state another legal form, and so are not surely the same.

        bearing  the firms that bear each name
        """
        listed = {c.id for c in near}
        same = {other.id: other for key in firm.names for other in bearing[key]}
        return self._choices(
            other for id, other in same.items()
            if id > firm.id and id not in listed and not (firm.number and other.number)
        )  # fmt: skip

    def _choices(self, firms: Iterable[Coming]) -> list[Candidate]:
        return [Candidate(firm.id, self.shown(firm.id), 100.0) for firm in firms]

    def shown(self, id: int) -> str:
        """The name of a firm that the upload brings, as its first row has it."""
        return self.rows[-id][0]

    def label(self, id: int) -> str:
        """An entry, or a firm of this upload, as a person tells it from others."""
        if id >= 0:
            return self.matcher.label(id)
        number = self.coming[id].number
        return f"{self.shown(id)} ({written(number)})" if number else self.shown(id)
