"""People in the order a Vietnamese list has them: by given name, which stands last."""

import re
import unicodedata

#: The alphabet after stripping tones; đ, ă, â… are letters of their own.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + n) for n, letter in enumerate(_ALPHABET)}
#: Order of the tones: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def given_name_key(name: str) -> str:
    """An ASCII text that sorts as the name does in a Vietnamese list.

    The last word first, then the others from the front; letters before tones, as
    dictionaries sort. ``Đỗ Thị Lan`` comes after ``Trần Văn An``.

    >>> given_name_key("Đỗ Thị Lan") > given_name_key("Trần Văn An")
    True
    """
    words = (name or "").casefold().split()
    ordered = words[-1:] + words[:-1]
    letters, tones = [], []
    for word in ordered:
        plain, tone = _syllable(word)
        letters.append(plain)
        tones.append(tone)
    return " ".join(letters) + "|" + "".join(tones)


def person_key(name: str) -> tuple[str, str]:
    """`given_name_key` to sort by here: *An* comes before *Anh*."""
    letters, _sign, tones = given_name_key(name).partition("|")
    return letters, tones


def dictionary_key(text: str) -> tuple[str, str, str]:
    """What sorts texts as a Vietnamese dictionary does, numbers by their size.

    >>> dictionary_key("Phòng Dân số") < dictionary_key("Phòng Đất đai")
    True
    >>> dictionary_key("B2") < dictionary_key("B10")
    True
    """
    padded = re.sub(r"[0-9]+", lambda digits: digits[0].zfill(9), text.casefold())
    syllables = [_syllable(word) for word in padded.split()]
    letters, tones = zip(*syllables, strict=True) if syllables else ((), ())
    return " ".join(letters), "".join(tones), text


def text_key(text: str) -> str:
    """An ASCII text that sorts as a Vietnamese dictionary has the words of ``text``.

    >>> sorted(["Đất đai", "Dân số", "Ăn uống"], key=text_key)
    ['Ăn uống', 'Dân số', 'Đất đai']
    """
    parts = [_syllable(word) for word in (text or "").casefold().split()]
    letters = " ".join(plain for plain, _tone in parts)
    return letters + "|" + "".join(tone for _plain, tone in parts)


def _syllable(word: str) -> tuple[str, str]:
    tone, bare = "0", []
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = _TONES[character]
        else:
            bare.append(character)
    base = unicodedata.normalize("NFC", "".join(bare))
    return "".join(_RANK.get(letter, letter) for letter in base), tone
