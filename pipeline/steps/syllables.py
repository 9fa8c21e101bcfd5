"""Which words can be Vietnamese syllables: onset, rime and tone as the orthography allows them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPS = ("p", "t", "c", "ch")
_STOP_TONES = "\u0301\u0323"
"""Syllables that end in a stop take sắc or nặng only."""

_ONSETS = "b ch d đ gi h kh l m n nh p ph r s t th tr v x"
_BACK_ONSETS = "c g ng"
"""And these before a, ă, â, o, ô, ơ, u, ư."""
_FRONT_ONSETS = "k gh ngh"
"""And these before e, ê, i, y."""
_Y_ONSETS = "h k l m qu s t v"
"""These may write y for i (kỹ, lý, mỹ, tỷ, sỹ, hy, quý)."""
_BACK_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
o oc oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
u ua uc ui um un ung uôc uôi uôm uôn uông uôt up ut ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp
ươt ươu ưt ưu
"""
_FRONT_RIMES = """
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip
it iu
"""
_Y_RIMES = "y yêm yên yêng yêt yêu yt"
"""After no onset."""
_GLIDE_RIMES = """
oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
uâ uân uâng uât uây uê uêch uên uênh uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu uau
"""
_Q_RIMES = """
a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê êch ên ênh êt
ơ y ych yên yêt ynh yt ôc i it
"""
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


@cache
def _shapes() -> frozenset[str]:
    """All syllables without their tone."""
    back = ["", *_ONSETS.split(), *_BACK_ONSETS.split()]
    front = ["", *_ONSETS.split(), *_FRONT_ONSETS.split()]
    found = {onset + rime for onset in back for rime in _BACK_RIMES.split()}
    found |= {onset + rime for onset in front for rime in _FRONT_RIMES.split()}
    found |= {onset + rime for onset in back for rime in _GLIDE_RIMES.split()}
    found |= {"qu" + rime for rime in _Q_RIMES.split()}
    found |= {onset + "y" for onset in _Y_ONSETS.split()} | set(_Y_RIMES.split())
    # "gi" before i is written once: gì, giếng.
    found |= {"g" + rime for rime in _FRONT_RIMES.split() if rime.startswith("i")}
    return frozenset(unicodedata.normalize("NFC", shape) for shape in found)


@lru_cache(maxsize=100_000)
def is_syllable(word: str) -> bool:
    """Whether a word, without the marks around it and in any case, can be a syllable."""
    bare = _EDGE.sub("", unicodedata.normalize("NFC", word))
    letters = unicodedata.normalize("NFD", bare.lower())
    tone = [c for c in letters if c in _TONES]
    shape = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    if len(tone) > 1 or shape not in _shapes():
        return False
    return not shape.endswith(_STOPS) or (bool(tone) and tone[0] in _STOP_TONES)
