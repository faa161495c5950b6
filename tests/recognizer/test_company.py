"""Neighbours of like height speak for a digit, up to two of them, and loneliness against it."""

import numpy as np
import pytest

from recognizer.company import CUT_OUT, USUAL, Company, Frame, beside, in_company, sole_doubted
from recognizer.sights import NO_LETTERS, Letters

ROW = np.array([[0, 0, 20, 40], [28, 2, 20, 40], [56, 0, 20, 40], [84, 1, 20, 40]], np.float32)


def confidence(boxes: np.ndarray, likeliest: list[float], company: Company = USUAL) -> np.ndarray:
    return in_company(boxes, np.array(likeliest, np.float32), company)


def test_neighbours_raise_and_loneliness_lowers() -> None:
    even = USUAL._replace(clutter=0.0)
    together, alone = confidence(ROW[:2], [0.7, 0.9], even)[0], confidence(ROW[:1], [0.7], even)[0]
    assert together > 0.7 > alone


def test_a_third_neighbour_adds_nothing() -> None:
    wide = Company(0.0, 1.0, 0.8, -2.5)
    near = np.array([[0, 0, 20, 40], [25, 0, 20, 40], [50, 0, 20, 40], [75, 0, 20, 40]], np.float32)
    assert confidence(near, [0.6, 1, 1, 1], wide)[0] == pytest.approx(confidence(near[:3], [0.6, 1, 1], wide)[0])


def test_only_like_heights_on_one_line_are_company() -> None:
    tall, low, far = [28, -40, 40, 120], [28, 60, 20, 40], [200, 0, 20, 40]
    for stranger in (tall, low, far):
        assert not beside(np.array([ROW[0], stranger], np.float32)).any()
    assert beside(ROW).sum() == 4 * 3


def test_without_weights_the_own_word_stands() -> None:
    plain = Company(0.0, 1.0, 0.0, 0.0)
    assert confidence(ROW, [0.2, 0.5, 0.9, 0.99], plain) == pytest.approx([0.2, 0.5, 0.9, 0.99], abs=1e-4)


def test_many_weak_candidates_speak_against_each_other() -> None:
    plain = USUAL._replace(clutter=0.0)
    assert confidence(ROW, [0.9, 0.9, 0.9, 0.9])[0] == pytest.approx(confidence(ROW, [0.9] * 4, plain)[0])
    assert confidence(ROW, [0.9, 0.4, 0.4, 0.4])[0] < confidence(ROW, [0.9, 0.4, 0.4, 0.4], plain)[0] - 0.2


def test_letters_of_one_word_speak_against_a_digit() -> None:
    company, likeliest = USUAL._replace(word=-1.5), np.array([0.9, 0.9], np.float32)
    alone = in_company(ROW[:2], likeliest, company)
    letter, score = np.array([[60, 0, 22, 40]], np.float32), np.array([0.9], np.float32)
    spelled = in_company(ROW[:2], likeliest, company, Letters(letter, score))
    assert spelled[0] == alone[0] and spelled[1] < alone[1] - 0.05
    far, low = letter + [40, 0, 0, 0], letter + [0, 60, 0, 0]
    for place in (far, low, ROW[:1]):  # a word apart, another line, and another word on a likelier digit
        assert (in_company(ROW[:2], likeliest, company, Letters(place.astype(np.float32), score)) == alone).all()


def test_letters_count_as_far_as_the_context_classifier_doubts_the_digit() -> None:
    company, likeliest = USUAL._replace(word=-1.5, lone=0.0), np.array([0.9], np.float32)
    letters = Letters(np.array([[28, 0, 22, 40]], np.float32), np.array([0.9], np.float32))
    chances = (0.1, 0.5, 0.75, 1.0)
    doubted, unknown, likely, sure = (
        in_company(ROW[:1], likeliest, company, letters, among=np.array([among], np.float32))[0] for among in chances
    )
    assert doubted == unknown < likely - 0.03 < sure - 0.06
    assert sure == pytest.approx(in_company(ROW[:1], likeliest, company)[0])


def test_the_context_classifier_vouches_for_a_digit_and_is_believed_so_far() -> None:
    company, likeliest = USUAL._replace(vouched=0.3), np.array([0.9, 0.9], np.float32)
    plain = in_company(ROW[:2], likeliest, company)
    doubted, vouched, sure = (
        in_company(ROW[:2], likeliest, company, among=np.array([among, 0.5], np.float32)) for among in (0.1, 0.9, 0.999)
    )
    assert (doubted == plain).all()
    assert vouched[0] > plain[0] and sure[0] > vouched[0] and vouched[1] == plain[1]
    assert np.log(sure[0] / (1 - sure[0])) - np.log(plain[0] / (1 - plain[0])) == pytest.approx(0.9, abs=1e-3)


def test_a_lone_digit_in_a_text_loses_less_where_the_context_classifier_is_sure() -> None:
    company, likeliest = Company(lone=-2.0), np.array([0.9], np.float32)
    words = Letters(np.array([[50, 0, 22, 40], [80, 0, 22, 40]], np.float32), np.array([0.6, 0.6], np.float32))
    elsewhere = words._replace(boxes=words.boxes + np.array([0, 90, 0, 0], np.float32))
    sure, unknown = np.array([1.0], np.float32), np.array([0.5], np.float32)

    def odds(letters: Letters, among: np.ndarray) -> float:
        (found,) = in_company(ROW[:1], likeliest, company, letters, among=among)
        return float(np.log(found / (1 - found)))

    assert odds(words, sure) - odds(elsewhere, sure) == pytest.approx(1.4, abs=0.01)
    assert odds(words, unknown) == odds(elsewhere, unknown)
    one = words._replace(boxes=words.boxes[:1], scores=words.scores[:1])
    assert odds(one, sure) == odds(elsewhere, sure), "one letter makes no text"
    own = words._replace(boxes=np.array([words.boxes[0], ROW[0] + 1], np.float32))
    assert odds(own, sure) == odds(elsewhere, sure), "a letter in the digit's own place stands not beside it"


def test_a_digit_that_fills_its_photo_needs_no_company() -> None:
    box, likeliest, even = (
        np.array([[40, 20, 60, 160]], np.float32),
        np.array([0.8], np.float32),
        USUAL._replace(clutter=0, fills=-USUAL.lone),
    )
    near, far = (in_company(box, likeliest, even, photo=photo)[0] for photo in (Frame(150, 200), Frame(1500, 2000)))
    assert near == pytest.approx(0.8, abs=1e-3) and far < 0.3
    between = in_company(box, likeliest, even, photo=Frame(320, 320))[0]
    assert far < between < near
    wide = in_company(box[:, [1, 0, 3, 2]], likeliest, even, photo=Frame(200, 900))[0]
    assert wide == pytest.approx(0.8, abs=1e-3)


def test_a_digit_that_fills_a_photo_cut_out_around_it_gains_more() -> None:
    box, likeliest, small = np.array([[40, 20, 60, 160]], np.float32), np.array([0.3], np.float32), CUT_OUT
    company = USUAL._replace(clutter=0, fills=-USUAL.lone, cut_out=2.0)
    whole, cut, larger = (
        in_company(box, likeliest, company, photo=Frame(150, 200, detail))[0] for detail in (2000, small, small + 1)
    )
    assert whole == larger == pytest.approx(0.3, abs=1e-3) and cut == pytest.approx(0.76, abs=0.01)
    assert in_company(box, likeliest, company, photo=Frame(600, 800, small))[0] < 0.1  # does not fill it


def test_with_neighbours_the_size_of_the_photo_does_not_count() -> None:
    likeliest = np.full(4, 0.8, np.float32)
    frames = (Frame(120, 50), Frame(120, 50, 60), Frame(4000, 3000))
    alike = [in_company(ROW, likeliest, USUAL._replace(cut_out=2.0), photo=frame) for frame in frames]
    assert (alike[0] == alike[1]).all() and (alike[0] == alike[2]).all()


def test_what_is_the_only_digit_of_a_photo_is_doubted_unless_it_fills_it() -> None:
    boxes, photo = np.array([[400, 200, 60, 100], [800, 400, 60, 100]], np.float32), Frame(1600, 1200)
    alone = sole_doubted(np.array([0.58, 0.2], np.float32), 0.5, boxes, photo)
    assert alone[0] == pytest.approx(0.48, abs=0.01) and alone[1] == np.float32(0.2)
    sure = sole_doubted(np.array([0.999, 0.2], np.float32), 0.5, boxes, photo)
    assert sure[0] > 0.998
    both = np.array([0.58, 0.52], np.float32)
    assert (sole_doubted(both, 0.5, boxes, photo) == both).all()
    filling = sole_doubted(np.array([0.58, 0.2], np.float32), 0.5, boxes, Frame(600, 150))
    assert filling[0] == pytest.approx(0.58)
    assert not len(sole_doubted(both[:0], 0.5, boxes[:0], photo))


# Eleven digits, and one before and behind them a little apart and smaller, as under the bars of a product.
PRODUCT = np.array([[28 * i, 0, 20, 40] for i in range(11)] + [[-90, 8, 16, 30], [400, 8, 16, 30]], np.float32)
LIKELIEST = np.array([0.99] * 11 + [0.8, 0.8], np.float32)
PLAIN = USUAL._replace(clutter=0.0)


def outer(boxes: np.ndarray, among: float = 0.99, letters: Letters = NO_LETTERS) -> np.ndarray:
    """Confidences of the first and the last digit of a product's number."""
    chances = np.full(len(boxes), among, np.float32)
    return in_company(boxes.astype(np.float32), LIKELIEST[-len(boxes) :], PLAIN, letters, among=chances)[-2:]


def test_a_number_keeps_the_digits_apart_on_its_line_company() -> None:
    assert (outer(PRODUCT) > 0.8).all()
    rising = PRODUCT - PRODUCT[:, :1] * [0, 0.3, 0, 0]
    assert (outer(rising) > 0.8).all()


@pytest.mark.parametrize("shift", [[-120, 0, 0, 0], [0, 30, 0, 0], [0, -30, 0, 0], [0, 0, 20, 40]])
def test_it_keeps_none_company_that_are_far_off_another_line_or_larger(shift: list[int]) -> None:
    strange = PRODUCT.copy()
    strange[-2] += shift
    first, last = outer(strange)
    assert first < 0.5 and last > 0.8


def test_a_few_digits_are_no_number() -> None:
    assert (outer(PRODUCT[-6:]) < 0.5)[1] and (outer(PRODUCT[-7:]) > 0.8)[1]


def test_the_o_of_a_word_before_a_number_stands_alone() -> None:
    words = Letters(np.array([[0, 200, 20, 40], [28, 200, 20, 40]], np.float32), np.array([0.9, 0.9], np.float32))
    assert (outer(PRODUCT, 0.85) > 0.8).all()
    assert (outer(PRODUCT, 0.85, words) < 0.5).all()
    assert (outer(PRODUCT, 0.95, words) > 0.8).all()
    assert (outer(PRODUCT, 0.4) < 0.5).all()
