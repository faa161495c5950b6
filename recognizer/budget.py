"""The work that one photo may cost, counted in what is done and never in seconds.

The same photo so gets the same work, and the same reading, on every machine and under any load. What is compared each
with each has a bound of its own, as its cost and its memory grow with the square of its number.
"""

from __future__ import annotations

# Units of work. One unit is a character box that is cut out and classified: about a third of a millisecond of a core.
BOX = 1  # units: to cut out one box and classify it
STRIP = 2  # units: to read 32 columns of a text line's strip
STACK = 3  # units: to look for rows in a tall line
MEGAPIXEL = 210  # units: to find the text lines in a million pixels as the detector sees them

# Units that one photo may cost, and as many again where it must be turned: a real one takes 200 to 1,100, a sheet of
# 600 digits 3,100, of 1,500 4,400. It bounds the time that one upload keeps a core busy.
MOST_UNITS = 4_500

# Characters, or boxes, that are compared each with each: a sheet of 600 digits brings 1,200 of them. It bounds memory:
# each table of so many takes 23 MB.
MOST_COMPARED = 2400


class Budget:
    """Counts the units of work that a photo has cost; to be used for one photo, one way up.

    `truncated` tells whether anything was left out because of a bound.
    """

    def __init__(self, units: int = MOST_UNITS) -> None:
        self._units = units
        self.spent = 0
        self.truncated = False

    @property
    def left(self) -> int:
        """Units that are left, 0 when there are none."""
        return max(self._units - self.spent, 0)

    def spend(self, units: int) -> None:
        """Books work that is done in any case, even where no units are left for it."""
        self.spent += units

    def granted(self, count: int, units: int) -> int:
        """How many of `count` things may be worked on at so many units each; books them."""
        most = min(count, self.left // units)
        self.truncated |= most < count
        self.spend(most * units)
        return most

    def comparable(self, count: int) -> int:
        """How many of `count` things may be compared each with each."""
        self.truncated |= count > MOST_COMPARED
        return min(count, MOST_COMPARED)
