"""The site builds: pages of reference follow the code, links lead somewhere, Korean is found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import podobat

TOOLS = Path(__file__).parents[2] / "tools/site"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, str(TOOLS / "build.py"), str(folder)], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def html(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


def test_reference_names_every_verb_measure_parameter_and_public_name(site):
    from typer.main import get_command

    from podobat.cli import app
    from podobat.evidence.measures import measures
    from podobat.evidence.read import package_parameters

    for lang in ("ko", "en"):
        verbs = html(site, f"{lang}/reference/verbs.html")
        assert not [v for v in get_command(app).commands if f"podobat {v}" not in verbs]
        counted = html(site, f"{lang}/reference/measures.html")
        assert not [m.id for m in measures() if m.id not in counted or m.name[lang].split(" ")[0] not in counted]
        known = html(site, f"{lang}/reference/parameters.html")
        assert not [p.id for p in package_parameters() if p.id not in known]
        python = html(site, f"{lang}/reference/python.html")
        assert not [name for name in podobat.__all__ if f"podobat.{name}" not in python]


def test_every_link_between_pages_leads_to_a_page_and_a_place_on_it(site):
    ids: dict[Path, set[str]] = {}

    def places(path: Path) -> set[str]:
        if path not in ids:
            ids[path] = set(re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8")))
        return ids[path]

    broken = []
    for page in site.rglob("*.html"):
        for target in re.findall(r'\b(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")):
            address, _, anchor = target.partition("#")
            if "://" in target or target.startswith(("mailto:", "data:", "javascript:")):
                continue
            file = (page.parent / address.partition("?")[0]).resolve() if address else page.resolve()
            if not file.exists() or (anchor and file.suffix == ".html" and anchor not in places(file)):
                broken.append(f"{page.relative_to(site)}: {target}")
    assert not [b for b in broken if not re.search(r"(genindex|search)\.html: ", b)]


def test_nothing_is_fetched_from_elsewhere(site):
    for page in site.rglob("*.html"):
        assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', page.read_text(encoding="utf-8")), page


def test_korean_is_found_whatever_particle_or_space_stands_behind_it(site):
    sys.path.insert(0, str(TOOLS))
    try:
        from korean import pieces
    finally:
        sys.path.remove(str(TOOLS))
    assert pieces("달성 확률은 2,000번") == ["달성", "성확", "확률", "률은", "2", "000", "번"]
    text = html(site, "ko/searchindex.js")
    index = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert {"전망", "달성", "성확", "확률"} <= set(index["terms"])


def test_documents_in_two_languages_are_divided_and_links_out_of_the_site_become_words():
    sys.path.insert(0, str(TOOLS))
    try:
        from build import DOCS, in_language, relinked
    finally:
        sys.path.remove(str(TOOLS))
    both = "# 기록\n\n가\n\n---\n\n# Records\n\nb\n\n```sh\n# no heading\n```\n"
    assert in_language(both, "ko") == "# 기록\n\n가\n\n"
    assert in_language(both, "en").startswith("# Records")
    assert in_language("# One · 하나\n", "ko") == "# One · 하나\n"
    file = DOCS / "model.md"
    assert relinked("[a](value.md#x) [b](../src/podobat/money.py)", file, "notes/model.md") == "[a](value.md) b"
