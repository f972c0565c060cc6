"""Totals of pairs of arms, kept as they are finished, so that a study cut short goes on. Must not know its question."""

from pathlib import Path

import pandas as pd

from sim import store

Pair = tuple[str, int]
"""Name of a variant, and the replication."""


class KeptPairs:
    """Totals of the pairs that are finished, those of an earlier start included.

    Args:
        folder: the study's, beside which pieces are kept; None keeps nothing beyond this process.

    Attributes:
        totals: of each pair: variant, replication, measure, unit, baseline, outage.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        pieces = {} if folder is None else store.kept_pieces(folder)
        self._n_pieces = len(pieces)
        self.totals: dict[Pair, pd.DataFrame] = {}
        for piece in pieces.values():
            self._remember(piece)

    def keep(self, finished: pd.DataFrame) -> None:
        """Keep the totals of pairs that are finished.

        Raises:
            RunError: they cannot be written; those before are kept.
        """
        self._remember(finished)
        if self._folder is not None:
            store.keep_piece(self._folder, f"pairs-{self._n_pieces:05d}", finished)
            self._n_pieces += 1

    def _remember(self, finished: pd.DataFrame) -> None:
        for (variant, _), totals in finished.groupby(["variant", "replication"], sort=False):
            self.totals[str(variant), int(totals["replication"].iloc[0])] = totals.reset_index(drop=True)
