#!/usr/bin/env bash
# Makes the pictures in docs/images: the terminal (in tmux) and the report in both themes. Needs tmux, aha and chromium
# (Debian: apt-get install tmux aha chromium), and a built nativebench; NATIVEBENCH may hold the command that runs another one.
#
#   scripts/screenshots.sh [ARGUMENTS OF nativebench run]
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
images=$root/docs/images
nativebench=${NATIVEBENCH:-$root/nativebench}
work=$(mktemp -d)
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

terminal() { # terminal PICTURE HEIGHT: what tmux shows now
    tmux -L nativebench-pictures capture-pane -e -p | aha --black --title nativebench >"$work/pane.html"
    sed -i 's|<pre>|<pre style="font: 14px/1.25 DejaVu Sans Mono, monospace; padding: 12px; margin: 0">|' "$work/pane.html"
    browse 0 1100 "$2" "file://$work/pane.html" "$images/$1"
}

tmux -L nativebench-pictures -f /dev/null new-session -d -x 126 -y 46 -e TERM=xterm-256color \
    "cd '$work' && $nativebench run --output '$work/out' $*; sleep 600"
for _ in $(seq 600); do
    sleep 1
    tmux -L nativebench-pictures capture-pane -p | grep -q 'of 10 s' && break
done
sleep 5
terminal terminal-live.png 160
for _ in $(seq 600); do
    sleep 1
    [ -f "$work/out/report.html" ] && break
done
sleep 2
terminal terminal-outcome.png 860
browse 1 1100 1500 "file://$work/out/report.html" "$images/report-light.png"
browse 0 1100 1500 "file://$work/out/report.html" "$images/report-dark.png"
ls -l "$images"
