"""`make baseline`: write the reference figures anew and print what moved, for the commit message."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # a library brings a package `tests` of its own

from headlines import HERE, REFERENCE_PLANS, headlines, kept, moved


def main() -> None:
    """One file a reference plan."""
    for case in REFERENCE_PLANS:
        old, new = kept(case), headlines(case)
        (HERE / f"{case}.json").write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
        changes = moved(old, new) if old else [f"{len(new)} figures, written for the first time"]
        print(f"Reference plan '{case}': {'nothing moved' if not changes else ''}")
        print("\n".join(f"  {line}" for line in changes))


if __name__ == "__main__":
    main()
