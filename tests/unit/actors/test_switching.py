"""Merchants: pressure, hazard, and the way from home to another carrier and back."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.actors.merchants import AT_HOME, AWAY, HOLDING, SETTING_UP, Merchants, hear_contact
from sim.actors.platform import Rules, build
from sim.actors.switching import best_alternative, decide, pressure
from sim.engine.luck import uniform
from tests.unit.actors.bench import CARRIERS, LINKS, Bench, always, exponential, merchants_of

RATES = {
    "leave": 0.5, "delisted": 0.5, "hold": 0.0, "advice": 0.6, "dark": 0.8, "contacts": 2.0, "never": 0.0,
    "elasticity": 1.0, "tracking": 0.04, "holding": 0.25,
}  # fmt: skip


def rules_of(carriers: int = CARRIERS, **changed: Any) -> Rules:
    scenario = SimpleNamespace(
        carriers=range(carriers), links=range(LINKS), settlement=SimpleNamespace(auto_confirm=240.0)
    )
    rules = build(scenario)
    for name, value in changed.items():
        getattr(rules, name)[0] = value
    return rules


def crowd(n: int, bench: Bench | None = None, **rates: float) -> Merchants:
    """`n` merchants of carrier 0 that act as soon as they accumulate any hazard."""
    rows = np.array(bench.rows if bench is not None else [0, 0, 0])
    merchants = merchants_of(n, rates=np.array(list((RATES | rates).values())), rows=rows)
    merchants.rec["patience"] = 1e-9
    return merchants


def tick(bench: Bench, merchants: Merchants, rules: Rules, now: float) -> int:
    return int(decide(now, 0.25, bench.key, bench.array, merchants, rules, bench.books))


def bench_with(hold_patience: float = 30.0, set_up: float = 8.0, return_after: float = 5.0) -> Bench:
    return Bench(always(hold_patience), always(set_up), always(return_after))


def test_pressure_weighs_advice_unshown_parcels_and_contacts() -> None:
    merchants, rules = crowd(1), rules_of(advised=True)
    merchant = merchants.rec[0]
    merchant["unshown"], merchant["in_flight"], merchant["recent"], merchant["recent_at"] = 3, 15, 4.0, 10.0
    expected = 0.6 + 0.8 * 3 / 15 + 2.0 * 4.0 * np.exp(-12.0 / 24.0) / (15 + 5)
    assert expected == pytest.approx(pressure(22.0, merchant, merchants, rules))


def test_a_merchant_with_nothing_in_flight_feels_no_darkness() -> None:
    merchants = crowd(1)
    assert 0.0 == pressure(5.0, merchants.rec[0], merchants, rules_of())


def test_contacts_fade_over_a_day() -> None:
    merchant = crowd(1).rec[0]
    for at in (10.0, 13.0):
        hear_contact(merchant, at)
    assert 1.0 + np.exp(-3.0 / 24.0) == pytest.approx(merchant["recent"])


def test_the_hazard_is_the_pressure_above_the_threshold_and_delisting_adds_to_it() -> None:
    bench, merchants = bench_with(), crowd(1)
    merchants.rec["patience"], merchants.rec["threshold"] = np.inf, 0.4
    tick(bench, merchants, rules_of(advised=True, delisted=True), 10.0)
    assert (0.5 * (0.6 - 0.4) + 0.5) * 0.25 == pytest.approx(merchants.rec[0]["hazard"])


def test_nobody_leaves_a_carrier_in_good_order_and_what_was_suffered_is_kept() -> None:
    bench, merchants = bench_with(), crowd(1)
    merchants.rec["patience"], merchants.rec["hazard"] = 1.0, 0.9
    merchants.rec["unshown"] = merchants.rec["in_flight"] = 9
    tick(bench, merchants, rules_of(), 10.0)
    assert (AT_HOME, 0.9) == (merchants.rec[0]["state"], merchants.rec[0]["hazard"])


def test_a_merchant_that_acts_sets_up_another_carrier_and_then_ships_with_it() -> None:
    bench, rules = bench_with(set_up=8.0), rules_of(delisted=True)
    merchants = crowd(1, bench)
    tick(bench, merchants, rules, 10.0)
    assert (SETTING_UP, 18.0, 0) == tuple(merchants.rec[0][f] for f in ("state", "until", "ships_with"))
    tick(bench, merchants, rules, 17.75)
    assert SETTING_UP == merchants.rec[0]["state"]
    tick(bench, merchants, rules, 18.0)
    assert (AWAY, 1) == (merchants.rec[0]["state"], merchants.rec[0]["ships_with"])
    assert (1.0, 1.0) == (bench.counted("merchants_switched"), bench.counted_in("merchants_switched", 17))


def test_holding_is_chosen_by_luck_and_ends_in_setting_up() -> None:
    bench, rules = bench_with(hold_patience=4.0), rules_of(delisted=True)
    merchants = crowd(300, bench, hold=0.3)
    tick(bench, merchants, rules, 10.0)
    expected = [uniform(1, 0, "hold", m, 0) < 0.3 for m in range(300)]
    assert expected == (merchants.rec["state"] == HOLDING).tolist()
    assert sum(expected) == bench.counted("merchants_holding")
    tick(bench, merchants, rules, 14.0)
    assert {SETTING_UP} == set(merchants.rec["state"].tolist())
    assert {18.0, 22.0} == set(merchants.rec["until"].tolist())


@pytest.mark.parametrize("state", [HOLDING, SETTING_UP])
def test_when_the_home_carrier_is_usable_again_who_had_not_left_stays_home(state: int) -> None:
    bench, merchants = bench_with(), crowd(1)
    merchants.rec["state"], merchants.rec["until"], merchants.rec["stuck"] = state, 99.0, state == HOLDING
    merchants.restless[0] = -1
    freed = tick(bench, merchants, rules_of(), 20.0)
    rec = merchants.rec[0]
    assert (AT_HOME, 1, 0.0, int(state == HOLDING)) == (rec["state"], rec["episode"], rec["hazard"], freed)
    assert -np.log1p(-uniform(1, 0, "leave", 0, 1)) == pytest.approx(rec["patience"])


def test_without_any_alternative_a_merchant_stays_setting_up() -> None:
    bench, merchants, rules = bench_with(), crowd(1), rules_of(delisted=True)
    rules.delisted[1] = True
    merchants.rec["state"], merchants.rec["until"] = SETTING_UP, 9.0
    tick(bench, merchants, rules, 10.0)
    assert SETTING_UP == merchants.rec[0]["state"]


def away(n: int = 1, **rates: float) -> tuple[Bench, Merchants]:
    bench = bench_with(return_after=5.0)
    merchants = crowd(n, bench, **rates)
    merchants.rec["state"], merchants.rec["ships_with"] = AWAY, 1
    merchants.restless[0] = n
    return bench, merchants


def test_who_is_away_returns_some_time_after_the_carrier_is_usable_again() -> None:
    bench, merchants = away()
    for now in (20.0, 24.75):
        tick(bench, merchants, rules_of(), now)
        assert (AWAY, 25.0) == (merchants.rec[0]["state"], merchants.rec[0]["until"])
    tick(bench, merchants, rules_of(), 25.0)
    assert (AT_HOME, 0, 1.0) == (
        merchants.rec[0]["state"],
        merchants.rec[0]["ships_with"],
        bench.counted("merchants_back"),
    )


def test_a_return_is_dropped_when_the_home_carrier_is_in_trouble_again() -> None:
    bench, merchants = away()
    tick(bench, merchants, rules_of(), 20.0)
    tick(bench, merchants, rules_of(troubled=True), 25.0)
    assert (AWAY, True) == (merchants.rec[0]["state"], np.isnan(merchants.rec[0]["until"]))


def test_some_never_return() -> None:
    bench, merchants = away(300, never=0.2)
    for now in (20.0, 40.0):
        tick(bench, merchants, rules_of(), now)
    gone = [uniform(1, 0, "never_back", m, 0) < 0.2 for m in range(300)]
    assert gone == (merchants.rec["state"] == AWAY).tolist()
    assert (sum(gone), 300 - sum(gone)) == (bench.counted("merchants_never_back"), bench.counted("merchants_back"))


@pytest.mark.parametrize(
    ("state", "ships_with", "delisted", "dark", "keeps", "stuck"),
    [
        (AT_HOME, 0, False, False, 1.0, 0),
        (AT_HOME, 0, False, True, np.exp(-0.04), 0),
        (HOLDING, 0, False, True, np.exp(-0.25), 1),
        (AT_HOME, 0, True, False, np.exp(-0.25), 1),
        (AWAY, 1, True, True, np.exp(-0.13), 0),
    ],
)
def test_shoppers_order_less_where_a_worse_delivery_is_offered(
    state: int, ships_with: int, delisted: bool, dark: bool, keeps: float, stuck: int
) -> None:
    bench, merchants = bench_with(), crowd(1)._replace(quality=np.array([0.93, 0.80]))
    merchants.rec["patience"], merchants.rec["until"] = np.inf, 99.0
    merchants.rec["state"], merchants.rec["ships_with"] = state, ships_with
    tick(bench, merchants, rules_of(delisted=delisted, dark=dark, troubled=True), 10.0)
    assert keeps == pytest.approx(merchants.rec[0]["keeps"])
    assert stuck == merchants.rec[0]["stuck"]


def test_the_alternative_is_a_multinomial_logit() -> None:
    """Utility plus Gumbel noise, largest wins: shares are the softmax (McFadden 1974), each within 4 σ."""
    bench, n = Bench(exponential(1.0)), 20_000
    rules = rules_of(carriers=5)
    rules.backlog_h[:] = [0.0, 10.0, 0.0, 40.0, 20.0]
    choice = np.array([9.0, -0.5, -1.2, 0.4, -0.2])
    merchants = merchants_of(1, choice=choice, backlog_weight=np.array([0.03]))
    chosen = [best_alternative(bench.key, m, 0, merchants, rules) for m in range(n)]
    weight = np.exp(choice - 0.03 * rules.backlog_h)[1:]
    share = weight / weight.sum()
    found = np.bincount(chosen, minlength=5)
    assert 0 == found[0]
    assert (np.abs(found[1:] - n * share) < 4.0 * np.sqrt(n * share * (1.0 - share))).all()


@pytest.mark.parametrize("reason", ["delisted", "dark"])
def test_what_is_delisted_or_dark_is_nobodys_alternative(reason: str) -> None:
    rules = rules_of(carriers=4)
    getattr(rules, reason)[1:3] = True
    merchants = merchants_of(1, choice=np.zeros(4))
    assert {3} == {best_alternative(Bench().key, m, 0, merchants, rules) for m in range(100)}
