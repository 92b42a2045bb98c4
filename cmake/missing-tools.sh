#!/bin/sh
# Prints one line for each thing that is missing on this machine to build native code; nothing if all is there.

has() {
    command -v "$1" >/dev/null
}

if has cmake; then
    version=$(cmake --version | sed -n 's/^cmake version \([0-9]*\.[0-9]*\).*/\1/p')
    major=${version%.*}
    minor=${version#*.}
    if [ "${major:-0}" -lt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -lt 21 ]; }; then
        echo "CMake is version ${version:-unknown}, but 3.21 or newer is needed"
    fi
else
    echo "CMake isn't on PATH"
fi

has make || has gmake || echo "make isn't on PATH"

# As CMake does: the variable decides if it is set; it may hold options behind the name.
if [ -n "${CC:-}" ]; then
    has "${CC%% *}" || echo "the C compiler that CC names, '$CC', isn't on PATH"
else
    has cc || has gcc || has clang || echo "no C compiler is on PATH"
fi
if [ -n "${CXX:-}" ]; then
    has "${CXX%% *}" || echo "the C++ compiler that CXX names, '$CXX', isn't on PATH"
else
    has c++ || has g++ || has clang++ || echo "no C++ compiler is on PATH"
fi
