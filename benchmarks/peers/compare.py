#!/usr/bin/env python3
"""Measures the ceiling, the peer and nativebench in turn, and prints the table of what is reached and what is aimed at.

scripts/compare-peers prepares everything this needs and calls it. By hand:

  compare.py measure --bin DIR --models DIR --nativebench "CMD" --into FILE [--only ROW,...] [--rounds 5]
  compare.py table --into FILE

ceiling: ort_ceiling, ONNX Runtime in a bare loop. peer: ort_loadgen_cpp, the official LoadGen around the same calls.
Every run adds one line of JSON to FILE, so that a long comparison can be made in pieces; table reads all of them. Noise only ever
slows, so beside the ratio of medians stands that of the best runs. Each run notes the share of the machine that others used
meanwhile; one above --quiet is repeated, --tries times at most, and the quietest is kept.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CORES = os.cpu_count() or 1
WORKERS = f"{CORES}x1"

# Row: kind, model, and the plan that both run. "own" is a session for each worker, as short runs get into each other's way.
ROWS = {
    "offline-resnet50": dict(kind="offline", model="resnet50", batch=2, goal=0.98),
    "offline-mobilenet": dict(kind="offline", model="mobilenet_v1", batch=1, goal=0.98),
    "offline-bert": dict(kind="offline", model="bert_base", batch=1, goal=0.98, samples=32),
    "offline-tiny-64": dict(kind="offline", model="tiny_mlp", batch=64, own=True, goal=0.85),
    "offline-tiny-1": dict(kind="offline", model="tiny_mlp", batch=1, own=True, goal=0.95),
    "single-resnet50": dict(kind="single", model="resnet50", goal=1.02),
    "single-mobilenet": dict(kind="single", model="mobilenet_v1", goal=1.02),
    "single-tiny": dict(kind="single", model="tiny_mlp", goal=1.15),
    "server-resnet50": dict(kind="server", model="resnet50", goal=1.15, start=24, own_batch=8),
    "server-mobilenet": dict(kind="server", model="mobilenet_v1", goal=1.15, start=120, own_batch=8),
    "server-tiny": dict(kind="server", model="tiny_mlp", goal=2.0, start=98_000, own=True, peer_batch=16, own_batch=64,
                        own_instances=max(1, CORES - 1), latency_ms=1.0),
}


def machine_busy():
    with open("/proc/stat") as f:
        v = [int(x) for x in f.readline().split()[1:]]
    return (sum(v) - v[3] - v[4]) / os.sysconf("SC_CLK_TCK")


def execute(command):
    """One command: its standard output, and what it cost."""
    busy, start = machine_busy(), time.monotonic()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        p = subprocess.Popen(command, shell=True, stdout=out, stderr=err)
        _, status, use = os.wait4(p.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        out.seek(0), err.seek(0)
        text, errors = out.read(), err.read()
    if code not in (0, 1):  # 1: INVALID, which a search for the highest rate meets on purpose
        sys.exit(f"failed ({code}): {command}\n{text[-2000:]}\n{errors[-2000:]}")
    own = use.ru_utime + use.ru_stime
    return text, dict(rss_mib=use.ru_maxrss / 1024, others=max(0.0, machine_busy() - busy - own) / (wall * CORES))


def summary(path):
    """The figures of an mlperf_log_summary.txt."""
    with open(path) as f:
        text = f.read()

    def number(label):
        m = re.search(rf"^{label}\s*:\s*([-+.\deE]+)", text, re.M)
        return float(m.group(1)) if m else None

    return dict(valid=bool(re.search(r"^Result is\s*:\s*VALID", text, re.M)),
                rate=number("Samples per second") or number("Completed samples per second"),
                p50_us=(number(r"50.00 percentile latency \(ns\)") or 0) / 1e3,
                p90_us=(number(r"90.00 percentile latency \(ns\)") or 0) / 1e3,
                p99_us=(number(r"99.00 percentile latency \(ns\)") or 0) / 1e3)


class Runner:
    def __init__(self, args):
        self.args = args

    def model(self, row):
        return os.path.join(self.args.models, row["model"] + ".onnx")

    def quiet(self, once):
        best = None
        for _ in range(self.args.tries):
            r = once()
            if best is None or r["others"] < best["others"]:
                best = r
            if best["others"] <= self.args.quiet:
                break
        return best

    def ceiling(self, row):
        a = self.args
        if row["kind"] == "offline":
            plan = WORKERS + ("s" if row.get("own") else "")
            text, cost = execute(f"{a.bin}/ort_ceiling --model {self.model(row)} --what offline --plans {plan} --batches {row['batch']} --seconds {a.seconds}")
            return dict(rate=json.loads(text.splitlines()[0])["samples_per_second"], **cost)
        text, cost = execute(f"{a.bin}/ort_ceiling --model {self.model(row)} --what single --seconds {a.seconds}")
        best = min((json.loads(line) for line in text.splitlines()), key=lambda r: r["p90_us"])
        return dict(p50_us=best["p50_us"], p90_us=best["p90_us"], p99_us=best["p99_us"], intra=best["intra"], **cost)

    def peer(self, row, scenario, batch, workers, intra, qps, queries=1, latency_ms=15.0, seconds=None):
        a = self.args
        log = tempfile.mkdtemp(prefix="compare_peer_")
        try:
            _, cost = execute(
                f"{a.bin}/ort_loadgen_cpp --model {self.model(row)} --scenario {scenario} --batch {batch} --threads {workers} --intra {intra} "
                f"--qps {qps:.6g} --latency-ms {latency_ms:.6g} --duration {a.seconds if seconds is None else seconds} --min-queries {queries} "
                f"--samples {row.get('samples', 256)} --log-dir {log} --own-sessions {1 if row.get('own') else 0}")
            return {**summary(os.path.join(log, "mlperf_log_summary.txt")), **cost}
        finally:
            shutil.rmtree(log, ignore_errors=True)

    def ours(self, row, scenario, batch, workers, intra, qps=None, queries=1, latency_ms=None, seconds=None):
        a = self.args
        log = tempfile.mkdtemp(prefix="compare_nb_")
        settings = [f"min_duration={(a.seconds if seconds is None else seconds) * 1e3:.0f}", f"min_query_count={queries}",
                    f"performance_sample_count_override={row.get('samples', 256)}"]
        if qps:
            settings.append(f"target_qps={qps:.6g}")
        if latency_ms:
            settings.append(f"target_latency={latency_ms:.6g}")
        try:
            _, cost = execute(
                f"{a.nativebench} run --quiet --model {self.model(row)} --scenario {scenario} --batch {batch} --instances {workers} --threads {intra} "
                + " ".join("--set " + s for s in settings) + f" --backend-option flush_denormals=on --output {log}/out")
            return {**summary(os.path.join(log, "out", scenario, "performance", "mlperf_log_summary.txt")), **cost}
        finally:
            shutil.rmtree(log, ignore_errors=True)

    def search(self, row, who, once, start):
        """The highest rate that LoadGen calls VALID: steps of a quarter, then bisection."""
        low, high, q, best = 0.0, None, start, None
        while True:
            r = self.quiet(lambda: once(q))
            note(f"  {who} {q:.5g}/s: p99 {r['p99_us'] / 1e3:.4g} ms, {'VALID' if r['valid'] else 'INVALID'}, others {r['others']:.0%}")
            if r["valid"]:
                low, best = q, r
            else:
                high = q
            if high and (high < start / 16 or low and (high - low) / high <= self.args.precision):
                return dict(rate=low, others=(best or r)["others"], rss_mib=r["rss_mib"], p99_us=best["p99_us"] if best else 0)
            q = (low + high) / 2 if low and high else q * 1.25 if low else q / 1.5

    def measure(self, name):
        row = ROWS[name]
        a = self.args
        if row["kind"] == "offline":
            c = self.quiet(lambda: self.ceiling(row))
            yield "ceiling", c
            yield "peer", self.quiet(lambda: self.peer(row, "Offline", row["batch"], CORES, 1, c["rate"]))
            yield "ours", self.quiet(lambda: self.ours(row, "Offline", row["batch"], CORES, 1, c["rate"]))
        elif row["kind"] == "single":
            c = self.quiet(lambda: self.ceiling(row))
            yield "ceiling", c
            yield "peer", self.quiet(lambda: self.peer(row, "SingleStream", 1, 1, c["intra"], 1e6 / c["p50_us"], 100))
            yield "ours", self.quiet(lambda: self.ours(row, "SingleStream", 1, 1, c["intra"], queries=100))
        else:
            single = self.ceiling({**row, "kind": "single"})
            bound = row.get("latency_ms") or a.bound * single["p50_us"] / 1e3
            yield "ceiling", single
            seconds = min(a.seconds, 2)
            if "peer" in a.who:
                yield "peer", dict(self.search(row, "peer", lambda q: self.peer(
                    row, "Server", row.get("peer_batch", 1), CORES, 1, q, a.server_queries, bound, seconds), row["start"]), bound_ms=bound)
            if "ours" in a.who:
                yield "ours", dict(self.search(row, "ours", lambda q: self.ours(
                    row, "Server", row["own_batch"], row.get("own_instances", CORES), 1, q, a.server_queries, bound, seconds),
                    row["start"] * row["goal"]), bound_ms=bound)


def note(text):
    print(text, file=sys.stderr, flush=True)


def measure(args):
    runner = Runner(args)
    for turn in range(args.rounds):
        for name in args.only.split(",") if args.only else ROWS:
            for who, result in runner.measure(name):
                value = result.get("rate") if ROWS[name]["kind"] != "single" else result["p90_us"]
                note(f"{name} {turn + 1}/{args.rounds} {who}: {value if value is not None else result['p50_us']:.6g}, others {result['others']:.0%}")
                with open(args.into, "a") as f:
                    f.write(json.dumps(dict(row=name, who=who, at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **result)) + "\n")


def table(args):
    runs = [json.loads(line) for line in open(args.into)]
    print(f"| row | ceiling | peer | nativebench | peer | nativebench | best runs | goal | | memory |\n|---|---|---|---|---|---|---|---|---|---|")
    for name, row in ROWS.items():
        key = "p90_us" if row["kind"] == "single" else "rate"
        values = {who: [r[key] for r in runs if r["row"] == name and r["who"] == who and r.get(key)] for who in ("ceiling", "peer", "ours")}
        if not values["ours"]:
            continue
        base = "peer" if row["kind"] == "server" else "ceiling"
        lower = row["kind"] == "single"
        best = min if lower else max

        def cell(who):
            v = values[who]
            return f"{statistics.median(v):.4g} ({min(v):.4g} to {max(v):.4g}), n={len(v)}" if v else "–"

        def ratio(who, pick):
            return pick(values[who]) / pick(values[base]) if values[who] and values[base] else None

        of_median, of_best = ratio("ours", statistics.median), ratio("ours", best)
        peer = ratio("peer", statistics.median) if base == "ceiling" else None
        met = of_median is not None and (of_median <= row["goal"] if lower else of_median >= row["goal"])
        memory = "–"
        rss = {who: [r["rss_mib"] for r in runs if r["row"] == name and r["who"] == who] for who in ("ceiling", "ours")}
        if row["kind"] == "offline" and rss["ceiling"] and rss["ours"]:
            c, o = statistics.median(rss["ceiling"]), statistics.median(rss["ours"])
            memory = f"{o:.0f} of {c * 1.15 + 60:.0f} MiB ({'met' if o <= c * 1.15 + 60 else 'missed'})"
        text = lambda r: f"{r:.3f}" if r is not None else "–"
        print(f"| {name} | {cell('ceiling')} | {cell('peer')} | {cell('ours')} | {text(peer)} | {text(of_median)} | {text(of_best)} "
              f"| {'≤' if lower else '≥'} {row['goal']} | {'met' if met else 'missed'} | {memory} |")
    others = [r["others"] for r in runs]
    print(f"\n{len(runs)} runs from {min(r['at'] for r in runs)} to {max(r['at'] for r in runs)}; share of the machine that others used: "
          f"median {statistics.median(others):.0%}, at most {max(others):.0%}. Offline and Server in samples/s, SingleStream p90 in µs; "
          f"Offline and SingleStream against the ceiling, Server's highest VALID rate against the peer's. Memory: peak, against 1.15 times the ceiling's and 60 MiB.")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(required=True)
    m = sub.add_parser("measure")
    m.set_defaults(call=measure)
    m.add_argument("--bin", required=True, help="folder of the built peers")
    m.add_argument("--models", required=True, help="folder of the models")
    m.add_argument("--nativebench", required=True, help="the program to compare")
    m.add_argument("--only", default="", help="rows, comma-separated: " + ", ".join(ROWS))
    m.add_argument("--who", default="peer,ours", help="in Server rows: whose highest rate to search")
    m.add_argument("--rounds", type=int, default=5)
    m.add_argument("--seconds", type=float, default=3)
    m.add_argument("--server-queries", type=int, default=5000)
    m.add_argument("--bound", type=float, default=10, help="Server's latency bound, in medians of a single stream")
    m.add_argument("--precision", type=float, default=0.04, help="of the highest VALID rate")
    m.add_argument("--quiet", type=float, default=0.06, help="share others may use before a run is repeated")
    m.add_argument("--tries", type=int, default=3)
    m.add_argument("--into", required=True)
    t = sub.add_parser("table")
    t.set_defaults(call=table)
    t.add_argument("--into", required=True)
    args = p.parse_args()
    args.call(args)


if __name__ == "__main__":
    main()
