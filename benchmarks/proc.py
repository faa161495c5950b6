"""What Linux knows of a process: its memory, its children, and the load of the machine."""

from __future__ import annotations

import os
import resource
from pathlib import Path


def peak_mb(pid: int | str = "self") -> float:
    """The most memory that a process has had resident, in MB."""
    return _status("VmHWM", str(pid)) / 1024


def resident_mb(pid: int | str = "self") -> float:
    """The memory of a process that is resident now, in MB."""
    return _status("VmRSS", str(pid)) / 1024


def proportional_mb(pid: int) -> float:
    """The memory of a process in MB, with what it shares counted to equal parts for all that share it (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def core_seconds() -> float:
    """Seconds of a core that this process and those of its children that have ended have taken."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def machine() -> str:
    """The number of cores and the load over the last minute, which every figure depends on."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _status(name: str, pid: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
