import subprocess
import sys
from pathlib import Path

import pytest

from harness import hostile
from webapp import errors
from webapp.intake.photo import open_photo

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 150  # MB beside an idle worker

# Run apart, so that the peak is the decoder's and not that of the tests before.
MEASURE = """
import sys
from harness import hostile
from webapp.intake.photo import open_photo

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024

open_photo(hostile.png(64, 64))
data = sys.stdin.buffer.read()
idle = peak()
open_photo(data)
print(peak() - idle)
"""


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_file_that_would_take_too_much_memory_is_refused_by_its_header(name: str):
    with pytest.raises(errors.TooManyPixels, match="Please make it smaller"):
        open_photo(hostile.REFUSED[name]())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is told by Linux alone")
@pytest.mark.parametrize("name", hostile.READ)
def test_the_most_expensive_files_that_are_read_take_bounded_memory(name: str):
    done = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, input=hostile.READ[name](), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert float(done.stdout) < MOST_MEMORY


@pytest.mark.parametrize("cut", range(2, 700, 7))
def test_a_jpeg_cut_anywhere_is_refused_or_read(cut: int):
    data = hostile.jpeg(320, 240, progressive=True)
    try:
        open_photo(data[:cut])
    except errors.Refusal:
        return
    assert cut > data.index(b"\xff\xda"), "without a scan there is nothing to read"
