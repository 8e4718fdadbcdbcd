"""What an answer of an appraisal that adds nothing beside its forecast says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from podobat.texts import Text


class NothingBeside:
    """No fingerprint of its own, and whatever it leaves out is said in its notes."""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Nothing beside those of the forecast."""
        return {}

    @property
    def left_out(self) -> tuple[Text, ...]:
        """Said in the notes."""
        return ()
