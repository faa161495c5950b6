"""Documents say figures as people print them, among letters and signs that are none."""

import re

import numpy as np
import pytest

from training.synth import phrases

FORMS = {
    phrases.price: r"([$€£] ?\d+[.,]\d{2,3}|\d+[.,]\d{2,3}[$€£])",
    phrases.phone: r"[+(]?\d{1,4}[\d ()/.+-]+\d",
    phrases.share: r"[-+~<]?\d{1,3}([.,]\d)? ?%",
    phrases.measure: r"\d{1,4}\D{0,3}\d{0,3} ?\D{1,3}",
    phrases.clock: r".*\d{1,2}[:.h]\d{2}.*",
}


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
def test_a_figure_has_the_form_of_its_kind(kind) -> None:
    rng = np.random.default_rng(1)
    made = [kind(rng) for _ in range(300)]
    assert not [one for one in made if not re.fullmatch(FORMS[kind], one)]
    assert len(set(made)) > 150


def test_codes_mix_digits_with_the_letters_that_look_like_them() -> None:
    rng = np.random.default_rng(2)
    made = [phrases.serial(rng) for _ in range(300)]
    mixed = [one for one in made if re.search("[SBZO]", one) and re.search("[0-9]", one)]
    assert len(mixed) > 100


def test_words_that_look_like_digits_have_none() -> None:
    rng = np.random.default_rng(4)
    made = [phrases.lookalike(rng) for _ in range(200)]
    assert all(re.fullmatch("[a-z]{2,9}", one) for one in made) and len(set(made)) > 80
    assert sum(bool(re.search("[osbzil]{2}", one)) for one in made) > 100


@pytest.mark.parametrize("line", [phrases.prose, phrases.entry], ids=lambda line: line.__name__)
def test_lines_have_words_with_and_without_figures(line) -> None:
    rng = np.random.default_rng(3)
    made = [line(rng) for _ in range(300)]
    with_figures = sum(any("0" <= one <= "9" for one in text) for text in made)
    with_words = sum(bool(re.search("[A-Za-z]{3}", text)) for text in made)
    assert with_figures > 100 and with_words > 150 and with_figures < 290
