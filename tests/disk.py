"""Small disks for tests to fill or to write-protect."""

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mount_disk(folder: Path, megabytes: int) -> Generator[Path]:
    """Mount a disk of its own at a folder; the test is skipped where that is not allowed."""
    folder.mkdir(parents=True)
    mount(folder, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def mount(folder: Path, *options: str) -> None:
    """Run `mount`, or skip the test."""
    if shutil.which("mount") is None:
        pytest.skip("no mount command here, so no small disk to fill")
    done = subprocess.run(
        ["mount", *options, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"no right to mount a small disk: {done.stderr.strip()}")


def protect(folder: Path) -> None:
    """Make a mounted disk read-only."""
    mount(folder, "-o", "remount,ro")
