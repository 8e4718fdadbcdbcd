"""Search in Korean pages: a word is found by any two letters of it that stand together.

Korean words carry their particles (전망은, 전망을, 전망이), and the index that Sphinx makes finds a word of two letters
only where it stands alone. Here a run of Hangul is cut into overlapping pairs, in the index as in what a reader types:
전망 finds 전망을. Writers differ in where they leave a space, so the pairs of the index run across single spaces, and
달성확률 finds 달성 확률. Words of other scripts are left as they are.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

_WORDS = re.compile(r"[가-힣]+(?: [가-힣]+)*|[^\W가-힣]+")


def pieces(text: str) -> list[str]:
    """Pairs of letters of Hangul, also where a space stands between them, single letters, and words of other scripts.

    >>> pieces("달성 확률은 2,000번 plan.yaml")
    ['달성', '성확', '확률', '률은', '2', '000', '번', 'plan', 'yaml']
    """
    found: list[str] = []
    for run in _WORDS.findall(text):
        if "가" <= run[0] <= "힣":
            letters = run.replace(" ", "")
            found += [letters[i : i + 2] for i in range(len(letters) - 1)]
            found += [word for word in run.split(" ") if len(word) == 1]
        else:
            found.append(run)
    return found


class SearchKorean(SearchEnglish):
    """Sphinx asks for a class of this form (`sphinx.search.languages`)."""

    lang = "ko"
    language_name = "English"  # whose stemmer the page loads; it leaves Hangul alone
    # What the page does with what a reader types: the same cutting, within words.
    js_splitter_code = """
function splitQuery(query) {
  const found = [];
  for (const word of query.match(/[가-힣]+|[^\\s가-힣\\p{P}\\p{S}]+/gu) || []) {
    if (/[가-힣]/.test(word) && word.length > 2) {
      for (let i = 0; i + 2 <= word.length; i++) found.push(word.slice(i, i + 2));
    } else found.push(word);
  }
  return found;
}
"""

    def split(self, input: str) -> list[str]:
        """The pieces under which a page is found."""
        return pieces(input)
