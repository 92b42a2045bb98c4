#!/usr/bin/python3
"""volumes.py FOLDER: SciPy's zoom, KiTS19's sizes and padding, and sliding-window blending of small volumes, as FOLDER/volumes.json.

Steps as in MLPerf's vision/medical_imaging/3d-unet-kits19 (preprocess.py, inference_utils.py), written anew; the window is 16 voxels with
stride 8 here, the network a formula.
"""
import base64
import hashlib
import json
import os
import sys

import numpy as np
from scipy.ndimage import zoom


def volume(d, h, w):
    z, y, x = np.meshgrid(np.arange(d), np.arange(h), np.arange(w), indexing="ij")
    return ((z * 131 + y * 57 + x * 17 + (x * y * z) % 23 * 11) % 1200 - 500).astype(np.float32)


def labels(d, h, w):
    return (np.abs(volume(d, h, w)).astype(int) // 90 % 3).astype(np.uint8)


def fit(v, pad, window=128, stride=64):
    b = [max(0, window - n) for n in v.shape]
    v = np.pad(v, [(n // 2, n - n // 2) for n in b], mode="edge")
    b = [n % stride if n % stride < stride // 2 else 0 for n in v.shape]
    v = v[tuple(slice(c // 2, n - (c - c // 2)) for c, n in zip(b, v.shape))]
    b = [(stride - n % stride) % stride for n in v.shape]
    b = [c if n + c >= window else c + stride for c, n in zip(b, v.shape)]
    return np.pad(v, [(c // 2, c - c // 2) for c in b], constant_values=pad)


def blend(image, size=16, stride=8):
    g = np.exp(-(np.arange(size) - (size - 1) / 2) ** 2 / (2 * (size / 8) ** 2))
    patch = np.cbrt(np.einsum("i,j,k->ijk", g, g, g))
    patch = (patch / patch.max()).astype(np.float32)
    total, norm = np.zeros((3, *image.shape), np.float32), np.zeros((3, *image.shape), np.float32)
    for i in range(0, image.shape[0] - size + 1, stride):
        for j in range(0, image.shape[1] - size + 1, stride):
            for k in range(0, image.shape[2] - size + 1, stride):
                at = np.s_[:, i:i + size, j:j + size, k:k + size]
                window = image[at[1:]]
                # Depends on the place within the window, so that the blending matters.
                ramp = np.arange(size, dtype=np.float32)[:, None, None] * np.float32(.125)
                scores = np.stack([window, np.float32(1) - window, ramp - window * np.float32(.5)])
                total[at] += scores * patch
                norm[at] += patch
    return np.argmax(total / norm, axis=0).astype(np.uint8)


def b64(a):
    return base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    out = {"zoom": [], "fit": [], "blend": []}
    for shape, spacing in [((9, 14, 11), (3., .8, .8)), ((12, 10, 10), (.5, 1.5, 2.)), ((6, 7, 5), (1.6, 1.2, 1.2)), ((5, 21, 16), (4.8, .9, 1.2))]:
        factors = np.array(np.float32(spacing).tolist()) / np.array([1.6, 1.2, 1.2])
        v, l = volume(*shape), labels(*shape)
        a = zoom(v, factors, order=1, mode="constant", cval=v.min(), grid_mode=False)
        b = zoom(l, factors, order=0, mode="constant", cval=l.min(), grid_mode=False)
        out["zoom"].append({"source": list(shape), "factors": list(factors), "size": list(a.shape), "linear": b64(a.astype(np.float32)), "nearest": b64(b)})
    for shape in [(100, 130, 140), (128, 159, 161), (193, 128, 127), (64, 224, 95)]:
        f = fit(labels(*shape), 7)
        out["fit"].append({"source": list(shape), "size": list(f.shape), "sha256": hashlib.sha256(np.ascontiguousarray(f).tobytes()).hexdigest()})
    for shape in [(16, 24, 32), (24, 24, 16)]:
        image = volume(*shape) / np.float32(700)
        out["blend"].append({"source": list(shape), "labels": b64(blend(image))})
    with open(os.path.join(sys.argv[1], "volumes.json"), "w") as f:
        json.dump(out, f, indent=0)
        f.write("\n")


main()
