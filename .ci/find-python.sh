#!/usr/bin/env bash
# Prints the first Python, 3.11 or newer, that can make a virtual environment; exits 1 if there is none.
for python in python3.11 /usr/bin/python3.11 python3 python3.12 python3.13; do
    path=$(command -v "$python") || continue
    if "$path" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done
exit 1
