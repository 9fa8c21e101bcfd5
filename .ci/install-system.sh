#!/usr/bin/env bash
# Installs the Debian packages that one of the Makefile's verbs needs and that are not there yet.
# usage: install-system.sh run|test|bench
set -euo pipefail

missing=()

# need PACKAGE COMMAND...: the package is missing when the command fails.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

has_language() { tesseract --list-langs | grep -qx "$1"; }
has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1")" = installed ]; }

need_for_run() {
    if ! bash "$(dirname "$0")/find-python.sh" >/dev/null; then
        # Debian ships ensurepip apart from the interpreter.
        if [ -x /usr/bin/python3.11 ]; then missing+=(python3.11-venv); else missing+=(python3-venv); fi
    fi
    need tesseract-ocr command -v tesseract
    need tesseract-ocr-vie has_language vie
    need tesseract-ocr-osd has_language osd
    need poppler-utils command -v pdftoppm
    # Stands in for Times New Roman and Arial where a PDF does not carry its fonts.
    need fonts-liberation2 has_package fonts-liberation2
}

need_for_test() {
    need_for_run
    # veraPDF and the Elasticsearch of the tests are Java programs that Maven fetches.
    need openjdk-17-jdk-headless command -v javac
    need maven command -v mvn
    # The register runs on it too.
    need postgresql compgen -G '/usr/lib/postgresql/*/bin/postgres'
    # Mail is fetched from a real server.
    need dovecot-imapd compgen -G '/usr/lib/dovecot/imap'
    # The workbench is looked at in a real browser.
    need chromium command -v chromium
    # Blanks of forms are drawn in these.
    need fonts-croscore has_package fonts-croscore
}

need_for_bench() {
    need_for_run
    # The drawn pages of the benchmark are set in these.
    need fonts-freefont-ttf has_package fonts-freefont-ttf
    need fonts-noto-core has_package fonts-noto-core
    # A peer of the search benchmark, with unaccent in it.
    need postgresql compgen -G '/usr/lib/postgresql/*/bin/postgres'
}

case ${1:-} in
    run) need_for_run ;;
    test) need_for_test ;;
    bench) need_for_bench ;;
    *) echo "usage: $0 run|test" >&2; exit 2 ;;
esac

[ ${#missing[@]} -gt 0 ] || exit 0

apt=(apt-get install -y --no-install-recommends "${missing[@]}")
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi

stop() {
    echo "$1 Run this, then make again:" >&2
    echo "    ${as_root[*]:+sudo }apt-get update && ${as_root[*]:+sudo }${apt[*]}" >&2
    exit 3
}

command -v apt-get >/dev/null || stop "These Debian packages (or what your system has for them) are needed."
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "System packages are missing and this is not root."
    # Without a terminal sudo could only hang on its question.
    [ -t 0 ] || sudo -n true 2>/dev/null || stop "System packages are missing and sudo asks for a password."
fi

echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${apt[@]}"
