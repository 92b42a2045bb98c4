#!/usr/bin/python3
"""normal_pictures.py PICTURES FOLDER [COUNT]: makes COUNT (500) JPEGs of ImageNet's usual size (500 pixels on the longer side, about 110 KB)
out of a folder of larger photographs, each several times: mirrored, and cut differently. Writes FOLDER/imagenet/*.JPEG and val_map.txt,
for scripts/compare-preparation, where ImageNet itself isn't at hand.
"""
import glob
import os
import sys

import cv2

LONG_SIDE, BYTES = 500, 110_000


def encoded(picture):
    """At the quality that comes closest to the usual size, as cameras and web sites encode: 4:2:0, standard tables."""
    best = None
    for quality in range(98, 70, -2):
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        if best is None or abs(len(data) - BYTES) < abs(len(best) - BYTES):
            best = data
    return best


def main():
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    sources = sorted(glob.glob(os.path.join(sys.argv[1], "*.jp*g")))
    folder = os.path.join(sys.argv[2], "imagenet")
    count = int(sys.argv[3]) if len(sys.argv) == 4 else 500
    os.makedirs(folder)
    sizes = []
    with open(os.path.join(folder, "val_map.txt"), "w") as labels:
        for i in range(count):
            picture = cv2.imread(sources[i % len(sources)])
            turn = i // len(sources)
            cut = turn // 2 * 4
            picture = picture[cut:picture.shape[0] - cut, cut:]
            if turn % 2:
                picture = picture[:, ::-1]
            scale = LONG_SIDE / max(picture.shape[:2])
            picture = cv2.resize(picture, (round(picture.shape[1] * scale), round(picture.shape[0] * scale)), interpolation=cv2.INTER_AREA)
            data = encoded(picture)
            sizes.append(len(data))
            name = f"picture{i:04}.JPEG"
            with open(os.path.join(folder, name), "wb") as out:
                out.write(data)
            labels.write(f"{name} {i % 1000}\n")
    print(f"{count} pictures, {sum(sizes) / count / 1000:.0f} KB on average, {min(sizes) / 1000:.0f} to {max(sizes) / 1000:.0f}")


main()
