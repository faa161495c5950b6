import pytest

from webapp.pages.form_options import CAREFUL, PARTS, TURNS, are_usual, menus
from webapp.service.options import FIELDS, MIN_CONFIDENCE, Choices, choices_from

NOTHING = dict.fromkeys(FIELDS, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (field, value)
        for field, items in zip(FIELDS, (CAREFUL, (), (), PARTS, TURNS), strict=True)
        for value, _ in items
    ],
)
def test_everything_that_the_page_offers_can_be_chosen(field: str, value: str):
    assert isinstance(choices_from({field: value}), Choices)


def test_what_stands_at_first_is_what_happens_without_a_choice():
    first = {menu.name: menu.value for menu in menus(NOTHING).values()}
    assert choices_from(first) == choices_from({})


def test_the_menu_says_that_a_photo_is_turned_automatically():
    menu = menus({**NOTHING, "turn": "auto"})["turn"]
    assert dict(menu.items)[menu.value] == "automatically" and choices_from({"turn": menu.value}).turn is None


def test_a_value_of_the_users_own_joins_its_menu_once():
    menu = menus({**NOTHING, "min_confidence": "0.55"})["careful"]
    assert menu.value == "0.55" and [value for value, _ in menu.items].count("0.55") == 1
    assert len(menus({**NOTHING, "min_confidence": "0.8"})["careful"].items) == len(CAREFUL)


@pytest.mark.parametrize("fields", [{}, {"digits": "any", "turn": "auto"}, {"min_confidence": str(MIN_CONFIDENCE)}])
def test_what_happens_without_a_choice_is_usual(fields: dict[str, str]):
    assert are_usual(fields)


@pytest.mark.parametrize(
    "field",
    [
        "digits=4",
        "digits=1000",
        "expected=00:00",
        "expected=nonsense",
        "turn=90",
        "min_confidence=0.8",
        "region=0,0,1,0.5",
    ],
)
def test_any_other_choice_is_not(field: str):
    assert not are_usual(dict([field.split("=")]))
