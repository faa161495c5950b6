import subprocess
import sys

import pytest

from harness.serving import ROOT


def stderr_of(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_runtime_writes_nothing_when_a_model_is_planned():
    code = "from pathlib import Path; from recognizer.runtime import Model; Model(Path('models/classifier.tflite'))"
    assert stderr_of(code) == ""


@pytest.mark.parametrize("amount", [0, 40, 1000])
def test_what_others_write_meanwhile_comes_out_after_it(amount: int):
    code = (
        "import os; from recognizer.quiet import GREETING, without_greeting\n"
        f"with without_greeting(): os.write(2, b'before\\n' + GREETING + b'after\\n' * {amount})\n"
        "os.write(2, b'end\\n')"
    )
    assert stderr_of(code) == "before\n" + "after\n" * amount + "end\n"


def test_an_error_while_planning_is_raised_and_the_standard_error_is_whole_again():
    code = (
        "import os; from recognizer.quiet import without_greeting\n"
        "try:\n"
        "    with without_greeting(): raise ValueError\n"
        "except ValueError: os.write(2, b'raised\\n')"
    )
    assert stderr_of(code) == "raised\n"


def test_a_process_without_a_standard_error_plans_its_models_all_the_same():
    code = (
        "import os; os.close(2); from pathlib import Path; from recognizer.runtime import Model\n"
        "Model(Path('models/classifier.tflite'))"
    )
    assert stderr_of(code) == ""
