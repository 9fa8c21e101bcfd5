#!/usr/bin/env bash
# Fetches veraPDF, one jar, through Maven and checks that it is the one the tests were written with.
# usage: fetch-verapdf.sh TARGET.jar
set -euo pipefail

version=1.30.2
sha256=287cc9c9757f99dcff4a2d39b68268245b48103fb6af443162d5a29df2afa332
target=$1

if [ ! -f "$target" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mvn --quiet --batch-mode -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact="org.verapdf.apps:cli:$version" -DoutputDirectory="$folder"
    echo "$sha256  $folder/cli-$version.jar" | sha256sum --check --quiet
    mkdir -p "$(dirname "$target")"
    mv "$folder/cli-$version.jar" "$target"
fi
