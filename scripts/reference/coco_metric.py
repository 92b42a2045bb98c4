#!/usr/bin/python3
"""coco_metric.py FOLDER: random ground truth and detections with pycocotools' figures, as FOLDER/coco_cases.json."""
import contextlib
import io
import json
import os
import random
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def case(seed, images, categories, crowds, ties, many):
    r = random.Random(seed)
    gt = {"images": [{"id": 7 * i + 3, "file_name": f"{i}.jpg", "width": 640, "height": 480} for i in range(images)],
          "categories": [{"id": c} for c in categories], "annotations": []}
    dets, ann = [], 1
    score = (lambda: round(r.random(), 1)) if ties else (lambda: round(r.random(), 6))
    for im in gt["images"]:
        for c in categories[:-1]:                      # the last one never occurs
            for _ in range(r.choice([0, 0, 1, 2, 3, 6])):
                side = r.choice([8, 31, 32, 40, 96, 97, 200])
                x, y, w, h = r.randint(0, 440), r.randint(0, 280), side, r.choice([side, side * 2])
                crowd = int(crowds and r.random() < .25)
                gt["annotations"].append({"id": ann, "image_id": im["id"], "category_id": c, "bbox": [x, y, w, h],
                                          "area": round(w * h * r.choice([1, .5, .9]), 2), "iscrowd": crowd})
                ann += 1
                for _ in range(r.choice([0, 1, 1, 2])):
                    jitter = lambda s: round(r.gauss(0, s), 3)
                    dets.append({"image_id": im["id"], "category_id": c if r.random() < .9 else r.choice(categories),
                                 "bbox": [x + jitter(3), y + jitter(3), max(1, w + jitter(4)), max(1, h + jitter(4))],
                                 "score": score()})
        for _ in range(many):                          # more than 100 of one category
            dets.append({"image_id": im["id"], "category_id": categories[0],
                         "bbox": [r.randint(0, 600), r.randint(0, 400), r.randint(4, 40), r.randint(4, 40)], "score": score()})
    r.shuffle(dets)
    keep = [im["id"] for im in gt["images"]][: images - 1]   # one picture isn't evaluated
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = json.loads(json.dumps(gt))
        truth.createIndex()
        e = COCOeval(truth, truth.loadRes(json.loads(json.dumps(dets))), "bbox")
        e.params.imgIds = keep
        e.evaluate(), e.accumulate(), e.summarize()
    compact = [[d["image_id"], d["category_id"], *d["bbox"], d["score"]] for d in dets]
    return {"seed": seed, "truth": gt, "detections": compact, "image_ids": keep, "stats": list(map(float, e.stats))}


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    cases = [case(1, 6, [1, 3, 90, 44], False, False, 0), case(2, 8, [5, 2, 9], True, False, 0),
             case(3, 5, [1, 2, 3], True, True, 0), case(4, 3, [1, 2], False, False, 130)]
    with open(os.path.join(sys.argv[1], "coco_cases.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


main()
