"""The words of the press; podobat.texts reads them."""

from podobat.texts import Words, read_words
from podobat.texts.particles import with_particle

__all__ = ["Words", "read_words", "with_particle"]
