#!/usr/bin/env python3
"""Logs of the official LoadGen of every run that a closed resnet submission for edge systems needs (round v6.1).

    python3 official_logs.py FOLDER DRIVER

DRIVER is the official LoadGen on a virtual clock, as tests/golden/loadgen was made with (its README has the options). Writes
FOLDER/official_logs.zip: SCENARIO/{performance,accuracy,TEST01,TEST04}/mlperf_log_{detail,summary}.txt. Left out are the lines of
loaded_qsl_set, 50,000 numbers that nobody reads, and the folder of LoadGen's sources; everything else is verbatim.
"""
import os
import re
import subprocess
import sys
import tempfile
import zipfile

# The round's seeds, and a system that takes so long for a query.
COMMON = ["--qsl_seed=2085463073848966840", "--sample_seed=2747215439041700203", "--schedule_seed=16159082839903944936", "--min_duration_ms=600000",
          "--total=50000", "--perf=1024", "--trace=0", "--quiet=1", "--payload=4", "--percentile=0.9"]
SCENARIOS = {
    "SingleStream": ["--expected_latency_ns=2000000", "--lat_base=2000000", "--min_query_count=100"],
    "MultiStream": ["--expected_latency_ns=16000000", "--lat_base=16000000", "--min_query_count=662", "--percentile=0.99"],
    # The query's 39,600 samples take 20 ms each.
    "Offline": ["--target_qps=60", "--lat_base=792000000000", "--min_query_count=24576"],
}
RUNS = {
    "performance": ["--mode=PerformanceOnly"],
    "accuracy": ["--mode=AccuracyOnly"],
    "TEST01": ["--mode=PerformanceOnly", "--acc_seed=720381539243781796", "--acc_target=4096"],
    "TEST04": ["--mode=PerformanceOnly", "--same=1", "--same_index=3"],
}


def main():
    folder, driver = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary, zipfile.ZipFile(os.path.join(folder, "official_logs.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for scenario, system in SCENARIOS.items():
            for run, options in RUNS.items():
                out = os.path.join(temporary, scenario, run)
                os.makedirs(out)
                subprocess.run([driver, "--scenario=" + scenario, "--out=" + out, *COMMON, *system, *options], check=True, stdout=subprocess.DEVNULL)
                for name in ("mlperf_log_detail.txt", "mlperf_log_summary.txt"):
                    with open(os.path.join(out, name)) as f:
                        text = "".join(line for line in f if '"key": "loaded_qsl_set"' not in line)
                    text = re.sub(r'"file": "[^"]*/', '"file": "', text)
                    # A fixed date: the same logs give the same file.
                    archive.writestr(zipfile.ZipInfo("%s/%s/%s" % (scenario, run, name), (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main()
