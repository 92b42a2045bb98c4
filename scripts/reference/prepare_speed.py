#!/usr/bin/python3
"""prepare_speed.py FOLDER OUT.npy [PROCESSES]: prepares a folder of ImageNet pictures (val_map.txt) for resnet50 with OpenCV and numpy,
as MLPerf's dataset.py does (pre_process_vgg), into one memory-mapped file
(not waiting for the disk); prints the time. PROCESSES: default one a core.

The other side: `./build.sh bench --filter "*Preparation*"` with NATIVEBENCH_DATA naming the folder above. See docs/performance.md.
"""
import multiprocessing
import os
import resource
import sys
import time

import cv2
import numpy as np

MEAN = np.array([123.68, 116.78, 103.94], np.float32)


def prepare(path):
    img = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    h, w = img.shape[:2]
    new = (256, int(256 * h / w)) if h > w else (int(256 * w / h), 256)
    img = cv2.resize(img, new, interpolation=cv2.INTER_AREA)
    y, x = (img.shape[0] - 224) // 2, (img.shape[1] - 224) // 2
    img = img[y:y + 224, x:x + 224].astype(np.float32)
    img -= MEAN
    return img.transpose(2, 0, 1)


def some(job):
    paths, first, out, total = job
    cv2.setNumThreads(1)
    tensor = np.lib.format.open_memmap(out, "r+", np.float32, (total, 3, 224, 224))
    for i, path in enumerate(paths):
        tensor[first + i] = prepare(path)


def main():
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    folder, out = sys.argv[1:3]
    processes = int(sys.argv[3]) if len(sys.argv) == 4 else os.cpu_count()
    paths = [os.path.join(folder, line.split()[0]) for line in open(os.path.join(folder, "val_map.txt"))]
    before = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    start = time.perf_counter()
    np.lib.format.open_memmap(out, "w+", np.float32, (len(paths), 3, 224, 224))
    step = -(-len(paths) // processes)
    jobs = [(paths[i:i + step], i, out, len(paths)) for i in range(0, len(paths), step)]
    with multiprocessing.Pool(processes) as pool:
        pool.map(some, jobs)
        pool.close()
        pool.join()
    seconds = time.perf_counter() - start
    used = sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) - before
    print(f"{len(paths)} pictures in {seconds:.3f} s, {len(paths) / seconds:.0f} a second, {processes} processes, processors {used:.3f} s")


main()
