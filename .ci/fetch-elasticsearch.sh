#!/usr/bin/env bash
# Puts together the Elasticsearch that the tests start, from what Maven has of it (tests/elasticsearch).
# usage: fetch-elasticsearch.sh HOME
set -euo pipefail

sources=$(cd "$(dirname "$0")/../tests/elasticsearch" && pwd)
mkdir -p "$(dirname "$1")"
# Absolute, because the archive of classes below is good for the same class path only.
target=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
version=$(sed -n 's|.*<elasticsearch>\(.*\)</elasticsearch>.*|\1|p' "$sources/pom.xml")

home=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -p "$home"/{lib,plugins,classes} "$home"/modules/{transport-netty4,missing}

# --strict-checksums: a file that is not what its repository says ends this.
mvn --quiet --batch-mode --strict-checksums -Dstyle.color=never --file "$sources/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory="$home/lib"
mv "$home"/lib/{netty-,transport-netty4-}*.jar "$home/modules/transport-netty4/"

# describe MODULE CLASS: what the server wants to know of a module.
describe() {
    printf '%s\n' "name=$1" "description=$1" "version=$version" "elasticsearch.version=$version" \
        java.version=17 "classname=$2" >"$home/modules/$1/plugin-descriptor.properties"
}
describe transport-netty4 org.elasticsearch.transport.netty4.Netty4Plugin
describe missing testserver.Missing

javac --release 17 -nowarn -Xlint:none -proc:none -cp "$home/lib/*" -d "$home/classes" "$sources"/java/testserver/*.java
# The server refuses a class that both the class path and a module have.
(cd "$home/classes" && jar --create --file "$home/modules/missing/missing.jar" testserver/Missing*.class)
(cd "$home/classes" && jar --create --file "$home/lib/launcher.jar" testserver/Launcher.class)
rm -r "$home/classes"

rm -rf "$target"
mv "$home" "$target"
trap - EXIT

# Starting once with an archive of the loaded classes makes every later start three times as fast.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/stdin"
java -Xmx256m -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$target/classes.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off \
    -cp "$target/lib/*" testserver.Launcher "$target" "$work" 0 <"$work/stdin" >"$work/log" 2>&1 &
exec 3>"$work/stdin"
for _ in $(seq 600); do
    [ ! -f "$work/logs/http.ports" ] || break
    sleep 0.1
done
exec 3>&-
wait $! || { cat "$work/log" >&2; exit 1; }
