"""No text is cut off, in either language: at the usual size, at 200 %, with large fonts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from tests.qgis.gui.fitting import cut_off

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "size", [{}, {"QT_SCALE_FACTOR": "2"}, {"QT_FONT_DPI": "192"}], ids=["usual", "200 %", "fonts"]
)
def test_no_text_is_cut_off(size, tmp_path):
    """Qt takes a scale once, when it starts: hence a process for each."""
    env = {**os.environ, **size, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.qgis.gui.fitting"]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=280)
    assert run.returncode == 0, run.stderr[-3000:]
    assert json.loads(run.stdout.splitlines()[-1]) == []


def test_what_is_cut_off_is_found(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    label, button = QLabel("Zonages humides"), QPushButton("Se connecter")
    row.addWidget(label)
    row.addWidget(button)
    window.show()
    assert cut_off(window) == []
    label.setFixedWidth(20)
    button.setFixedWidth(30)
    qtbot.wait(20)
    assert [line.split()[0] for line in cut_off(window)] == ["QLabel", "QPushButton"]
