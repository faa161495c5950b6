from recognizer.budget import MOST_COMPARED, Budget


def test_work_is_granted_until_the_units_are_used_up_and_what_is_left_out_is_told():
    budget = Budget(100)
    assert budget.granted(8, 10) == 8 and (budget.spent, budget.left) == (80, 20)
    assert not budget.truncated
    assert budget.granted(3, 10) == 2 and budget.left == 0
    assert budget.truncated


def test_what_is_done_in_any_case_may_overdraw_and_is_not_owed():
    budget = Budget(100)
    budget.spend(130)
    assert budget.left == 0 and not budget.truncated
    assert budget.granted(5, 1) == 0 and budget.truncated


def test_no_more_is_compared_each_with_each_than_memory_allows():
    budget = Budget()
    assert budget.comparable(MOST_COMPARED) == MOST_COMPARED and not budget.truncated
    assert budget.comparable(MOST_COMPARED + 1) == MOST_COMPARED and budget.truncated
