# One verb, one call of dotnet (which calls cmake and ctest where native code is concerned). build.sh is its twin.
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

$usage = @'
usage: ./build.ps1 VERB [ARGUMENTS]

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
'@

function Publish($arguments) {
    if ($arguments.Count -gt 0 -and $arguments[0] -ceq '--rid') {
        if ($arguments.Count -lt 2) { throw '--rid needs a platform, for example linux-x64' }
        $rid = $arguments[1]
        $arguments = @($arguments | Select-Object -Skip 2)
        & dotnet publish src/Managed/NativeBench.Cli --configuration Release --runtime "$rid" -p:PublishSingleFile=true -p:DebugType=embedded --artifacts-path artifacts/published --output "artifacts/published/$rid" @arguments
        return
    }
    & dotnet publish src/Managed/NativeBench.Cli --configuration Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true --artifacts-path artifacts/published @arguments
}

# No param block: PowerShell would take arguments like --filter for its own.
$verb, $arguments = $args
$arguments = @($arguments)
if ($arguments.Count -eq 1 -and $null -eq $arguments[0]) { $arguments = @() }

# `run` stays where it was called: paths among its arguments mean that folder.
$inRoot = $verb -cne 'run'
if ($inRoot) { Push-Location $root }
try {
    switch -CaseSensitive -Exact ($verb) {
        'build' { & dotnet build NativeBench.sln --configuration Release @arguments }
        'test' { & dotnet test NativeBench.sln --configuration Release --logger trx --results-directory artifacts/test-results @arguments }
        'bench' { & dotnet run --project benchmarks/NativeBench.Benchmarks --configuration Release -- @arguments }
        'pack' { & dotnet pack NativeBench.sln --configuration Release --output artifacts/package @arguments }
        'publish' { Publish $arguments }
        'run' { & (Join-Path $root 'nativebench.ps1') @arguments }
        { $_ -cin 'help', '--help', '-h' } { $usage; $global:LASTEXITCODE = 0 }
        default {
            if ($verb) { [Console]::Error.WriteLine("build.ps1: there is no verb '$verb'.") }
            [Console]::Error.WriteLine($usage)
            $global:LASTEXITCODE = 2
        }
    }
}
finally {
    if ($inRoot) { Pop-Location }
}
exit $LASTEXITCODE
