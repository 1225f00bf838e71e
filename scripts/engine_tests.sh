#!/bin/sh
# Build and run engine/tests, plainly or once under each sanitizer that is named.
set -eu
cd "$(dirname "$0")/.."
for sanitizer in "${@:-}"; do
    folder=build/engine-tests${sanitizer:+-$(printf %s "$sanitizer" | tr , -)}
    cmake -S engine -B "$folder" -G Ninja -DSUMMITRY_TESTS=ON -DSUMMITRY_SANITIZE="$sanitizer"
    cmake --build "$folder"
    ctest --test-dir "$folder" --output-on-failure
done
