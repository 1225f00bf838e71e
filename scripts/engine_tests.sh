#!/bin/sh
# Build and run engine/tests, plainly or once under each sanitizer that is named. A sanitizer needs Clang: GCC takes
# over a quarter of an hour of processor time for one instrumented file that Clang compiles in half a minute.
set -eu
cd "$(dirname "$0")/.."
if [ $# -gt 0 ] && [ -z "${CXX:-}" ]; then
    if ! command -v clang++ >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing Clang, which the sanitizers need"
        apt-get -qq update && apt-get -qq install -y --no-install-recommends clang libclang-rt-dev llvm
    fi
    if ! command -v clang++ >/dev/null; then
        echo "The sanitizers need Clang, which is not here. Install it (apt install clang), or name a compiler in CXX." >&2
        exit 1
    fi
    export CXX=clang++
fi
for sanitizer in "${@:-}"; do
    folder=build/engine-tests${sanitizer:+-$(printf %s "$sanitizer" | tr , -)}
    cmake -S engine -B "$folder" -G Ninja -DSUMMITRY_TESTS=ON -DSUMMITRY_SANITIZE="$sanitizer"
    cmake --build "$folder"
    ctest --test-dir "$folder" --output-on-failure
done
