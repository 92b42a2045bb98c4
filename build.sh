#!/bin/sh
# One verb, one call of dotnet (which calls cmake and ctest where native code is concerned). build.ps1 is its twin.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
    cat <<'EOF'
usage: ./build.sh VERB [ARGUMENTS]

  build   restores and builds everything in Release, the native shim included
  test    builds and runs all tests, the native ones included
  bench   runs the benchmarks; ARGUMENTS go to BenchmarkDotNet
  pack    makes the packages, in artifacts/package
  publish makes the program for this platform, compiled in advance, in artifacts/published/publish
          with --rid RID (linux-x64, linux-arm64, win-x64, ...) as first argument: as one file that needs no .NET,
          for that platform, in artifacts/published/RID
  run     builds if needed and runs nativebench with ARGUMENTS
  help    shows this

build, test, pack and publish pass ARGUMENTS on to dotnet.
EOF
}

publish() {
    if [ "${1:-}" = --rid ]; then
        rid=${2:?--rid needs a platform, for example linux-x64}
        shift 2
        exec dotnet publish src/Managed/NativeBench.Cli --configuration Release --runtime "$rid" -p:PublishSingleFile=true -p:DebugType=embedded --artifacts-path artifacts/published --output "artifacts/published/$rid" "$@"
    fi
    exec dotnet publish src/Managed/NativeBench.Cli --configuration Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true --artifacts-path artifacts/published "$@"
}

verb=${1:-}
[ $# -eq 0 ] || shift

# `run` stays where it was called: paths among its arguments mean that folder.
[ "$verb" = run ] || cd "$root"

case $verb in
    build) exec dotnet build NativeBench.sln --configuration Release "$@" ;;
    test) exec dotnet test NativeBench.sln --configuration Release --logger trx --results-directory artifacts/test-results "$@" ;;
    bench) exec dotnet run --project benchmarks/NativeBench.Benchmarks --configuration Release -- "$@" ;;
    pack) exec dotnet pack NativeBench.sln --configuration Release --output artifacts/package "$@" ;;
    publish) publish "$@" ;;
    run) exec "$root/nativebench" "$@" ;;
    help | --help | -h) usage ;;
    *)
        [ -z "$verb" ] || echo "build.sh: there is no verb '$verb'." >&2
        usage >&2
        exit 2
        ;;
esac
