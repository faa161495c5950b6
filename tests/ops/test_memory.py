import re
import subprocess
import sys

import pytest

from harness.serving import ROOT
from webapp.ops import memory

# Sixteen threads take and free blocks; apart, so that the tests' own allocations are not changed.
COUNT_ARENAS = """
import ctypes, sys, threading
from webapp.ops import memory
memory.use_one_arena() or sys.exit("not glibc")
ready = threading.Barrier(16)
def work():
    ready.wait()
    for _ in range(100):
        bytearray(100_000)
threads = [threading.Thread(target=work) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="arenas are glibc's")
def test_all_threads_share_one_arena():
    done = subprocess.run([sys.executable, "-c", COUNT_ARENAS], cwd=ROOT, capture_output=True, text=True)
    if "not glibc" in done.stderr:
        pytest.skip("another C library")
    assert done.stderr.count("Arena ") == 1, done.stderr


# Once a large block is freed, glibc by itself would take the next ones from the heap.
COUNT_HEAP = """
import ctypes, sys
from webapp.ops import memory
memory.return_large_blocks() or sys.exit("not glibc")
held = []
for _ in range(4):
    bytearray(8 * 2**20)
    held.append(bytearray(8 * 2**20))
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the threshold is glibc's")
def test_large_blocks_do_not_lie_on_the_heap():
    done = subprocess.run([sys.executable, "-c", COUNT_HEAP], cwd=ROOT, capture_output=True, text=True)
    if "not glibc" in done.stderr:
        pytest.skip("another C library")
    heap = int(re.findall(r"system bytes\s+=\s+(\d+)", done.stderr)[0])
    assert heap < memory.LARGE, done.stderr


def test_another_c_library_is_no_fault(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: object())
    assert not memory.use_one_arena() and not memory.return_large_blocks()
