#!/bin/sh
# Fills the corpora of the targets from what the tests read: each file, once for each of
# the formats that its name could have.
set -eu
cd "$(dirname "$0")/.."
for target in parse facts run small; do
    mkdir -p "fuzz/corpus/$target"
done
number=0
find testdata/syntax testdata/repos benches/common docs -type f -size -8k | while read -r file; do
    number=$((number + 1))
    for first in a b c d e f g h i j k l m n o p q r s t; do
        { printf '%s' "$first"; cat "$file"; } > "fuzz/corpus/parse/$number-$first"
    done
    cp "fuzz/corpus/parse/$number"-* fuzz/corpus/facts/
    cp "fuzz/corpus/parse/$number"-[abcdinopr] fuzz/corpus/run/
done
find rules -name '*.yaml' | while read -r file; do
    cp "$file" "fuzz/corpus/small/$(basename "$file")"
done
