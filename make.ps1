# The Makefile's commands for Windows: powershell -ExecutionPolicy Bypass -File make.ps1 run
param(
    [ValidateSet("run", "test", "check", "translations")][string]$Target = "run",
    [string]$Python = "python",
    [int]$Port = 8501
)
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
$Py = ".venv\Scripts\python.exe"

function Invoke-Checked {
    param([string]$Command, [string[]]$Arguments)
    & $Command @Arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Install-List([string]$List, [string]$Mark) {
    if (-not (Test-Path $Py)) {
        & $Python -c "import sys; sys.exit(sys.version_info < (3, 11))"
        if ($LASTEXITCODE -ne 0) { Write-Host "Gege needs Python 3.11 or newer: install it from python.org."; exit 1 }
        Invoke-Checked $Python @("-m", "venv", ".venv")
    }
    $Done = (Test-Path $Mark) -and ((Get-Item $Mark).LastWriteTime -ge (Get-Item $List).LastWriteTime)
    if (-not $Done) {
        Invoke-Checked $Py @("-m", "pip", "install", "--quiet", "-r", $List)
        New-Item -ItemType File -Force $Mark | Out-Null
    }
}

if ($Target -eq "run") {
    Install-List "requirements.txt" ".venv\runs"
    New-Item -ItemType Directory -Force var | Out-Null
    if ($env:GEGE_DATABASE -or (Test-Path "var\gege.db")) {
        Invoke-Checked $Py @("manage.py", "init")
    } else {
        Write-Host "First start: the database and the demonstration district are being made."
        Remove-Item "var\first-start.db*"
        $env:GEGE_DATABASE = "sqlite:///var/first-start.db"
        Invoke-Checked $Py @("manage.py", "init")
        Invoke-Checked $Py @("manage.py", "demo")
        Remove-Item Env:GEGE_DATABASE
        foreach ($End in "-wal", "-shm", "") {
            if (Test-Path "var\first-start.db$End") { Move-Item "var\first-start.db$End" "var\gege.db$End" }
        }
    }
    Write-Host "Gege: http://127.0.0.1:$Port  (Ctrl+C stops it)"
    Invoke-Checked $Py @("-m", "streamlit", "run", "app.py", "--server.port", "$Port",
        "--server.address", "127.0.0.1", "--server.headless", "true",
        "--browser.gatherUsageStats", "false")
    exit 0
}

Install-List "requirements-dev.txt" ".venv\checks"
if ($Target -eq "translations") { Invoke-Checked $Py @("-m", "tests.translations", "update"); exit 0 }
if ($Target -eq "check") {
    Invoke-Checked $Py @("-m", "ruff", "format", "--check", ".")
    Invoke-Checked $Py @("-m", "ruff", "check", ".")
    Invoke-Checked $Py @("-m", "mypy")
    Invoke-Checked ".venv\Scripts\lint-imports.exe" @("--no-logo")
    Invoke-Checked $Py @("-m", "tests.translations", "check")
    Invoke-Checked $Py @("-m", "tests.supply.unsafe_calls")
    Invoke-Checked $Py @("-m", "tests.supply.licences")
    Invoke-Checked $Py @("-m", "tests.supply.known_flaws")
}
Invoke-Checked $Py @("-m", "pytest")
