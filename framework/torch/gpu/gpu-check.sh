#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Takes VaeLab to a machine with a GPU that has no network, no Maven and no JDK, and checks it there.
#
#   gpu-check.sh pack OUT [--piece SIZE] [--architecture N] [--data DIR] [--level N]
#       where there is Maven: a trimmed Java runtime, the program, the contracts, the benchmarks and the
#       natives for CUDA, packed into pieces OUT/vaelab-gpu.tar.xz.aa, .ab, ... of at most SIZE (55M).
#       --architecture 90 keeps the machine code for cards of that compute capability alone, a fifth of it
#       (90: H100 and H200; see keep_architecture.py); --data DIR takes data along, where DIR is the folder
#       that VAELAB_DATA names, with a folder in it for each data set; --level is that of xz (3).
#       Needs a JDK with jlink, python3, strip and xz. Fonts and what Java draws them with are packed if
#       they are here; without them the other machine writes no reports.
#   gpu-check.sh unpack DIR
#       where the pieces and this script are in one folder: joins them and unpacks them into DIR.
#       Needs python3 or xz.
#   DIR/gpu-check.sh check [--device cuda] [--only PARTS] [--python PROGRAM]
#           [--config configs/families.yaml] [--steps 2000] [--timed OPTIONS]
#       doctor; contracts; families: a config on the device and on the processor, with so many steps of
#       training; graphs: with steps captured and without; memory: of the card over 10,000 steps; benchmarks
#       beside PyTorch, with options of BesidePyTorch; captured: the same, captured. Each has a log in DIR/log,
#       which ends with the seconds and the exit code of each comparison.
#       PARTS is a list such as doctor,contracts. DIR/log/summary.txt has the exit code of each part. The
#       check ends with 1 if one of them is not 0.

set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
name=vaelab-gpu.tar.xz

say() { printf '%s\n' "gpu-check: $*" >&2; }

die() {
    say "$@"
    exit 2
}

# ------------------------------------------------------------------------------------------------ pack

version_of() { sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$root/pom.xml" | head -n 1; }

quiet_maven() {
    say "maven: $*"
    # One thread: modules that copy into one folder at the same time fail.
    (cd "$root" && VAELAB_CUDA=1 ./mvnw -q -B -ntp -T1 "$@") </dev/null
}

pack_program() {
    # The launcher builds the program with the natives for CUDA; where there is no GPU, doctor says so.
    VAELAB_CUDA=1 "$root/vaelab" doctor >"$out/doctor-where-packed.txt" 2>&1 || [ $? -ne 3 ] ||
        die "the build failed: $out/doctor-where-packed.txt"
    used=$(ls -t "$root"/.vaelab/app/*/used | head -n 1)
    app=${used%/used}
    mkdir -p "$bundle/app"
    while IFS= read -r jar; do
        case $jar in
            # Another backend's natives: the GPU is reached by torch alone.
            */nd4j-native*-linux-x86_64.jar) ;;
            /*) cp "$jar" "$bundle/app/" ;;
            *) cp "$app/$jar" "$bundle/app/" ;;
        esac
    done <"$app/class-path"
}

pack_tests() {
    modules=framework/torch,variants/gaussian,variants/vmf,variants/gumbel,framework/benchmarks
    quiet_maven -DskipTests -pl "$modules" -am package dependency:copy-dependencies \
        -DincludeScope=test "-DoutputDirectory=$work/test-lib"
    quiet_maven org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
        "-Dartifact=org.junit.platform:junit-platform-console-standalone:1.$(version_of junit.version | cut -d. -f2-)" \
        "-DoutputDirectory=$bundle/tests/lib"
    for module in framework/torch variants/gaussian variants/vmf variants/gumbel; do
        cp -r "$root/$module/target/test-classes" "$bundle/tests/${module##*/}"
    done
    for jar in "$work"/test-lib/*.jar; do
        file=${jar##*/}
        case $file in
            # The console has its own JUnit; natives without CUDA would be found first.
            junit-* | *-linux-x86_64.jar) ;;
            *) [ -e "$bundle/app/$file" ] || cp "$jar" "$bundle/tests/lib/" ;;
        esac
    done
    cp "$root/framework/benchmarks/target/benchmarks.jar" "$bundle/tests/lib/"
}

pack_java() {
    # What jdeps sees, and what is asked for by name alone: processors' charsets, zip files.
    modules=$(jdeps --ignore-missing-deps --multi-release 17 --print-module-deps "$bundle"/app/vaelab-*.jar)
    jlink --add-modules "$modules,java.logging,java.management,java.naming,java.xml,jdk.unsupported,jdk.zipfs" \
        --strip-debug --no-header-files --no-man-pages --output "$bundle/jre"
}

# What Java draws text with: libraries that are not in its own folder, and fonts. Each may be missing here.
pack_fonts() {
    fonts=$bundle/fonts
    mkdir -p "$fonts/lib"
    fontconfig=$(find_library libfontconfig.so.1)
    # shellcheck disable=SC2086 # a name has no spaces; it may be empty
    LD_LIBRARY_PATH=$bundle/jre/lib:$bundle/jre/lib/server ldd "$bundle/jre/lib/libfontmanager.so" $fontconfig |
        sed -n 's|.*=> \(/[^ ]*\) .*|\1|p' | sort -u | while IFS= read -r library; do
        case $library in
            # Java's own, and the C library's, which belong to their machine.
            "$bundle"/* | */libc.so* | */libm.so* | */libdl.so* | */libpthread.so* | */librt.so* | */libgcc_s.so* | \
                */libstdc++.so*) ;;
            *) cp -L "$library" "$fonts/lib/" ;;
        esac
    done
    [ -z "$fontconfig" ] || cp -L "$fontconfig" "$fonts/lib/"
    find /usr/share/fonts \( -name DejaVuSans.ttf -o -name DejaVuSans-Bold.ttf \) -exec cp {} "$fonts/" \; || :
    [ -e "$fonts/DejaVuSans.ttf" ] && [ -e "$fonts/lib/libfontconfig.so.1" ] ||
        say "no DejaVu fonts or no fontconfig here: a machine without fonts will write no reports"
}

find_library() { ldconfig -p 2>/dev/null | sed -n "s|.*$1 .*x86-64.* => ||p" | head -n 1; }

# Natives of other systems than Linux on x86-64. Jars are stored: see below.
pack_other_jars() {
    python3 - "$bundle"/app/duckdb_jdbc-*.jar \
        "$bundle"/app/tokenizers-*.jar <<'PYTHON'
import os, re, sys, zipfile
native = re.compile(r"[.](so|dll|dylib|jnilib)([._]|$)|[.]dSYM/")
own = re.compile(r"linux.*(x86_64|x64|amd64)")
for jar in sys.argv[1:]:
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(jar + ".new", "w", zipfile.ZIP_STORED) as new:
        kept = [name for name in old.namelist() if not native.search(name) or own.search(name)]
        if not any(native.search(name) for name in kept):
            sys.exit(f"{jar} has no natives for Linux on x86-64")
        for name in kept:
            new.writestr(name, old.read(name))
    os.replace(jar + ".new", jar)
PYTHON
}

# Jars are stored, not compressed, so that xz has the natives as they are. They have entries for folders, by
# which the libraries of a preset are found: all are unpacked before the first is loaded, or processes that
# start at the same time would load a library that another one has not finished.
pack_natives() {
    jar=$(ls "$bundle"/app/pytorch-*-linux-x86_64-gpu.jar)
    mkdir -p "$work/natives"
    python3 -m zipfile -e "$jar" "$work/natives"
    folder=$work/natives/org/bytedeco/pytorch/linux-x86_64-gpu
    # Symbols for debuggers, headers for C++, and two libraries for several machines.
    find "$work/natives" \( -name include -o -name native-image \) -type d -prune -exec rm -rf {} +
    rm -f "$folder/libjnitorch_gloo.so" "$folder/libjnitorch_nccl.so"
    strip --strip-unneeded "$folder"/lib*.so
    if [ -n "$architecture" ]; then
        python3 "$here/keep_architecture.py" "$folder/libtorch_cuda.so" "$architecture"
    fi
    rm "$jar"
    (cd "$work/natives" && python3 - "$jar" <<'PYTHON'
import pathlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_STORED) as jar:
    for file in sorted(pathlib.Path(".").rglob("*")):
        jar.write(file)
PYTHON
    )
}

pack() {
    [ $# -ge 1 ] || die "pack needs a folder to write to"
    out=$1
    shift
    piece=55M architecture='' data='' level=3
    while [ $# -ge 2 ]; do
        case $1 in
            --piece) piece=$2 ;;
            --architecture) architecture=$2 ;;
            --data) data=$2 ;;
            --level) level=$2 ;;
            *) die "unknown option $1" ;;
        esac
        shift 2
    done
    [ $# -eq 0 ] || die "$1 has no value"
    [ -z "$data" ] || [ -n "$(find -L "$data" -mindepth 1 -maxdepth 1 -type d)" ] ||
        die "--data $data holds no folder: expected the folder that VAELAB_DATA names, with a folder for each" \
            "data set, such as the parent of mnist10k"
    root=$(CDPATH='' cd "$here/../../.." && pwd)
    mkdir -p "$out"
    out=$(CDPATH='' cd "$out" && pwd)
    work=$out/work bundle=$out/work/vaelab-gpu
    rm -rf "$work" "$out/$name".*
    mkdir -p "$bundle/tests/lib"
    pack_program
    pack_tests
    pack_java
    pack_fonts
    pack_natives
    pack_other_jars
    cp -r "$root/configs" "$bundle/configs"
    if [ -n "$data" ]; then cp -rL "$data" "$bundle/data"; fi
    cp "$here/gpu-check.sh" "$here/compare_runs.py" "$bundle/"
    du -sk "$bundle"/* | while read -r kib what; do say "$((kib / 1024)) MiB ${what##*/}"; done
    (cd "$work" && tar c vaelab-gpu | xz "-$level" -T0 | split -b "$piece" - "$out/$name.")
    cp "$here/gpu-check.sh" "$out/"
    rm -rf "$work"
    ls -l "$out" >&2
}

# ---------------------------------------------------------------------------------------------- unpack

unpack() {
    [ $# -eq 1 ] || die "unpack needs a folder to write to"
    ls "$here/$name".* >/dev/null 2>&1 || die "no pieces $name.* beside this script"
    mkdir -p "$1"
    if command -v xz >/dev/null; then
        cat "$here/$name".* | xz -dc | tar x -C "$1" --strip-components=1
    else
        cat "$here/$name".* | python3 -c '
import sys, tarfile
with tarfile.open(fileobj=sys.stdin.buffer, mode="r|xz") as archive:
    for entry in archive:
        entry.name = entry.name.partition("/")[2]
        if entry.name:
            archive.extract(entry, sys.argv[1])
' "$1"
    fi
    say "unpacked; now: $1/gpu-check.sh check"
}

# ----------------------------------------------------------------------------------------------- check

java() {
    "$here/jre/bin/java" -XX:+UseSerialGC -Xmx4g -Djava.awt.headless=true "-Dvaelab.root=$here" \
        "-Dorg.bytedeco.javacpp.cachedir=$here/cache" "$@"
}

# Java finds packed fonts and their libraries if this machine lacks either.
use_packed_fonts() {
    if [ -e /etc/fonts/fonts.conf ] && ! ldd "$here/jre/lib/libfontmanager.so" | grep -q 'libharfbuzz.*not found'; then
        return
    fi
    say "this machine lacks fonts or HarfBuzz: packed ones are used"
    printf '<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>\n' \
        "$here/fonts" "$here/cache/fonts" >"$here/fonts/fonts.conf"
    FONTCONFIG_FILE=$here/fonts/fonts.conf
    LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/fonts/lib
    export FONTCONFIG_FILE LD_LIBRARY_PATH
}

# Runs a part if it is asked for, shows the end of its log, and remembers how it ended: with its own exit code,
# or else with that of the last comparison in it that failed.
part() {
    what=$1
    shift
    case ,$only, in
        ,, | *,"$what",*) ;;
        *) return 0 ;;
    esac
    say "$what"
    start=$(date +%s)
    failed=0 code=0 timings=''
    "$@" >"$here/log/$what.txt" 2>&1 || code=$?
    [ "$code" -ne 0 ] || code=$failed
    printf '%s' "$timings" >>"$here/log/$what.txt"
    tail -n "$lines" "$here/log/$what.txt"
    summary="$summary
$what ended with $code after $(($(date +%s) - start)) s"
}

# compare NAME DEVICE CONFIG [OPTIONS]: the results are in runs/NAME, also if the report failed.
compare() {
    name_of_run=$1 on=$2 of=$3
    shift 3
    rm -rf "${here:?}/runs/$name_of_run"
    begun=$(date +%s)
    of_comparison=0
    java -cp "$here/app/*" org.vaelab.experiments.cli.Main compare "$of" \
        --set "training.steps=$steps" --set "runtime.device=$on" "$@" --out "$here/runs/$name_of_run" ||
        of_comparison=$?
    timings="$timings$name_of_run: $(($(date +%s) - begun)) s, exit code $of_comparison
"
    [ "$of_comparison" -eq 0 ] || failed=$of_comparison
    return "$of_comparison"
}

families() {
    compare "$device" "$device" "$here/$config"
    compare cpu cpu "$here/$config"
    "$python" "$here/compare_runs.py" "$here/runs/$device" "$here/runs/cpu"
}

one_model() {
    cat >"$here/one-model.yaml" <<END
name: one-model
data: {source: mnist10k, binarize: dynamic}
seeds: [1, 2, 3]
evaluation: {importanceSamples: 100, importanceExamples: 1000}
models:
  vae: {variant: gaussian, latent: 20}
END
}

# Three seeds with the training step captured as a graph and without.
graphs() {
    one_model
    for captured in on off; do
        started=$(date +%s)
        compare "graphs-$captured" "$device" "$here/one-model.yaml" --set "runtime.graphs=$captured"
        printf 'three seeds, graphs %s: %s s\n' "$captured" $(($(date +%s) - started))
    done
    "$python" "$here/compare_runs.py" "$here/runs/graphs-on" "$here/runs/graphs-off"
}

# What the card holds, every five seconds of 10,000 steps.
memory() {
    one_model
    nvidia-smi --query-gpu=timestamp,memory.used --format=csv,noheader -l 5 &
    watch=$!
    ended=0
    compare memory "$device" "$here/one-model.yaml" --set 'seeds=[1]' --set training.steps=10000 || ended=$?
    kill "$watch"
    return "$ended"
}

contracts() {
    set --
    for classes in torch gaussian vmf gumbel; do
        java -cp "$here/tests/$classes:$here/app/*:$here/tests/lib/*" \
            org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary \
            "--scan-classpath=$here/tests/$classes" \
            --include-classname '.*\.(Cuda[A-Za-z]*|CrossBackend|TorchBackend|TorchDifferentiation)Test' \
            --exclude-methodname '.*aTrainingRunIsTheSameOnBothBackends.*' \
            --reports-dir "$here/log/$classes" || set -- failed
    done
    [ $# -eq 0 ]
}

benchmarks() {
    java -cp "$here/tests/lib/benchmarks.jar:$here/app/*:$here/tests/lib/*" \
        org.vaelab.benchmarks.BesidePyTorch "--device=$device" "--python=$python" $timed "$@"
}

# The same with programs captured; PyTorch has been measured.
captured() (
    python=none
    benchmarks --graphs=true
)

check() {
    device=cuda steps=2000 only='' python=python3 lines=40 summary='' timed=''
    config=configs/families.yaml
    while [ $# -ge 2 ]; do
        case $1 in
            --device) device=$2 ;;
            --steps) steps=$2 ;;
            --only) only=$2 ;;
            --python) python=$2 ;;
            --config) config=$2 ;;
            --timed) timed=$2 ;;
            *) die "unknown option $1" ;;
        esac
        shift 2
    done
    [ -x "$here/jre/bin/java" ] || die "$here has no Java runtime: unpack first"
    mkdir -p "$here/log"
    if [ -d "$here/data" ]; then
        VAELAB_DATA=$here/data
        export VAELAB_DATA
    fi
    use_packed_fonts
    part doctor java -cp "$here/app/*" org.vaelab.experiments.cli.Main doctor
    part contracts contracts
    part families families
    part graphs graphs
    part memory memory
    part benchmarks benchmarks
    part captured captured
    printf '%s\n' "$summary" | tee "$here/log/summary.txt"
    ! grep -q 'ended with [1-9]' "$here/log/summary.txt"
}

[ $# -ge 1 ] || die "say pack, unpack or check; the head of $0 tells more"
verb=$1
shift
case $verb in
    pack | unpack | check) "$verb" "$@" ;;
    *) die "unknown '$verb': say pack, unpack or check" ;;
esac
