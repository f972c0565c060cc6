"""Disputed versions of one event as a family: what holds in all of them, what flips, which fact would settle it."""

from sim.study.accounts.family_of_accounts import Accounts, accounts_id, accounts_of

__all__ = ["Accounts", "accounts_id", "accounts_of"]
