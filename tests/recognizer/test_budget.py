from __future__ import annotations

import time

import pytest

from recognizer.budget import SECONDS, Budget, TooBusy


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_is_used_up_and_then_stops_the_work():
    clock = Clock()
    budget = Budget(2.0, clock)
    budget.check()
    clock.now += 1.5
    assert (budget.spent, budget.left) == (1.5, 0.5)
    assert budget.allows(0.4) and not budget.allows(0.6)
    budget.check()
    clock.now += 0.5
    assert budget.left == 0 and not budget.allows()
    with pytest.raises(TooBusy):
        budget.check()
    clock.now += 10
    assert budget.left == 0, "what is overdrawn is not owed"


def test_waiting_costs_nothing_and_work_does():
    budget = Budget()
    time.sleep(0.05)
    assert budget.spent < 0.05
    while budget.spent < 0.02:
        sum(range(1000))
    assert SECONDS - 0.05 < budget.left < SECONDS
