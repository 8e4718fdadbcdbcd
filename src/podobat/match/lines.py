"""How alike texts are: every line of every supplier, weighted word by word, against what is asked.

    lines = Lines.of(market, reader)
    lines.to_demands(rows)       cosine of some demands with every line
    lines.to_lines(rows)         cosine of some lines with every line: a past work asked as if it were a demand

Words count by term frequency (1 + log) and inverse document frequency; between texts with Hangul half of the likeness
comes from pairs and triples of syllables, which forgive what the morphemes cut differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from podobat.match.language import TERM_MARK, ReadText, TextReader
from podobat.match.market import Market

GRAM_SHARE = 0.5  # best of nine shares on Korean key words of business classes (docs/match.md)
Matrix = Any  # scipy.sparse.csr_array, which has no useful stubs


@dataclass(frozen=True)
class Lines:
    """The lines of all suppliers, each different line once.

    texts      the lines, as read
    works      is the line a past work?
    holds      (supplier, line) 1 where the supplier has the line
    asked      the demands, as read
    vocabulary every word of the lines, in the order of the columns in which words are weighed
    words      weighted words of the lines and of the demands, (text, word);  grams: of pairs and triples of syllables
    """

    texts: tuple[ReadText, ...]
    works: NDArray[np.bool_]
    holds: Matrix
    asked: tuple[ReadText, ...]
    vocabulary: tuple[str, ...]
    words: tuple[Matrix, Matrix]
    grams: tuple[Matrix, Matrix]

    @classmethod
    def of(cls, market: Market, reader: TextReader) -> Lines:
        """Reads and weighs all texts of a market."""
        place: dict[str, int] = {}
        works: list[bool] = []
        rows, columns = [], []
        for i, supplier in enumerate(market.suppliers):
            own = [(line, False) for line in supplier.profile] + [(line, True) for line in supplier.works]
            for line, is_work in own:
                j = place.setdefault(line, len(place))
                if j == len(works):
                    works.append(is_work)
                works[j] |= is_work
                rows.append(i)
                columns.append(j)
        order = sorted(place)  # by text, so that sums are taken in the same order whatever the table's
        rank = {place[line]: k for k, line in enumerate(order)}
        shape = (len(market.suppliers), len(place))
        holds = sparse.csr_array((np.ones(len(rows)), (rows, [rank[j] for j in columns])), shape=shape)
        holds.data[:] = 1.0  # a line that a supplier says twice counts once
        holds.sort_indices()
        texts = tuple(reader.read_all(order))
        asked = tuple(reader.read_all(d.text for d in market.demands))
        words, of_words, to_words = blocks([t.words for t in texts], [t.words for t in asked])
        _, of_grams, to_grams = blocks([t.grams for t in texts], [t.grams for t in asked])
        is_work = np.array([works[place[t]] for t in order], dtype=bool)
        return cls(texts, is_work, holds, asked, words, (of_words, to_words), (of_grams, to_grams))

    def to_demands(self, rows: Sequence[int] | slice) -> NDArray[np.float64]:
        """Cosine of some demands with every line, (demand, line), 0 to 1."""
        return _alike(self.words[1][rows], self.grams[1][rows], self.words[0], self.grams[0])

    def of_supplier(self, supplier: int) -> NDArray[np.int64]:
        """The lines that a supplier has."""
        return _row(self.holds, supplier)[0]

    def words_in_common(self, demand: int, supplier: int, most: int) -> list[str]:
        """The words that weigh most in the likeness of a demand and the supplier's lines, heaviest first; no terms."""
        asked, weight = _row(self.words[1], demand)
        shared = np.zeros(len(asked))
        for line in self.of_supplier(supplier).tolist():
            words, own = _row(self.words[0], line)
            place = np.searchsorted(asked, words)
            both = np.flatnonzero(asked[np.minimum(place, len(asked) - 1)] == words) if len(asked) else place[:0]
            shared[place[both]] = np.maximum(shared[place[both]], own[both])
        shared *= weight
        best = np.lexsort((asked, -shared))
        common = (self.vocabulary[asked[i]] for i in best if shared[i] > 0)
        return list(islice((w for w in common if len(w) > 1 and not w.startswith(TERM_MARK)), most))

    def to_lines(self, rows: Sequence[int]) -> NDArray[np.float64]:
        """Cosine of some lines with every line, (line, line); with itself 1."""
        return _alike(self.words[0][rows], self.grams[0][rows], self.words[0], self.grams[0])


def _row(matrix: Any, row: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The filled columns of a row, in order, and what stands in them."""
    start, stop = matrix.indptr[row], matrix.indptr[row + 1]
    order = np.argsort(matrix.indices[start:stop], kind="stable")
    return np.asarray(matrix.indices[start:stop][order], dtype=np.int64), np.asarray(matrix.data[start:stop])[order]


def blocks(lines: list[tuple[str, ...]], asked: list[tuple[str, ...]]) -> tuple[tuple[str, ...], Matrix, Matrix]:
    """The vocabulary, and the weighted words of lines and of demands; each row has length 1, or 0 without any word."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # half a second

    vectorizer: Any = TfidfVectorizer(analyzer=cast(Any, tuple), sublinear_tf=True)  # the words are cut already
    if not any(lines):
        return (), sparse.csr_array((len(lines), 1)), sparse.csr_array((len(asked), 1))
    of_lines: Any = sparse.csr_array(vectorizer.fit_transform(lines))
    to_demands = vectorizer.transform(asked) if asked else (0, of_lines.shape[1])
    return tuple(vectorizer.get_feature_names_out()), of_lines, sparse.csr_array(to_demands)


def _alike(words: Matrix, grams: Matrix, all_words: Matrix, all_grams: Matrix) -> NDArray[np.float64]:
    alike = (words @ all_words.T).toarray()
    hangul = np.diff(grams.indptr) > 0, np.diff(all_grams.indptr) > 0
    both = np.outer(*hangul)
    if both.any():
        by_gram = (grams @ all_grams.T).toarray()
        alike = np.where(both, (1 - GRAM_SHARE) * alike + GRAM_SHARE * by_gram, alike)
    return alike
