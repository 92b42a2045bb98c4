#!/usr/bin/python3
"""whisper.py FOLDER WHISPER SPEECH2TEXT: what Whisper's official parts make of made-up texts and clips, as FOLDER/whisper.json.

WHISPER is the folder whisper of a clone of openai/whisper, SPEECH2TEXT that of the same name of mlcommons/inference. Their text normaliser
gets texts of the words that it knows, with three spellings in place of its table; their count of word errors random words that can be
joined; and the features are numpy's, in double precision, with their mel filters (assets/mel_filters.npz). Needs more_itertools and regex.
"""
import base64
import importlib
import json
import os
import random
import sys
import types

import numpy as np

from speech import clip

SPELLINGS = {"colour": "color", "grey": "gray", "aeroplane": "airplane"}
OTHER_WORDS = """cat it's won't he'd been i'm mr mrs st dr prof hmm uh a half and the 123 4.5 0 10 7 $20 £3 5% % $ 1 1.5 3rd 60s 2,000 don't 's got
y'all let's ma'am -5 +3 - one two oh twenty hundred thousand million point and double per cent percent minus dollars cents""".split()
SENTENCES = [
    "déjà vu œuvre", "naïve café – “quoted” text…", "[laughs] (softly) so it goes", "one hundred and one dalmatians", "nineteen ninety nine",
    "the year two thousand and five", "a million and a half", "forty two point seven five percent", "$2 and ¢7", "x² plus ﬁne ™", "10€", "straße",
    "twenty-one guns", "one two three four", "three hundred sixty five days", "the second twenty fifth hour", "half past two",
]


def texts(normalizer):
    normalizer.standardize_spellings.mapping = SPELLINGS
    words = sorted(normalizer.standardize_numbers.words) + sorted(SPELLINGS) + OTHER_WORDS
    found = {}
    while len(found) < 400:
        text = " ".join(random.choice(words) for _ in range(random.randint(1, 9)))
        if random.random() < .2:
            text = text.replace(" ", ", ", 1)
        if random.random() < .1:
            text += "."
        if random.random() < .1:
            text = text.capitalize()
        found[text] = normalizer(text)
    found.update((text, normalizer(text)) for text in SENTENCES)
    return list(map(list, found.items()))


def joined(count):
    vocabulary = ["a", "b", "c", "ab", "bc", "abc", "d", "cd"]
    pick = lambda least: [random.choice(vocabulary) for _ in range(random.randint(least, 6))]
    pairs = [(pick(0), pick(1)) for _ in range(300)]
    return [[" ".join(h), " ".join(r), count(h, r)[0]] for h, r in pairs]


def features(x, filters):
    p = np.pad(np.pad(x.astype(np.float64), (0, 480000 - len(x))), 200, mode="reflect")
    window = .5 - .5 * np.cos(2 * np.pi * np.arange(400) / 400)
    power = np.stack([np.abs(np.fft.rfft(p[t * 160:t * 160 + 400] * window)) ** 2 for t in range(3000)], 1)
    log = np.log10(np.maximum(filters.astype(np.float64) @ power, 1e-10))
    return ((np.maximum(log, log.max() - 8) + 4) / 4).astype(np.float32)


def main(folder, whisper, speech2text):
    random.seed(7)
    package = types.ModuleType("normalizers")
    package.__path__ = [os.path.join(whisper, "normalizers")]
    sys.modules["normalizers"] = package
    sys.path.append(speech2text)
    mel = np.load(os.path.join(whisper, "assets", "mel_filters.npz"))
    result = {
        "spellings": SPELLINGS,
        "normalized": texts(importlib.import_module("normalizers.english").EnglishTextNormalizer()),
        "joined": joined(importlib.import_module("helpers").compute_wer_with_concatenation),
        "features": [
            {"samples": n, "bands": bands, "every997th": base64.b64encode(features(clip(n), mel[f"mel_{bands}"]).ravel()[::997].tobytes()).decode()}
            for n, bands in ((4000, 80), (100_000, 128), (480_000, 80))
        ],
    }
    with open(os.path.join(folder, "whisper.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False, indent=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
