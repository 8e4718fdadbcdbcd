"""Which entry a name and a number mean: beyond doubt by number or by the same name, else a person chooses."""

from __future__ import annotations

from dataclasses import dataclass, field

from podobat.web.core.models import Case
from podobat.web.directory.models import Alias, Organisation
from podobat.web.directory.names import Candidate, candidates, exact, name_key
from podobat.web.directory.registration import written


@dataclass
class Match:
    """What a name and a number mean.

    entry    id of the entry, or None
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
        entries = list(live.values_list("pk", "name", "name_key", "registration", "version"))
        self.names = {pk: name for pk, name, *_ in entries}
        self.numbers = {pk: number for pk, _, _, number, _ in entries}
        self.versions = {pk: version for pk, *_, version in entries}
        self.by_number = {number: pk for pk, number in self.numbers.items() if number}
        aliases = Alias.objects.filter(organisation__case=case, organisation__merged_into=None)
        self.known = [(pk, name, key) for pk, name, key, _, _ in entries]
        self.known += list(aliases.values_list("organisation_id", "name", "name_key"))
        self.by_key: dict[str, set[int]] = {}
        for pk, _, key in self.known:
            self.by_key.setdefault(key, set()).add(pk)
        self._near: dict[str, list[Candidate]] = {}

    def find(self, name: str, number: str) -> Match:
        """What a name with a number ("" for none) means."""
        if number and number in self.by_number:
            return Match(self.by_number[number])
        same = exact(name, self.by_key)
        open_ones = {pk for pk in same if not (number and self.numbers[pk])}
        if len(same) == 1 and open_ones == same:
            return Match(next(iter(same)))
        near = [c for c in self.near(name) if not (number and self.numbers[c.id])]
        return Match(None, near, clash=bool(same) and not open_ones)

    def near(self, name: str) -> list[Candidate]:
        """The entries most like a name; looked for once a spelling."""
        key = name_key(name)
        if key not in self._near:
            self._near[key] = candidates(name, self.known)
        return self._near[key]

    def label(self, pk: int) -> str:
        """An entry as a person tells it from others: name and number."""
        number = self.numbers[pk]
        return f"{self.names[pk]} ({written(number)})" if number else self.names[pk]
