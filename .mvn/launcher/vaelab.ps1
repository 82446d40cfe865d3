# SPDX-License-Identifier: Apache-2.0
#
# The part of vaelab.cmd that builds: see the file vaelab for the folders it keeps. Reads
# VAELAB_ROOT and VAELAB_JAVA and the arguments of VaeLab; writes the options of the JVM to the file
# VAELAB_ARGUMENTS.

$ErrorActionPreference = 'Stop'
$root = $env:VAELAB_ROOT
$state = Join-Path $root '.vaelab'

function Stop-Start([string] $message) {
    [Console]::Error.WriteLine("vaelab: $message")
    exit 3
}

function Get-JavaMajor {
    $command = Get-Command $env:VAELAB_JAVA -ErrorAction SilentlyContinue
    if (-not $command) {
        Stop-Start 'no Java found: JAVA_HOME is not set and there is no java on the PATH. Install a JDK, 17 or newer (https://adoptium.net).'
    }
    # java -version writes to standard error, which must not count as a failure here.
    $ErrorActionPreference = 'Continue'
    $version = (& $command.Source -version 2>&1 | Out-String)
    if ($version -notmatch 'version "(\d+)') { Stop-Start "cannot tell the version of $($command.Source)" }
    $major = [int] $Matches[1]
    if ($major -lt 17) { Stop-Start "Java 17 or newer is needed, but $($command.Source) is version $major." }
    return $major
}

# Over the names and the contents of everything that the build of the program reads.
function Get-Fingerprint {
    $parents = @($root, "$root\framework", "$root\framework\testkit", "$root\variants", "$root\reports", "$root\experiments")
    $rooms = @($root) + @(Get-ChildItem -LiteralPath $parents -Directory | ForEach-Object FullName |
        Where-Object { Test-Path -LiteralPath (Join-Path $_ 'pom.xml') })
    $files = @(Get-Item (Join-Path $root 'vaelab.cmd')) + @(Get-ChildItem (Join-Path $root '.mvn') -Recurse -File)
    foreach ($room in $rooms) {
        $files += @(Get-Item (Join-Path $room 'pom.xml'))
        $main = Join-Path $room 'src\main'
        if ((Test-Path $main) -and ($room -notmatch '\\framework\\benchmarks$')) {
            $files += @(Get-ChildItem $main -Recurse -File)
        }
    }
    $md5 = [Security.Cryptography.MD5]::Create()
    $lines = $files | Sort-Object FullName | ForEach-Object {
        $_.FullName.Substring($root.Length) + ' ' +
            [BitConverter]::ToString($md5.ComputeHash([IO.File]::ReadAllBytes($_.FullName)))
    }
    # It chooses the natives of libtorch.
    $lines = @($lines) + @("VAELAB_CUDA=$env:VAELAB_CUDA")
    $sum = $md5.ComputeHash([Text.Encoding]::UTF8.GetBytes($lines -join "`n"))
    return [BitConverter]::ToString($sum) -replace '-', ''
}

# The jars of a finished build, or nothing if one is gone.
function Get-ClassPath([string] $app) {
    $list = Join-Path $app 'class-path'
    if (-not (Test-Path $list)) { return $null }
    $jars = Get-Content $list -Encoding UTF8 | ForEach-Object {
        if ([IO.Path]::IsPathRooted($_)) { $_ } else { Join-Path $app $_ }
    }
    foreach ($jar in $jars) { if (-not (Test-Path $jar)) { return $null } }
    return $jars -join ';'
}

function Invoke-Build([string] $app) {
    $work = "build-$PID"
    $folder = Join-Path $state $work
    [Console]::Error.WriteLine('vaelab: new or changed sources: building (the first time with downloads, a few minutes)')
    Push-Location $root
    try {
        & .\mvnw.cmd -B -ntp '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn' -pl 'experiments/cli,framework/testkit/parts,reports/testkit' -am package "-Dvaelab.quick=$work"
        if ($LASTEXITCODE -ne 0) { Stop-Start 'the build failed; its errors are above. Nothing was started.' }
        $new = New-Item -ItemType Directory -Force (Join-Path $folder 'app')
        $entries = @(Get-ChildItem (Join-Path $folder 'vaelab-cli\vaelab-cli-*.jar') | ForEach-Object FullName)
        $entries += (Get-Content (Join-Path $folder 'vaelab-cli\class-path') -Raw).Trim() -split ';'
        $named = foreach ($entry in $entries) {
            $jar = [IO.Path]::GetFullPath($entry)
            if ($jar.StartsWith($folder, [StringComparison]::OrdinalIgnoreCase)) {
                Copy-Item $jar $new.FullName
                Split-Path $jar -Leaf
            } else {
                $jar
            }
        }
        # Not on the class path: what 'vaelab new' gives to a plugin for its tests.
        Copy-Item (Join-Path $folder 'vaelab-testkit*\vaelab-testkit*.jar') $new.FullName
        Set-Content (Join-Path $new.FullName 'class-path') $named -Encoding UTF8
        if ((Get-Fingerprint) -ne (Split-Path $app -Leaf)) { Stop-Start 'the sources changed while they were built; start again.' }
        New-Item -ItemType Directory -Force (Join-Path $state 'app') | Out-Null
        if (Test-Path $app) { Remove-Item -Recurse -Force $app }
        Move-Item $new.FullName $app
    } finally {
        Pop-Location
        if (Test-Path $folder) { Remove-Item -Recurse -Force $folder }
    }
}

$major = Get-JavaMajor
$archive = Join-Path $root 'lib'
if (Test-Path $archive) {
    # An archive holds the program; the jars of the testkit are for plugins alone.
    $jars = Get-ChildItem (Join-Path $archive '*.jar') | Where-Object { $_.Name -notlike 'vaelab-testkit*' }
    $classPath = @($jars | ForEach-Object FullName) -join ';'
} else {
    $app = Join-Path $state (Join-Path 'app' (Get-Fingerprint))
    $classPath = Get-ClassPath $app
}
if (-not $classPath) {
    # One builder at a time; who waited finds the other's build.
    $sum = [Security.Cryptography.MD5]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($root.ToLowerInvariant()))
    $mutex = New-Object Threading.Mutex($false, 'vaelab-' + ([BitConverter]::ToString($sum) -replace '-', ''))
    try { [void] $mutex.WaitOne() } catch [Threading.AbandonedMutexException] { }
    try {
        $classPath = Get-ClassPath $app
        if (-not $classPath) {
            Invoke-Build $app
            $classPath = Get-ClassPath $app
        }
    } finally {
        $mutex.ReleaseMutex()
    }
    if (-not $classPath) { Stop-Start "the build is incomplete: a jar named in $app\class-path is missing." }
}

# An argument file of java: in quotes a backslash is doubled.
$quote = { param($text) '"' + $text.Replace('\', '\\') + '"' }
$options = @()
if ($major -ge 22) { $options += '--enable-native-access=ALL-UNNAMED' }
if ($major -ge 23) { $options += '--sun-misc-unsafe-memory-access=allow' }
$options += (& $quote "-Dvaelab.root=$root")
$options += '-cp'
$options += (& $quote $classPath)
[IO.File]::WriteAllLines($env:VAELAB_ARGUMENTS, [string[]] $options)
