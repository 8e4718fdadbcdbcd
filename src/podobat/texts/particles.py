"""Korean particles that fit the word before them: 목표는, 서울로, 4.5%여서."""

from __future__ import annotations

# Final consonants as Unicode numbers them, of digits and of Latin letters as they are read aloud in Korean.
FINAL_DIGITS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
FINAL_LETTERS = {"l": 8, "m": 16, "n": 4, "r": 8}
FINAL_RIEUL = 8
#: What may close a word and is not read aloud.
CLOSING = "’'\"”」`)., "


def final_sound(word: str) -> int:
    """The final consonant of a word as read aloud in Korean: 0 for none, 8 for ㄹ, as Unicode numbers them."""
    spoken = word.rstrip(CLOSING)
    if "(" in spoken and word.rstrip(" `").endswith(")"):
        spoken = spoken[: spoken.rindex("(")].rstrip(CLOSING)
    last = spoken[-1:].casefold()
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    return FINAL_DIGITS.get(last, FINAL_LETTERS.get(last, 0))


def with_particle(word: str, pair: str) -> str:
    """The word with the particle that fits: ('목표', '은/는') -> '목표는'; ('서울', '으로/로') -> '서울로'.

    pair   particle after a consonant / particle after a vowel, behind the sign that closes a quotation if there is
           one: ('서울', '`으로/로') -> '서울`로'
    """
    particles = pair.lstrip(CLOSING)
    word += pair[: len(pair) - len(particles)]
    after_consonant, after_vowel = particles.split("/")
    sound = final_sound(word)
    closed = sound != 0 and not (after_consonant.startswith("으로") and sound == FINAL_RIEUL)
    return word + (after_consonant if closed else after_vowel)
