#!/usr/bin/python3
"""imaging.py FOLDER: small JPEGs, and what OpenCV, Pillow and numpy make of them and of a computed picture.

Writes FOLDER/*.jpg and FOLDER/imaging.json: resized pictures whole (base64) or as SHA-256, tensors of the benchmarks' preprocessing as
SHA-256 and, for float tensors, every 97th value. The preprocessing follows the official scripts' steps (dataset.py of MLPerf's
vision/classification_and_detection, TensorFlow Lite's image_preprocessing_stage) and is written anew here.
"""
import base64
import hashlib
import json
import math
import os
import sys

import cv2
import numpy as np
from PIL import Image

cv2.setNumThreads(1)


def computed(w, h):
    """A picture with gradients, edges and noise from integer arithmetic only."""
    y, x, c = np.meshgrid(np.arange(h), np.arange(w), np.arange(3), indexing="ij")
    smooth = (x * 3 + y * 5 + c * 40 + ((x * y * (c + 1)) >> 5)) & 255
    noise = ((x * 7919) ^ (y * 104729) ^ (c * 1299709) ^ ((x * y * 31) >> 3)) & 255
    edges = np.where(((x >> 4) + (y >> 3)) % 3 == 0, 255, 0)
    return ((smooth * 5 + noise * 2 + edges) // 8).astype(np.uint8)


def sha(a):
    return hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest()


def whole(a):
    return base64.b64encode(np.ascontiguousarray(a).tobytes()).decode()


RESIZE = {
    "OpenCvLinear": lambda a, w, h: cv2.resize(a, (w, h), interpolation=cv2.INTER_LINEAR),
    "OpenCvArea": lambda a, w, h: cv2.resize(a, (w, h), interpolation=cv2.INTER_AREA),
    "PillowBilinear": lambda a, w, h: np.asarray(Image.fromarray(a).resize((w, h), Image.BILINEAR)),
    "PillowBicubic": lambda a, w, h: np.asarray(Image.fromarray(a).resize((w, h), Image.BICUBIC)),
}
SIZES = [(37, 29, 20, 15), (37, 29, 61, 43), (64, 48, 32, 24), (60, 45, 20, 15), (50, 40, 50, 23), (500, 375, 341, 256),
         (227, 227, 256, 256), (640, 427, 416, 277), (333, 500, 256, 384), (97, 1, 31, 4)]


def short_side(a, size, filt):
    h, w = a.shape[:2]
    new = (size, int(size * h / w)) if h > w else (int(size * w / h), size)
    return RESIZE[filt](a, *new)


def crop(a, size, start=lambda n: int(n / 2)):
    y, x = start(a.shape[0] - size), start(a.shape[1] - size)
    return a[y:y + size, x:x + size]


def stretch_float(a, size):
    return cv2.resize(a.astype(np.float32), (size, size), interpolation=cv2.INTER_LINEAR)


def tflite(a, w, h):
    a = a.astype(np.float32)
    y = np.arange(h, dtype=np.float32) * (np.float32(a.shape[0]) / np.float32(h))
    x = np.arange(w, dtype=np.float32) * (np.float32(a.shape[1]) / np.float32(w))
    y0, x0 = np.floor(y).astype(int), np.floor(x).astype(int)
    y1, x1 = np.minimum(np.ceil(y).astype(int), a.shape[0] - 1), np.minimum(np.ceil(x).astype(int), a.shape[1] - 1)
    dy, dx = (y - y0.astype(np.float32))[:, None, None], (x - x0.astype(np.float32))[None, :, None]
    one = np.float32(1)
    return (a[y0][:, x0] * (one - dy) * (one - dx) + a[y1][:, x0] * dy * (one - dx)
            + a[y0][:, x1] * (one - dy) * dx + a[y1][:, x1] * dy * dx)


def mobile(a):
    h, w = a.shape[:2]
    rx, ry = np.float32(256) / np.float32(w), np.float32(256) / np.float32(h)
    half_up = lambda v: int(math.floor(float(v) + .5))
    new = (256, half_up(np.float32(h) * rx)) if rx >= ry else (half_up(np.float32(w) * ry), 256)
    return crop(tflite(a, *new), 224, lambda n: int(math.floor(n / 2 + .5)))


def letterbox(a, size):
    h, w = a.shape[:2]
    r = min(size / h, size / w)
    out = np.full((size, size, 3), 114, np.uint8)
    small = cv2.resize(a, (int(w * r), int(h * r)), interpolation=cv2.INTER_LINEAR)
    out[:small.shape[0], :small.shape[1]] = small
    return out


def letterbox_centre(a, size):
    h, w = a.shape[:2]
    r = min(size / h, size / w)
    nw, nh = round(w * r), round(h * r)
    dw, dh = (size - nw) / 2, (size - nh) / 2
    small = cv2.resize(a, (nw, nh), interpolation=cv2.INTER_LINEAR)
    return cv2.copyMakeBorder(small, round(dh - .1), round(dh + .1), round(dw - .1), round(dw + .1), cv2.BORDER_CONSTANT, value=(114,) * 3)


F = np.float32
MEAN, STD = F([.485, .456, .406]), F([.229, .224, .225])
chw = lambda a: a.transpose(2, 0, 1)
PIPELINES = {
    "resnet50": lambda a: chw(crop(short_side(a, 256, "OpenCvArea"), 224).astype(F) - F([123.68, 116.78, 103.94])),
    "mobilenet": lambda a: chw((crop(short_side(a, 256, "OpenCvLinear"), 224).astype(F) / F(255) - F(.5)) * F(2)),
    "imagenet-torch": lambda a: chw((crop(short_side(a, 256, "PillowBilinear"), 224, lambda n: round(n / 2)).astype(F) / F(255) - MEAN) / STD),
    "ssd-mobilenet": lambda a: stretch_float(a, 300).astype(np.uint8),
    "ssd-resnet34": lambda a: chw((stretch_float(a, 1200) / F(255) - MEAN) / STD),
    "retinanet": lambda a: chw(stretch_float(a, 800) / F(255)),
    "yolox": lambda a: chw(letterbox(a, 416)[:, :, ::-1]).astype(F),
    "yolo": lambda a: chw(letterbox_centre(a, 640)).astype(F) / F(255),
    "mobile-mobilenet-edgetpu": lambda a: (mobile(a) - F(127.5)) / F(127.5),
    "mobile-mobiledets": lambda a: (tflite(a, 320, 320) - F(127.5)) / F(127.5),
    "tiny-vww": lambda a: RESIZE["PillowBilinear"](a, 96, 96).astype(F) / F(255),
}


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    out = {"resize": [], "jpeg": [], "pipelines": [], "versions": {"opencv": cv2.__version__, "pillow": Image.__version__, "numpy": np.__version__}}
    for sw, sh, dw, dh in SIZES:
        for name, resize in RESIZE.items():
            r = resize(computed(sw, sh), dw, dh)
            entry = {"filter": name, "source": [sw, sh], "size": [dw, dh], "sha256": sha(r)}
            if r.size < 2000:
                entry["pixels"] = whole(r)
            out["resize"].append(entry)
    exif = Image.Exif()
    exif[0x0112] = 6                                   # to be turned by 90 degrees
    picture = Image.fromarray(computed(181, 123))
    for name, args, im in [("full", dict(quality=92, subsampling=0), picture), ("half", dict(quality=75, subsampling=2), picture),
                           ("wide", dict(quality=80, subsampling=1), picture), ("progressive", dict(quality=70, progressive=True), picture),
                           ("grey", dict(quality=80), picture.convert("L")), ("turned", dict(quality=85, exif=exif), picture), ("restarts", {}, picture)]:
        path = os.path.join(sys.argv[1], name + ".jpg")
        if name == "restarts":                         # Pillow 9.4 writes none
            cv2.imwrite(path, np.asarray(im)[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80, cv2.IMWRITE_JPEG_RST_INTERVAL, 5])
        else:
            im.save(path, **args)
        opencv = cv2.imread(path)[:, :, ::-1]
        out["jpeg"].append({"file": name + ".jpg", "size": list(opencv.shape[1::-1]), "opencv": sha(opencv),
                            "pillow": sha(np.asarray(Image.open(path).convert("RGB")))})
    for w, h in [(181, 123), (227, 227), (375, 500)]:
        for name, pipeline in PIPELINES.items():
            t = np.ascontiguousarray(pipeline(computed(w, h)))
            entry = {"pipeline": name, "source": [w, h], "shape": list(t.shape), "type": str(t.dtype), "sha256": sha(t)}
            if t.dtype == F:
                entry["every97th"] = whole(t.reshape(-1)[::97 * (1 + t.size // 200000)])
                entry["step"] = 97 * (1 + t.size // 200000)
            out["pipelines"].append(entry)
    with open(os.path.join(sys.argv[1], "imaging.json"), "w") as f:
        json.dump(out, f, indent=0)
        f.write("\n")


main()
