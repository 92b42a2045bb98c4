#!/usr/bin/python3
"""speech.py FOLDER: RNN-T's features of computed clips by numpy and SciPy in double precision, as FOLDER/speech.json.

The steps are those of MLPerf's features.py with rnnt.toml [input_eval] (pre-emphasis, STFT, librosa's mel filters, log, splicing,
normalisation), written anew; the mel scale and its normalisation are Slaney's, librosa's default.
"""
import base64
import json
import os
import sys

import numpy as np
from scipy import fft


def clip(n):
    """Tones, a sweep and noise from integer arithmetic; values are multiples of 1/32768, as 16-bit sound has them."""
    i = np.arange(n, dtype=np.int64)
    saw = (i * 37) % 4096 - 2048
    sweep = ((i * i) // 97) % 8192 - 4096
    noise = ((i * 1103515245 + 12345) >> 8) % 2048 - 1024
    return ((saw + sweep + noise) / 32768).astype(np.float32)


def mel_filters():
    to_mel = lambda f: np.where(f < 1000, f * 3 / 200, 15 + np.log(np.maximum(f, 1e-9) / 1000) / (np.log(6.4) / 27))
    to_hz = lambda m: np.where(m < 15, m * 200 / 3, 1000 * np.exp((m - 15) * np.log(6.4) / 27))
    edges = to_hz(np.linspace(to_mel(0.), to_mel(8000.), 82))
    f = np.linspace(0, 8000, 257)
    ramps = edges[:, None] - f[None, :]
    width = np.diff(edges)
    w = np.maximum(0, np.minimum(-ramps[:-2] / width[:-1, None], ramps[2:] / width[1:, None]))
    return (w * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


def features(x):
    x = np.concatenate((x[:1], x[1:] - np.float32(.97) * x[:-1])).astype(np.float64)
    p = np.pad(x, 256, mode="reflect")
    window = np.pad(.5 - .5 * np.cos(2 * np.pi * np.arange(320) / 319), 96)
    frames = np.stack([p[t * 160:t * 160 + 512] * window for t in range(1 + len(x) // 160)])
    power = np.abs(fft.rfft(frames, axis=1)) ** 2 + 1e-5 ** 2
    y = np.log(power @ mel_filters().astype(np.float64).T + 1e-20).T            # [80, frames]
    shifted = [np.concatenate((y[:, n:], np.zeros((80, n))), axis=1) for n in range(3)]
    y = np.concatenate(shifted)[:, ::3]
    n = -(-(-(-len(x) // 160)) // 3)
    y = y[:, :n]
    return ((y - y.mean(1, keepdims=True)) / (y.std(1, ddof=1, keepdims=True) + 1e-5)).T.astype(np.float32)


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    out = []
    for n in (16000, 4321, 9600):
        y = features(clip(n))
        out.append({"samples": n, "shape": list(y.shape), "every7th": base64.b64encode(y.reshape(-1)[::7].tobytes()).decode()})
    with open(os.path.join(sys.argv[1], "speech.json"), "w") as f:
        json.dump(out, f, indent=0)
        f.write("\n")


if __name__ == "__main__":
    main()
