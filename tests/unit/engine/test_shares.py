"""Which of several kinds a uniform picks."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.shares import choose, cumulated

SHARES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30).filter(lambda shares: sum(shares) > 1e-6)
UNIFORMS = st.floats(0.0, 1.0, exclude_max=True) | st.sampled_from([0.0, 0.25, 0.5, 1.0 - 2.0**-33])


@given(shares=SHARES, u=UNIFORMS)
@settings(max_examples=200, deadline=None)
def test_a_choice_is_the_first_whose_cumulated_share_exceeds_the_luck(shares: list[float], u: float) -> None:
    upto = cumulated(shares)
    expected = int(np.searchsorted(upto, u, side="right"))
    assert expected == choose(upto, u)
    assert shares[choose(upto, u)] > 0.0
