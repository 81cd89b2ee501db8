"""An import killed midway leaves the district as it was, and the next one goes in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data.schema import households
from data.store import Store
from tests.service.district import bring, everything

ROOT = Path(__file__).parents[2]
# Kills its own process, as a power cut would, after the first portion of rows is written.
KILLED = """
import os, signal, sys
import data.rows as rows
import manage
whole = rows.insert_rows
def cut(conn, table, frame, progress=None):
    whole(conn, table, frame.iloc[:30_000], progress)
    if table.name == "households":
        os.kill(os.getpid(), signal.SIGKILL)
import service.intake.save as save
save.insert_rows = cut
manage.main()
"""


def test_a_killed_import_leaves_the_database_as_it_was(store, grid_file, tmp_path):
    bring(store, "grids", grid_file(("甲", 120.0, 30.0, 120.01, 30.01)))
    before = everything(store)
    path = tmp_path / "homes.csv"
    lon = np.linspace(120.0, 120.01, 60_000)
    pd.DataFrame({"id": np.arange(60_000), "lon": lon, "lat": 30.005, "address": "柳岸路"}).to_csv(
        path, index=False
    )
    store.engine.dispose()
    command = [sys.executable, "-c", KILLED, "import", "households", str(path), "--crs", "WGS84"]
    killed = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"GEGE_DATABASE": str(store.url)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    after = Store(str(store.url))
    assert everything(after) == before
    report = bring(after, "households", path, crs="WGS84")
    assert report["added"] == 60_000
    with after.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(households)) == 60_000
