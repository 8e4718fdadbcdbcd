"""An index of the words of records, so that a search does not read the whole book.

A run of Hangul is kept as its pairs of neighbours (일자리: 일자, 자리) and its last letter, letters and digits of
other scripts as whole words. A word that is looked for is found where its pairs follow one another; one of another
script where a word begins with it. SQLite keeps them in an FTS5 table, PostgreSQL as a tsvector with a GIN index, both
under the number of the record.

index(records)           the words of some records as they are now
found(case_records, q)   those of a set of records that hold every word of q
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

TABLE: Final = "book_wording"
MOST_WORDS: Final = 8  # of a search; further ones are left out
MOST_TOKENS: Final = 4000  # of a record
AT_ONCE: Final = 500
_RUN = re.compile(r"[\uac00-\ud7a3]+|[^\W_\uac00-\ud7a3]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")

CREATE: Final = {
    "sqlite": (f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize='unicode61 remove_diacritics 0')",),
    "postgresql": (
        f"CREATE TABLE {TABLE} (record_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)",
    ),
}


def runs(text: str) -> list[str]:
    """Runs of Hangul, and of letters and digits of other scripts, in one spelling."""
    return _RUN.findall(unicodedata.normalize("NFC", text).casefold())


def tokens(text: str) -> Iterator[str]:
    """What is kept of a text."""
    for run in runs(text):
        if _HANGUL.match(run):
            yield from (run[i : i + 2] for i in range(len(run) - 1))
            yield run[-1]
        else:
            yield run


def index(records: Iterable[Any], names: dict[str, str]) -> None:
    """Keep the words of these records, in the transaction that changes them.

    names   what a measure is called in every language, by its id
    """
    rows = [(r.pk, list(tokens(_text(r, names)))[:MOST_TOKENS]) for r in records]
    if connection.vendor not in CREATE:
        return
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            if connection.vendor == "sqlite":
                marks = ",".join("%s" for _ in some)
                cursor.execute(f"DELETE FROM {TABLE} WHERE rowid IN ({marks})", [id for id, _ in some])
                said = f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)"
                cursor.executemany(said, [(id, " ".join(words)) for id, words in some])
            else:
                said = (f"INSERT INTO {TABLE} (record_id, words) VALUES (%s, %s::tsvector) "
                        "ON CONFLICT (record_id) DO UPDATE SET words = EXCLUDED.words")  # fmt: skip
                cursor.executemany(said, [(id, _vector(words)) for id, words in some])


def _text(record: Any, names: dict[str, str]) -> str:
    return " \n".join((
        record.key, str(names.get(record.measure, record.measure)), record.counter.name_ko, record.counter.name_en,
        record.scope, record.definition_ko, record.definition_en, record.note,
    ))  # fmt: skip


def _vector(words: list[str]) -> str:
    """Words with their places, as PostgreSQL writes a tsvector; no parser of its own is asked."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, 1))


def found(rows: QuerySet[Any], q: str) -> QuerySet[Any]:
    """Of some records those that hold every word of a search; all of them where it holds no word."""
    words = runs(q)[:MOST_WORDS]
    if not words:
        return rows
    if connection.vendor == "sqlite":
        return rows.filter(pk__in=RawSQL(f"SELECT rowid FROM {TABLE} WHERE words MATCH %s", (_match(words),)))
    if connection.vendor == "postgresql":
        sql = f"SELECT record_id FROM {TABLE} WHERE words @@ %s::tsquery"
        return rows.filter(pk__in=RawSQL(sql, (_query(words),)))
    return rows.filter(definition_ko__icontains=q)


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)] or [word]


def _match(words: list[str]) -> str:
    """As FTS5 takes it: pairs as a phrase, a single letter or a word of another script as a beginning."""
    return " AND ".join(
        '"' + " ".join(_pairs(w)) + '"' if _HANGUL.match(w) and len(w) > 1 else f'"{w}" *' for w in words
    )


def _query(words: list[str]) -> str:
    """As PostgreSQL takes it."""
    return " & ".join(
        "(" + " <-> ".join(f"'{pair}'" for pair in _pairs(w)) + ")"
        if _HANGUL.match(w) and len(w) > 1
        else f"'{w}':*"
        for w in words
    )
