"""Portfolios as scenario files: the same overlays that people write by hand, for every verb that takes a scenario."""

from __future__ import annotations

from typing import Any

import yaml

from podobat.optimise.result import Better


def overlay_text(better: Better, id: str) -> str:
    """The text of scenarios/better-<id>.yaml."""
    scenario = better.scenario(id)
    content: dict[str, Any] = {
        "name": scenario.name.languages,
        "description": scenario.description.languages,
        "set": plain_values(dict(scenario.set)),
    }
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120))


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """Values as YAML writes them."""
    return {k: dict(v) if isinstance(v, dict) else v for k, v in values.items()}
