"""What the offices of a case call the columns of their tables: said once, remembered for every later file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from podobat.plan import Log
from podobat.records.tables import Layout, sheets_in
from podobat.tables import UPLOADS, find_heads
from podobat.web.book.models import Heading
from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest

MOST: Final = 40  # heads that are asked about at a time
LONGEST: Final = 200


def layout_of(case: Case, kind: str, layout: Layout) -> Layout:
    """The layout, with what the offices of this case call its columns."""
    remembered = dict(Heading.objects.filter(case=case, kind=kind).values_list("head", "column"))
    known = {head: column for head, column in remembered.items() if column in layout.columns}
    return replace(layout, names={**layout.names, **known}) if known else layout


def remember(request: CaseRequest, kind: str, layout: Layout) -> int:
    """Keep what the form says of heads: `head-0` is the column `column-0`, nothing forgets it. Returns how many."""
    said = 0
    with transaction.atomic():
        for n in range(MOST):
            head = request.POST.get(f"head-{n}", "").strip()[:LONGEST]
            column = request.POST.get(f"column-{n}", "")
            rows = Heading.objects.filter(case=request.case, kind=kind, head=head)
            if head and column in layout.columns:
                Heading.objects.update_or_create(
                    case=request.case, kind=kind, head=head, defaults={"column": column, "by": request.user}
                )
                said += 1
            elif head and column == "forget":
                said += rows.delete()[0]
        if said:
            audit(request, "import.heads-said", kind, heads=said)
    return said


def unknown(data: bytes, layout: Layout) -> list[str]:
    """Heads of a file that are none of the columns; where no head is known at all, the cells of its first full line."""
    for sheet in sheets_in(data, Log(""), UPLOADS) or ():
        heads = find_heads(sheet, layout.as_columns())
        if heads is not None:
            found = [head for _, head in heads.unknown]
        else:
            full = next((row for row in sheet.rows[:10] if sum(bool(str(cell).strip()) for cell in row) > 2), ())
            found = [str(cell).strip() for cell in full]
        found = [head for head in dict.fromkeys(found) if head]
        if found:
            return found[:MOST]
    return []


def remembered(case: Case, kind: str) -> list[Any]:
    """Heads that are remembered, by name."""
    return list(Heading.objects.filter(case=case, kind=kind).order_by("head")[: 5 * MOST])
