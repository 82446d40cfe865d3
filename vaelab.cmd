@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Starts VaeLab on Windows, as the file vaelab (which explains the folders) does elsewhere.
rem Needs a JDK, 17 or newer, and the PowerShell that every Windows has.
setlocal EnableExtensions DisableDelayedExpansion

set "VAELAB_ROOT=%~dp0"
set "VAELAB_ROOT=%VAELAB_ROOT:~0,-1%"

set "VAELAB_JAVA=java.exe"
if not defined JAVA_HOME goto :java_known
set "VAELAB_JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%VAELAB_JAVA%" (
    echo vaelab: JAVA_HOME is '%JAVA_HOME%', but there is no bin\java.exe in it. Point it to a JDK, 17 or newer. 1>&2
    exit /b 3
)
:java_known

rem Prints nothing; leaves the options of the JVM, the class path among them, in the file named here.
set "VAELAB_ARGUMENTS=%TEMP%\vaelab-%RANDOM%%RANDOM%.args"
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%VAELAB_ROOT%\.mvn\launcher\vaelab.ps1" %* 1>&2
if errorlevel 1 exit /b 3

"%VAELAB_JAVA%" -Xshare:auto -XX:+UseSerialGC -Xmx3g %VAELAB_JAVA_OPTS% "@%VAELAB_ARGUMENTS%" org.vaelab.experiments.cli.Main %*
set "VAELAB_EXIT=%ERRORLEVEL%"
del "%VAELAB_ARGUMENTS%" 2>nul
exit /b %VAELAB_EXIT%
