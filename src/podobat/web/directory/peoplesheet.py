"""Tables of trainees and follow-ups: chance codes, courses, days and where people were found. Never who they are.

A file with a column for names, numbers or addresses is refused as a whole and not kept. A row without a code makes a
new trainee; a row with one adds a follow-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podobat.errors import Fault
from podobat.records.cells import Complaint
from podobat.records.tables import Layout, Row
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.book.models import iso
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.directory import writing
from podobat.web.directory.cells import choice_in, day_in, programmes_of, text_in
from podobat.web.directory.history import state_of
from podobat.web.directory.models import STATUSES, Trainee
from podobat.web.tables.imports import CHANGED, FAULTY, NEW, SAME, SKIP, SKIPPED, Item, Kind
from podobat.web.tables.private import personal_head
from podobat.web.tables.sheets import Sheet

_say = catalogue("web.directory")

HEADS = {
    "code": _say("peoplesheet.heads_code"), "course": _say(
        "peoplesheet.heads_course"
    ), "programme": _say(
        "peoplesheet.heads_programme"
    ),
    "completed": _say("peoplesheet.heads_completed"), "status": _say("peoplesheet.heads_status"), "day": _say(
        "peoplesheet.heads_day"
    ),
    "note": _say("peoplesheet.heads_note"),
}  # fmt: skip
_OTHERS = {
    "부호": "code", "코드": "code", "번호": "code", "과정명": "course", "기수": "course", "사업": "programme",
    "수료 날짜": "completed", "수료 일자": "completed", "취업 상태": "status", "상태": "status", "조사일": "day",
    "추적일": "day", "메모": "note",
}  # fmt: skip
_EMPTY = (_say("peoplesheet.is_empty"), Text("", ""), _say("peoplesheet.fill"))


class People(Kind):
    """Trainees and follow-ups in one table."""

    id = "people"
    app = "directory"
    heads = HEADS
    contacts = True
    refused = staticmethod(personal_head)
    layout = Layout(
        tuple(HEADS), ("course", "completed"),
        {name: column for column, head in HEADS.items() for name in (head.ko, head.en)} | _OTHERS, lenient=True,
        heads=HEADS,
    )  # fmt: skip

    def home(self) -> str:
        """The list of trainees."""
        return "directory:trainees"

    def state(self, request: CaseRequest) -> str:
        """The last change of the directory."""
        return state_of(request.case)

    def check(self, request: CaseRequest, rows: list[Row], decisions: Mapping[str, str]) -> list[Item]:
        """Every row: a new trainee, a follow-up, or nothing new."""
        codes = {cells.get("code", "").strip().upper() for _, cells in rows} - {""}
        known: dict[str, Trainee] = {}
        listed = sorted(codes)
        for start in range(0, len(listed), 500):
            found = Trainee.objects.filter(case=request.case, code__in=listed[start : start + 500])
            known |= {t.code: t for t in found.prefetch_related("follow_ups")}
        programmes = programmes_of(request.case.read().plan)
        return [self._item(request.lang, line, cells, known, programmes, decisions) for line, cells in rows]

    def _item(
        self, lang: str, line: int, raw: Mapping[str, str], known: Mapping[str, Trainee],
        programmes: Mapping[str, Text], decisions: Mapping[str, str],
    ) -> Item:  # fmt: skip
        cells = {column: raw.get(column, "").strip() for column in HEADS}
        cells["code"] = cells["code"].upper()
        item = Item(line, cells)
        trainee = known.get(cells["code"]) if cells["code"] else None

        def fault(column: str, complaint: Complaint) -> None:
            item.faults.append(Fault(self.id, line, f"{line}.{column}", *complaint))

        if cells["code"] and (trainee is None or trainee.withdrawn):
            found = _say("peoplesheet.unknown_code")
            remedy = _say("peoplesheet.leave_it_empty_for_a_new")
            fault("code", (found, Text("", ""), remedy))
        for column, longest in (("course", 100), ("note", 500)):
            if said := text_in(cells[column], longest, contacts=True):
                fault(column, said)
        if trainee is None and not cells["course"]:
            fault("course", _EMPTY)
        completed, complaint = day_in(cells["completed"], needed=trainee is None)
        if complaint:
            fault("completed", complaint)
        programme, complaint = choice_in(cells["programme"], programmes) if cells["programme"] else ("", None)
        if complaint:
            fault("programme", complaint)
        status, complaint = choice_in(cells["status"], STATUSES) if cells["status"] or cells["day"] else ("", None)
        if complaint:
            fault("status", complaint)
        day, complaint = day_in(cells["day"], needed=bool(cells["status"]))
        if complaint:
            fault("day", complaint)
        since = completed or (trainee.completed if trainee else None)
        if day and since and day < since:
            fault("day", (_say("peoplesheet.before_the_course_was_completed"),
                          _say("peoplesheet.or_later", since=since), Text("", "")))  # fmt: skip
        item.title = " · ".join(filter(None, [cells["code"], cells["course"], cells["status"], cells["day"]]))
        item.payload = {"trainee": trainee, "course": cells["course"], "programme": programme, "completed": completed,
                        "note": cells["note"], "status": status, "day": day}  # fmt: skip
        if decisions.get(str(line)) == SKIP:
            item.action, item.faults = SKIPPED, []
        elif item.faults:
            item.action = FAULTY
        elif trainee is not None:
            self._compare(item, trainee, lang)
        return item

    def _compare(self, item: Item, trainee: Trainee, lang: str) -> None:
        """A follow-up of somebody known: new, a correction of that day, or the same."""
        p = item.payload
        item.target = f"{trainee.code}:{trainee.version}"
        there = next((f for f in trainee.follow_ups.all() if f.day == p["day"]), None)
        if not p["status"] or (there is not None and there.status == p["status"]):
            item.action = SAME
            return
        was = there.status_name(lang) if there else ""
        item.action = CHANGED if there else NEW
        item.changes = [(f"{HEADS['status'][lang]} {iso(p['day'])}", was, STATUSES[p["status"]][lang])]

    def save(self, request: CaseRequest, items: list[Item], why: str) -> dict[str, Any]:
        """New trainees get their codes; follow-ups are added to those who are there."""
        new = [i.payload for i in items if i.payload["trainee"] is None]
        rows = [{**p, "follow_ups": [(p["day"], p["status"], "")] if p["status"] else []} for p in new]
        made = writing.new_trainees(request.case, rows, request.user, "imported")
        further: dict[int, list[dict[str, Any]]] = {}
        for item in items:
            if item.payload["trainee"] is not None:
                further.setdefault(item.payload["trainee"].pk, []).append(item.payload)
        for found in further.values():
            trainee = found[0]["trainee"]
            version = trainee.version
            for one in found:
                trainee = writing.follow_up(trainee, version, one, request.user, why, "imported")
                version = trainee.version
        return {"trainees": len(made), "followed": len(further)}

    def sheets(self, request: CaseRequest) -> list[Sheet]:
        """Heads, what they mean, the programmes and the words for where people are."""
        lang, said = request.lang, words(request.lang)
        explained = [
            [HEADS[c][lang], said("book.template.needed") if c in self.layout.needed else "",
             said(f"directory.meaning_people.{c}")]
            for c in HEADS
        ]  # fmt: skip
        about = (said("book.template.column"), said("book.template.needed"), said("book.template.meaning"))
        pair = (said("book.template.measure_id"), said("book.template.name"))
        programmes = [(id, name[lang]) for id, name in programmes_of(request.case.read().plan).items()]
        statuses = [(id, name[lang]) for id, name in STATUSES.items()]
        return [
            Sheet(said("directory.sheets.people"), [h[lang] for h in HEADS.values()], []),
            Sheet(said("book.template.columns"), about, explained, (18, 10, 80)),
            Sheet(HEADS["status"][lang], pair, statuses, (20, 30)),
            Sheet(HEADS["programme"][lang], pair, programmes, (28, 44)),
        ]


PEOPLE = People()
