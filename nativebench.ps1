# Runs nativebench from a checkout, built in Release if it isn't up to date. Standard output is the program's alone.
# nativebench is its twin.
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$program = Join-Path $root 'artifacts/bin/NativeBench.Cli/release/nativebench.dll'
$stamp = Join-Path $root 'artifacts/nativebench.stamp'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

# The stamp is as old as the start of the last good build. Folders count as well, since theirs is the date that changes
# when a file goes away.
function Test-Stale {
    if (-not (Test-Path $program) -or -not (Test-Path $stamp)) { return $true }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $names = 'src', 'native', 'cmake', 'CMakeLists.txt', 'CMakePresets.json', 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'global.json'
    $sources = $names | ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path $_ }
    $newer = @(Get-Item $sources) + @(Get-ChildItem $sources -Recurse) | Where-Object { $_.LastWriteTimeUtc -gt $built }
    return @($newer).Count -gt 0
}

if (Test-Stale) {
    New-Item -ItemType Directory -Force (Join-Path $root 'artifacts') | Out-Null
    $started = [DateTime]::UtcNow
    [Console]::Error.WriteLine('nativebench: building, as it is new or its sources changed...')
    # From the root, whose global.json chooses the SDK.
    Push-Location $root
    try {
        & dotnet build src/Managed/NativeBench.Cli --configuration Release --verbosity quiet | ForEach-Object { [Console]::Error.WriteLine($_) }
    }
    finally {
        Pop-Location
    }
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine('nativebench: it could not be built; see above.')
        exit 3
    }
    New-Item -ItemType File -Force $stamp | Out-Null
    (Get-Item $stamp).LastWriteTimeUtc = $started
}

& dotnet $program @args
exit $LASTEXITCODE
