#!/usr/bin/python3
"""auc.py FOLDER: scikit-learn's roc_auc_score for random scores with and without ties, as FOLDER/auc_cases.json."""
import json
import os
import sys

import numpy as np
from sklearn.metrics import roc_auc_score


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    rng, cases = np.random.RandomState(7), []
    for n, levels in [(2, 0), (10, 0), (50, 3), (200, 10), (300, 0), (40, 1)]:
        y = rng.randint(0, 2, n)
        y[:2] = 0, 1
        s = (rng.rand(n) + .3 * y).astype(np.float32)
        if levels:
            s = (np.round(s * levels) / levels).astype(np.float32)
        cases.append({"scores": [float(v) for v in s], "labels": [int(v) for v in y], "auc": float(roc_auc_score(y, s))})
    with open(os.path.join(sys.argv[1], "auc_cases.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


main()
