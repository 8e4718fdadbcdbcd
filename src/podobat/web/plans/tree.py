"""plan.yaml as a tree that keeps comments, order and quotes; and values put into it by path.

doc = read(text)                                  raises ValueError where YAML itself is broken
value_at(doc, ("targets", 0, "value"))            None where there is nothing
put_at(doc, ("targets", 0, "value"), 500)         makes what is missing on the way
drop_at(doc, ("targets", 0, "source"))            and whatever becomes empty by it
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

Path = tuple[str | int, ...]
WIDE: Final = 10_000  # letters before a line is broken: a reader's eye, not the writer's, is to break it


def _yaml() -> YAML:
    made = YAML()
    made.preserve_quotes = True
    made.width = WIDE
    made.indent(mapping=2, sequence=4, offset=2)
    made.representer.add_representer(type(None), lambda r, _: r.represent_scalar("tag:yaml.org,2002:null", "null"))
    return made


def read(text: str) -> CommentedMap:
    """The tree of a plan. Raises ValueError where it cannot be read at all, or is no mapping."""
    try:
        doc = _yaml().load(text)
    except YAMLError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    if not isinstance(doc, CommentedMap):
        raise ValueError("no mapping")
    return doc


def text_of(doc: Mapping[str, Any]) -> str:
    """The tree as a file again."""
    out = io.StringIO()
    _yaml().dump(doc, out)
    return out.getvalue()


def value_at(doc: Any, path: Path) -> Any:
    """What stands at a path, or None."""
    for step in path:
        if (isinstance(doc, dict) and step in doc) or (
            isinstance(doc, list) and isinstance(step, int) and 0 <= step < len(doc)
        ):
            doc = doc[step]  # pyright: ignore[reportArgumentType, reportCallIssue]
        else:
            return None
    return doc


def put_at(doc: Any, path: Path, value: Any) -> None:
    """Set a value; mappings that are missing on the way are made, a bare value in the way becomes {value: ...}."""
    *way, last = path
    for step in way:
        inner = value_at(doc, (step,))
        if not isinstance(inner, dict | list):
            bare = inner
            inner = CommentedMap()
            if bare is not None and last != "value":
                inner["value"] = bare
            if len(way) > 1:
                inner.fa.set_flow_style()
            _set(doc, step, inner)
        doc = inner
    _set(doc, last, value)


def _set(doc: Any, step: str | int, value: Any) -> None:
    if isinstance(doc, list) and isinstance(step, int) and step == len(doc):
        doc.append(value)
    else:
        doc[step] = value  # pyright: ignore[reportArgumentType, reportCallIssue]


def drop_at(doc: Any, path: Path) -> None:
    """Remove what stands at a path, and mappings that are empty then."""
    for depth in range(len(path), 0, -1):
        above, last = value_at(doc, path[: depth - 1]), path[depth - 1]
        if (isinstance(above, dict) and last in above) or (
            isinstance(above, list) and isinstance(last, int) and last < len(above)
        ):
            del above[last]  # pyright: ignore[reportArgumentType]
        if not isinstance(above, dict) or len(above):
            return


def tree_of(value: Any, *, flow: bool = False) -> Any:
    """Plain values as parts of a tree; small mappings in one line where `flow` says so."""
    if isinstance(value, dict):
        made = CommentedMap({key: tree_of(inner, flow=flow) for key, inner in value.items()})
        if flow:
            made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        listed = CommentedSeq([tree_of(inner, flow=flow) for inner in value])
        if flow:
            listed.fa.set_flow_style()
        return listed
    return value
