"""Ratings of the delivery: what was delivered against what was expected (expectation and disconfirmation, Oliver 1980).

A buyer forgives a day beyond what he expected and takes off a star for each further day, down to one (a zone of
tolerance, Zeithaml, Berry & Parasuraman 1993; its width and the stars are assumptions). What he expects lies between
the usual transit time of the carrier he chose and the platform's promise, which is the same for all carriers.
"""

import numpy as np

from sim.validate.goods import Array

MOST, LEAST = 5.0, 1.0
FORGIVEN_H = 24.0
STAR_H = 24.0


def mean_stars(transit: Array, bin_h: float, *, promise_h: float, adaptation: float) -> Array:
    """(carriers,) mean rating of each carrier's deliveries.

    Args:
        transit: (carriers, bins) parcels by hours of transit; each carrier has some.
        bin_h: width of a bin.
        promise_h: the platform's promise.
        adaptation: 0-1, how far a buyer expects of each carrier what it usually does.
    """
    weights = transit / transit.sum(axis=1, keepdims=True)
    hours = bin_h * (np.arange(transit.shape[1]) + 0.5)
    usual = weights @ hours
    expected = adaptation * usual + (1.0 - adaptation) * promise_h
    beyond = hours[None, :] - expected[:, None]
    stars = np.clip(MOST - np.ceil((beyond - FORGIVEN_H) / STAR_H), LEAST, MOST)
    return np.asarray((weights * stars).sum(axis=1))
