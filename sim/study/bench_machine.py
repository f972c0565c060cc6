"""The machine a benchmark ran on."""

import os
import platform
from pathlib import Path
from typing import Any

from sim.study.processes import usable_workers

PROCESSOR_INFO = Path("/proc/cpuinfo")


def machine() -> dict[str, Any]:
    """Processor, cores this process may use, memory in GB of 10⁹ bytes (None where unknown), operating system."""
    return {
        "processor": _processor(),
        "cores": usable_workers(),
        "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _processor() -> str:
    try:
        lines = PROCESSOR_INFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    told = dict(line.replace("\t", "").split(":", 1) for line in lines if ":" in line)
    return told.get("model name", "").strip() or platform.processor() or "unknown"


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, OSError, ValueError):
        return None
