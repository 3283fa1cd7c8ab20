"""People in the order a Vietnamese list has them: by given name, which stands last."""

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


def _syllable(word: str) -> tuple[str, str]:
    tone, bare = "0", []
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = _TONES[character]
        else:
            bare.append(character)
    base = unicodedata.normalize("NFC", "".join(bare))
    return "".join(_RANK.get(letter, letter) for letter in base), tone
