"""How Sphinx sets the site; `tools/site/build.py` runs it once for each language (`-D language=ko`)."""

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.environ["PODOBAT_SITE_TOOLS"])

from korean import SearchKorean
from sphinx.search import languages

import podobat

languages["ko"] = SearchKorean

language = os.environ["PODOBAT_SITE_LANG"]
korean = language == "ko"
project = "포도밭" if korean else "Podobat"
html_title = f"{project} {podobat.__version__}"
copyright = "Podobat developers"
release = version = podobat.__version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "attrs_inline", "colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_search_language = language
html_static_path = ["_static"]
html_css_files = ["podobat.css"]
templates_path = ["_templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html", "sidebar/language.html", "sidebar/search.html", "sidebar/scroll-start.html",
        "sidebar/navigation.html", "sidebar/scroll-end.html",
    ]
}  # fmt: skip
html_context = {"other": "en" if korean else "ko", "other_name": "English" if korean else "한국어"}
html_show_sphinx = False
html_copy_source = False
highlight_language = "text"
suppress_warnings = ["misc.highlighting_failure"]
