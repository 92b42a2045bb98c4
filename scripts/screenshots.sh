#!/usr/bin/env bash
# Makes the pictures in docs/images: the terminal (in tmux) and the report in both themes. Needs tmux, aha and chromium
# (Debian: apt-get install tmux aha chromium). From a fresh clone it builds nativebench; NATIVEBENCH may name another one. Takes
# about two minutes, in which the machine should have nothing else to do: what is pictured is measured.
#
#   scripts/screenshots.sh [ARGUMENTS OF nativebench run]
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
images=$root/docs/images
nativebench=${NATIVEBENCH:-$root/nativebench}
work=$(mktemp -d -t nb.XXXX)
trap 'tmux -L nativebench-pictures kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$images"
for tool in tmux aha chromium; do
    command -v "$tool" >/dev/null || { echo "screenshots.sh: $tool is missing (apt-get install $tool)." >&2; exit 3; }
done

browse() { # browse THEME WIDTH HEIGHT ADDRESS PICTURE; THEME: 0 dark, 1 light
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$(mktemp -d -p "$work")" \
        --blink-settings=preferredColorScheme="$1" --window-size="$2,$3" --screenshot="$5" "$4" >/dev/null 2>&1
}

terminal() { # terminal PICTURE: what tmux shows now, without the empty lines at its end
    tmux -L nativebench-pictures capture-pane -e -p | sed -e :a -e '/^[[:space:]]*$/{$d;N;ba' -e '}' >"$work/pane.txt"
    local lines
    lines=$(wc -l <"$work/pane.txt")
    aha --black --title nativebench <"$work/pane.txt" >"$work/pane.html"
    sed -i 's|<pre>|<pre style="font: 14px/18px DejaVu Sans Mono, monospace; padding: 12px; margin: 0">|' "$work/pane.html"
    browse 0 1100 $((lines * 18 + 32)) "file://$work/pane.html" "$images/$1"
}

wait_for() { # wait_for SECONDS COMMAND...: until it succeeds
    local left=$1
    shift
    until "$@"; do
        [ "$left" -gt 0 ] || { echo "screenshots.sh: waited in vain for: $*" >&2; exit 3; }
        left=$((left - 1))
        sleep 1
    done
}

is_shown() { tmux -L nativebench-pictures capture-pane -p | grep -q "$1"; }

# Built first, and out of the picture.
"$nativebench" devices >/dev/null
tmux -L nativebench-pictures -f /dev/null new-session -d -x 126 -y 80 -e TERM=xterm-256color \
    "cd '$work' && clear && '$nativebench' run --output '$work/out' $*; sleep 600"
wait_for 120 is_shown 'of 10 s'
sleep 6
terminal terminal-live.png
wait_for 600 is_shown 'report.html shows them'
terminal terminal-outcome.png
browse 1 1100 1500 "file://$work/out/report.html" "$images/report-light.png"
browse 0 1100 1500 "file://$work/out/report.html" "$images/report-dark.png"
ls -l "$images"
