#!/usr/bin/env bash
# Compares what tune finds for Offline with a full grid:
#   scripts/compare-tune-with-grid.sh MODEL [BUDGET_S [GRID_BUDGET_S [TURNS]]]
# Search and grid take place one after the other, and a machine's speed changes by more than plans differ. So the two winners are run
# again in turn, and the ratio of these runs' medians is what counts. NATIVEBENCH names another program than ./nativebench.
# Wants a machine without other work.
set -euo pipefail
model=${1:?model file}
budget=${2:-80}
grid_budget=${3:-240}
turns=${4:-7}
here=$(cd "$(dirname "$0")/.." && pwd)
program=${NATIVEBENCH:-$here/nativebench}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" tune --model "$model" --scenario Offline --budget "$budget" --no-check --json --output "$work/halved" > "$work/halved.json"
"$program" tune --model "$model" --scenario Offline --budget "$grid_budget" --grid --no-check --json --output "$work/grid" > "$work/grid.json"
python3 - "$work" "$program" "$model" "$turns" <<'PY'
import json, re, statistics, subprocess, sys
work, program, model, turns = sys.argv[1:]
halved, grid = (json.load(open(f"{work}/{name}.json"))["scenarios"][0]["plans_tried"] for name in ("halved", "grid"))
key = lambda p: (p["instances"], p["threads"], p["batch"])
name = lambda p: f'{p["instances"]} x {p["threads"]} threads, batch {p["batch"]}'
found = next(p for p in halved if p["winner"])
best = max((p for p in grid if p["score"]), key=lambda p: p["score"])
print(f'tune: {name(found)}, {found["score"]:.2f} samples/s')
print(f'grid: {name(best)}, {best["score"]:.2f} samples/s, best of {sum(1 for p in grid if p["score"])} plans')
if key(found) == key(best):
    print("the same plan")
    sys.exit()


def rate(p, turn, who):
    out = f"{work}/{who}{turn}"
    subprocess.run([program, "run", "--quiet", "--model", model, "--scenario", "Offline", "--instances", str(p["instances"]), "--threads", str(p["threads"]),
                    "--batch", str(p["batch"]), "--set", "min_duration=5000", "--set", "min_query_count=1", "--set", f'target_qps={found["score"]:.6g}',
                    "--output", out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    text = open(f"{out}/Offline/performance/mlperf_log_summary.txt").read()
    return float(re.search(r"Samples per second: ([-+.\deE]+)", text).group(1))


rates = {"tune": [], "grid": []}
for turn in range(int(turns)):
    for who, plan in (("tune", found), ("grid", best)) if turn % 2 == 0 else (("grid", best), ("tune", found)):
        rates[who].append(rate(plan, turn, who))
a, b = (statistics.median(rates[who]) for who in ("tune", "grid"))
shown = lambda who: f"{statistics.median(rates[who]):.2f} ({min(rates[who]):.2f} to {max(rates[who]):.2f})"
print(f"in turn, n={turns}: tune's {shown('tune')}, the grid's {shown('grid')}: {a / b:.2%}")
PY
