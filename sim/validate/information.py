"""What observations tell of parameters, in a straight-line model: posterior, and the directions they leave open.

Parameters are counted in standard deviations of their prior. An eigenvalue of the information says how much more than
the prior the observations know of that mixture of parameters: below 1 they know less, and the direction is flat.
"""

from dataclasses import dataclass

import numpy as np

from sim.validate.goods import Array

ROUNDING = 1e-12


@dataclass(frozen=True)
class Posterior:
    """What is known of p parameters afterwards, in standard deviations of their prior.

    Attributes:
        mean: (p,) from the middle of the prior.
        covariance: (p, p).
        eigenvalues: (p,) of the information, largest first.
        directions: (p, p) a column an eigenvalue, length 1.
    """

    mean: Array
    covariance: Array
    eigenvalues: Array
    directions: Array

    @property
    def sd(self) -> Array:
        """(p,) standard deviation left, 1 = as before."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    @property
    def correlation(self) -> Array:
        """(p, p) of the parameters afterwards; near -1 or 1: the two cannot be told apart."""
        return np.asarray(self.covariance / np.outer(self.sd, self.sd))


def linear_posterior(slopes: Array, residual: Array, sd: Array) -> Posterior:
    """The posterior of parameters with a standard normal prior, given observations that answer to them straight.

    Args:
        slopes: (observations, p) change of each observation's figure per standard deviation of each prior.
        residual: (observations,) observed less what the middle of the prior gives.
        sd: (observations,) standard deviation of each observation, above 0.
    """
    weighed = slopes / sd[:, None]
    information = weighed.T @ weighed
    covariance = np.asarray(np.linalg.inv(np.eye(slopes.shape[1]) + information), dtype=np.float64)
    mean = covariance @ weighed.T @ (residual / sd)
    eigenvalues, directions = np.linalg.eigh(information)
    # Rounding leaves tiny eigenvalues, of either sign, where there is no information at all.
    eigenvalues = np.where(eigenvalues < ROUNDING * eigenvalues.max(), 0.0, eigenvalues)
    directions = np.asarray(directions[:, ::-1], dtype=np.float64)
    return Posterior(mean, covariance, eigenvalues[::-1], directions)
