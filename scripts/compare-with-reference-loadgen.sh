#!/bin/sh
# Measures this LoadGen and the official one in turn, A B A B …, on the same machine in the same hour, and prints medians
# and ratios. The official library isn't part of this repository: build it and its null-system driver elsewhere.
set -eu

usage() {
    cat <<'USAGE'
usage: LOADGEN_DRIVER=PATH scripts/compare-with-reference-loadgen.sh [-n TURNS] [--queries N] [--skip-long] [--help]

  LOADGEN_DRIVER   the driver program `lgdrive`, linked against the official LoadGen
  NATIVEBENCH      the program to compare it with (default: ./nativebench of this checkout)
  -n TURNS         how often each is measured (default 5; medians of fewer are not for quoting)
  --queries N      queries of the long Server runs (default 10000000)
  --skip-long      leaves out the long runs: memory, start and end

example: LOADGEN_DRIVER=$HOME/lgdrive scripts/compare-with-reference-loadgen.sh -n 5

Takes about two minutes a turn, most of it for the official library's long run. The table goes to standard output, progress to
standard error. Leave the machine alone meanwhile.
USAGE
}

turns=5
queries=10000000
long=yes
while [ $# -gt 0 ]; do
    case $1 in
        -n) turns=${2:?-n needs a number}; shift 2 ;;
        --queries) queries=${2:?--queries needs a number}; shift 2 ;;
        --skip-long) long=no; shift ;;
        -h | --help) usage; exit 0 ;;
        *) echo "compare: there is no option '$1'." >&2; usage >&2; exit 2 ;;
    esac
done

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=${NATIVEBENCH:-$root/nativebench}
driver=${LOADGEN_DRIVER:-}
if [ -z "$driver" ] || [ ! -x "$driver" ]; then
    echo "compare: LOADGEN_DRIVER='$driver' is no program; it has to name the driver of the official LoadGen. See --help." >&2
    exit 2
fi

# Our own checkout is built before anything is timed.
"$program" --version >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/logs"

say() { echo "compare: $*" >&2; }

# note SIDE METRIC VALUE: one value of one turn; an empty one (not measured) is left out.
note() { [ -z "${3:-}" ] || echo "$3" >>"$work/$1.$2"; }

# json FILE KEY: a number of the JSON object's top level. lag FILE RATE FIGURE: one of server_lag_us.
json() { sed -n "s/^  \"$2\": \([-0-9.eE+]*\),*\$/\1/p" "$1"; }
lag() { awk -v rate="\"$2\":" -v figure="\"$3\":" '$1 == rate { inside = 1 } inside && $1 == figure { sub(/,/, "", $2); print $2; exit }' "$1"; }

# drive OPTIONS: the driver's line of figures. of LINE NAME: one of them.
drive() { (cd "$work/logs" && "$driver" --out="$work/logs" "$@" | tail -n 1); }
of() { echo "$1" | tr ' ' '\n' | sed -n "s/^$2=//p"; }
scaled() { awk -v v="$1" -v by="$2" 'BEGIN { if (v != "") printf "%.7g", v * by }'; }

ours() {
    "$program" overhead --quick --only streams,offline,rate,lag --json --quiet >"$work/ours.json"
    for key in single_stream_ns_per_query single_stream_worker_ns_per_query multi_stream_ns_per_sample offline_samples_per_s server_max_qps_kept; do
        note ours $key "$(json "$work/ours.json" $key)"
    done
    for rate in 1000 10000 100000 500000; do
        note ours lag_${rate}_p50 "$(lag "$work/ours.json" $rate p50)"
        note ours lag_${rate}_p99 "$(lag "$work/ours.json" $rate p99)"
    done
}

official() {
    line=$(drive --scenario=SingleStream --expected_latency_ns=1000 --min_duration_ms=0 --min_query_count=1000000)
    note official single_stream_ns_per_query "$(of "$line" ns_per_query)"
    line=$(drive --scenario=SingleStream --sut=worker --expected_latency_ns=1000 --min_duration_ms=0 --min_query_count=100000)
    note official single_stream_worker_ns_per_query "$(of "$line" ns_per_query)"
    line=$(drive --scenario=MultiStream --expected_latency_ns=1000 --samples_per_query=8 --min_duration_ms=0 --min_query_count=200000)
    note official multi_stream_ns_per_sample "$(of "$line" ns_per_sample)"
    line=$(drive --scenario=Offline --target_qps=1 --min_duration_ms=0 --min_query_count=2000000)
    note official offline_samples_per_s "$(of "$line" sps)"
    for rate in 1000 10000 100000 500000; do
        line=$(drive --scenario=Server --target_qps=$rate --min_duration_ms=2000 --min_query_count=1 --lag=1)
        note official lag_${rate}_p50 "$(scaled "$(of "$line" lag_p50)" 1e-3)"
        note official lag_${rate}_p99 "$(scaled "$(of "$line" lag_p99)" 1e-3)"
    done
    note official server_max_qps_kept "$(official_rate)"
}

# Upwards in steps until a rate isn't kept twice: the last query, as far as p99 shows it, at most 10 ms late.
official_rate() {
    kept=0
    for rate in 100000 200000 300000 400000 500000 600000 700000 800000 1000000 1500000 2000000; do
        is_kept $rate || is_kept $rate || break
        kept=$rate
    done
    echo $kept
}

is_kept() {
    line=$(drive --scenario=Server --target_qps="$1" --min_duration_ms=500 --min_query_count=1 --lag=1)
    awk -v late="$(of "$line" lag_p99)" 'BEGIN { exit late > 10000000 }'
}

ours_long() {
    "$program" overhead --quick --only long-run --queries "$queries" --json --quiet >"$work/ours.json"
    note ours bytes_per_query "$(json "$work/ours.json" bytes_per_query)"
    note ours peak_rss_mib "$(scaled "$(json "$work/ours.json" peak_rss_bytes)" 9.5367431640625e-7)"
    note ours outside_s "$(awk -v a="$(json "$work/ours.json" start_to_first_query_s)" -v b="$(json "$work/ours.json" last_completion_to_logs_s)" 'BEGIN { print a + b }')"
    note ours start_to_first_query_s "$(json "$work/ours.json" start_to_first_query_s)"
    note ours last_completion_to_logs_s "$(json "$work/ours.json" last_completion_to_logs_s)"
}

official_long() {
    line=$(drive --scenario=Server --target_qps=500000 --min_duration_ms=0 --min_query_count=1000)
    small=$(of "$line" rss_mib)
    line=$(drive --scenario=Server --target_qps=500000 --min_duration_ms=0 --min_query_count="$queries")
    note official bytes_per_query "$(awk -v all="$(of "$line" rss_mib)" -v small="$small" -v n="$queries" 'BEGIN { printf "%.1f", (all - small) * 1048576 / n }')"
    note official peak_rss_mib "$(of "$line" rss_mib)"
    note official outside_s "$(awk -v wall="$(of "$line" wall_s)" -v issue="$(of "$line" issue_s)" 'BEGIN { print wall - issue }')"
}

median() { [ ! -f "$1" ] || sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
spread() { [ ! -f "$1" ] || sort -g "$1" | awk 'NR == 1 { low = $1 } { high = $1 } END { printf "%.4g to %.4g", low, high }'; }

# row LABEL METRIC less|more: medians, spreads, and by how much ours is better.
row() {
    a=$(median "$work/ours.$2")
    b=$(median "$work/official.$2")
    ratio=$(awk -v a="$a" -v b="$b" -v want="$3" 'BEGIN { if (a > 0 && b > 0) printf "%.3g x", want == "less" ? b / a : a / b; else printf "-" }')
    printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "${a:--}" "$(spread "$work/ours.$2")" "${b:--}" "$(spread "$work/official.$2")" "$ratio"
}

turn=1
while [ "$turn" -le "$turns" ]; do
    say "turn $turn of $turns, load average $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown)"
    note load before "$(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || true)"
    ours
    official
    if [ "$long" = yes ]; then
        say "turn $turn of $turns: $queries Server queries each"
        ours_long
        official_long
    fi
    turn=$((turn + 1))
done

echo "Medians of $turns turns; load average at the turns' beginnings: $(spread "$work/load.before"). Better by: how many times cheaper, smaller or faster ours is."
echo
echo "| what | ours | ours, least to most | official | official, least to most | ours is better by |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
row "SingleStream, inline, ns/query" single_stream_ns_per_query less
row "SingleStream, worker, ns/query" single_stream_worker_ns_per_query less
row "MultiStream of 8, inline, ns/sample" multi_stream_ns_per_sample less
row "Offline, inline, samples/s" offline_samples_per_s more
row "Server, highest rate kept, queries/s" server_max_qps_kept more
for rate in 1000 10000 100000 500000; do
    row "Server lag at $rate/s, p50, us" lag_${rate}_p50 less
    row "Server lag at $rate/s, p99, us" lag_${rate}_p99 less
done
if [ "$long" = yes ]; then
    row "memory, $queries Server queries, bytes/query" bytes_per_query less
    row "peak memory of the process, MiB" peak_rss_mib less
    row "start to first query + last completion to logs, s" outside_s less
    row "start to first query alone, s" start_to_first_query_s less
    row "last completion to logs alone, s" last_completion_to_logs_s less
fi
