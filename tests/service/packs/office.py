"""A presentation as LibreOffice shows it: PDF, a picture of each page, the text of each page."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_LONG = 240


def pptx_to_pdf(content: bytes, folder: Path) -> Path:
    """Return the PDF of a presentation; LibreOffice gets a profile of its own for the run."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "deck.pptx"
    source.write_bytes(content)
    with TemporaryDirectory() as profile:
        _run(
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
        )
    return source.with_suffix(".pdf")


def pptx_to_pngs(content: bytes, folder: Path, dots: int = 96) -> list[Path]:
    """Return a picture of each page of a presentation, in order."""
    return pdf_to_pngs(pptx_to_pdf(content, folder), folder, dots)


def pdf_to_pngs(pdf: Path, folder: Path, dots: int = 96) -> list[Path]:
    """Return a picture of each page of a PDF, in order, at so many dots an inch."""
    _run("pdftoppm", "-png", "-r", str(dots), str(pdf), str(folder / "page"))
    return sorted(folder.glob("page*.png"))


def page_texts(pdf: Path) -> list[str]:
    """Return the text of each page of a PDF."""
    told = _run("pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-")
    return told.split("\f")[:-1]


def _run(program: str, *arguments: str) -> str:
    try:
        done = subprocess.run([program, *arguments], capture_output=True, timeout=_LONG, check=True)
    except FileNotFoundError:
        pytest.skip(f"{program} is not installed")
    return done.stdout.decode("utf-8", "replace")
