"""What all tests share: how Hypothesis draws, and where the real data lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# deadline=None: how long an example takes says something of the machine, not of the program.
settings.register_profile("default", derandomize=True, max_examples=50, deadline=None)
settings.register_profile("long", derandomize=False, max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder DERIVCHECK_DATA names, holding mnist/ and fashion-mnist/; without it the test is skipped."""
    named = os.environ.get("DERIVCHECK_DATA")
    if not named:
        pytest.skip("needs the real data sets: set DERIVCHECK_DATA to the folder that holds mnist/")
    folder = Path(named)
    assert folder.is_dir(), f"DERIVCHECK_DATA names {named}, which is no folder"
    return folder
