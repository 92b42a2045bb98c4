#!/usr/bin/env bash
# Compares what tune finds for Offline with a full grid, in turn on the same machine:
#   scripts/compare-tune-with-grid.sh MODEL [BUDGET_S [GRID_BUDGET_S]]
# Prints both winners and how the found plan does in the grid. Wants a machine without other work.
set -euo pipefail
model=${1:?model file}
budget=${2:-80}
grid_budget=${3:-240}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/nativebench" tune --model "$model" --scenario Offline --budget "$budget" --no-check --json --output "$work/halved" > "$work/halved.json"
"$here/nativebench" tune --model "$model" --scenario Offline --budget "$grid_budget" --grid --no-check --json --output "$work/grid" > "$work/grid.json"
python3 - "$work/halved.json" "$work/grid.json" <<'PY'
import json, sys
halved, grid = (json.load(open(path))["scenarios"][0]["plans_tried"] for path in sys.argv[1:])
key = lambda p: (p["instances"], p["threads"], p["batch"])
name = lambda p: f'{p["instances"]} x {p["threads"]} threads, batch {p["batch"]}'
found = next(p for p in halved if p["winner"])
scored = [p for p in grid if p["score"]]
best = max(scored, key=lambda p: p["score"])
there = next((p for p in scored if key(p) == key(found)), None)
print(f'tune: {name(found)}, {found["score"]:.2f} samples/s')
print(f'grid: {name(best)}, {best["score"]:.2f} samples/s, best of {len(scored)} plans')
print(f'the found plan in the grid: {there["score"]:.2f} samples/s, {there["score"] / best["score"]:.2%} of the best' if there else 'the found plan was not in the grid')
PY
