"""Merchants: who they are, and how they leave a carrier in trouble and come back."""

import math
from typing import TYPE_CHECKING, Any

from tests.reference.luck import Luck, pick

if TYPE_CHECKING:
    from tests.reference.world import World

RECENT_H = 24.0


class Merchant:
    """A seller.

    Attributes:
        state: "home", "holding", "setting_up" or "away".
        alternative: row of the carrier it ships with while away.
        is_stuck: what becomes ready now is held.
        freed: fires at the tick at which it is no longer stuck.
        offered_quality: quality of delivery a shopper sees, as decided at the last tick.
        n_unshown, n_in_flight: parcels handed over of which nothing is visible; not visibly finished.
        contacts: times of its buyers' contacts, h.
    """

    def __init__(self, scenario: Any, luck: Luck, index: int) -> None:
        words = scenario.merchants
        self.index = index
        self.size = luck.exactly(words.size, "size", index)
        self.category = pick([c.share for c in scenario.categories.values()], luck.u("category", index))
        self.region = pick([r.merchants for r in scenario.regions.values()], luck.u("region", index))
        goods = list(scenario.categories)[self.category]
        self.home = pick([c.share.get(goods, 0.0) for c in scenario.carriers.values()], luck.u("home", index))
        self.threshold = luck.exactly(words.threshold, "threshold", index)
        self.partial = luck.u("partial", index)
        self.size_class = 0
        self.state = "home"
        self.alternative = self.home
        self.until = math.inf
        self.hazard_sum = 0.0
        self.episode = 0
        self.return_at = math.nan
        self.is_gone_for_good = False
        self.is_stuck = False
        self.freed: Any = None
        self.offered_quality = list(scenario.carriers.values())[self.home].quality
        self.n_unshown = 0
        self.n_in_flight = 0
        self.contacts: list[float] = []

    @property
    def ships_with(self) -> int:
        """Row of the carrier its parcels go to."""
        return self.alternative if self.state == "away" else self.home

    def pressure(self, world: "World", tick: float) -> float:
        """What drives it away from its home carrier."""
        weights = world.scenario.merchants.pressure
        advised = world.rules.is_advised_against(world.carrier_names[self.home])
        unshown = self.n_unshown / self.n_in_flight if self.n_in_flight else 0.0
        recent = sum(math.exp(-(tick - at) / RECENT_H) for at in self.contacts)
        asked = recent / (self.n_in_flight + 5)
        return float(weights.advice * advised + weights.dark * unshown + weights.contacts * asked)

    def decide(self, world: "World", tick: float) -> None:
        """Take at most one step, as things stand at the end of the period."""
        usable = world.is_usable(self.home, tick)
        if self.state == "home":
            if not usable:
                self._reconsider(world, tick)
        elif self.state == "away":
            self._stay_away_or_return(world, tick, usable)
        elif usable:
            self._come_home()
            self._note(world, tick, "merchant_stays")
        elif tick >= self.until and self.state == "holding":
            self._set_up(world, tick)
        elif tick >= self.until:
            self._switch(world, tick)

    def _reconsider(self, world: "World", tick: float) -> None:
        words, luck = world.scenario.merchants, world.luck
        delisted = world.rules.is_delisted(world.carrier_names[self.home])
        hazard = words.leave_rate * max(0.0, self.pressure(world, tick) - self.threshold)
        hazard += words.delisted_rate * delisted
        self.hazard_sum += hazard * world.clock.period
        if self.hazard_sum < -math.log1p(-luck.u("leave", self.index, self.episode)):
            return
        if luck.u("hold", self.index, self.episode) < words.hold_share:
            self.state = "holding"
            self.until = tick + luck.draw(words.hold_patience, "hold_patience", self.index, self.episode)
            self._note(world, tick, "merchant_holds")
        else:
            self._set_up(world, tick)

    def _set_up(self, world: "World", tick: float) -> None:
        self.state = "setting_up"
        self.until = tick + world.luck.draw(world.scenario.merchants.set_up, "set_up", self.index, self.episode)
        self._note(world, tick, "merchant_sets_up")

    def _switch(self, world: "World", tick: float) -> None:
        utilities = {
            c: self._utility(world, c)
            for c, name in enumerate(world.carrier_names)
            if c != self.home and not world.rules.is_delisted(name) and not world.is_dark_as_published(c, tick)
        }
        if utilities:
            self.alternative = max(utilities, key=utilities.__getitem__)
            self.state = "away"
            self.return_at = math.nan
            self._note(world, tick, "merchant_switches")

    def _utility(self, world: "World", c: int) -> float:
        weights, carrier = world.scenario.merchants.choice, world.carriers[c]
        taste = -math.log(-math.log(world.luck.u("taste", self.index, c)))
        return float(
            -weights.price * carrier.price
            - weights.speed * world.plan.nominal_hours(c)
            + weights.quality * carrier.quality
            - weights.backlog * world.published_backlog_h[c]
            + taste
        )

    def _stay_away_or_return(self, world: "World", tick: float, usable: bool) -> None:
        words, luck = world.scenario.merchants, world.luck
        if not usable:
            self.return_at = math.nan
        elif math.isnan(self.return_at):
            if luck.u("never_back", self.index, self.episode) < words.never_back:
                self.return_at = math.inf
                self._note(world, tick, "merchant_never_back")
            else:
                self.return_at = tick + luck.draw(words.return_after, "return_after", self.index, self.episode)
        elif tick >= self.return_at:
            self._come_home()
            self._note(world, tick, "merchant_back")

    def _note(self, world: "World", tick: float, what: str) -> None:
        world.journal.merchant(tick, what, self, world.carrier_names[self.ships_with])

    def _come_home(self) -> None:
        self.state = "home"
        self.hazard_sum = 0.0
        self.episode += 1

    def offer(self, world: "World", tick: float) -> None:
        """What shoppers and parcels meet in the period that begins, by the rules of the one that ends."""
        self.is_stuck = self.state == "holding" or world.rules.is_delisted(world.carrier_names[self.ships_with])
        if self.is_stuck:
            self.offered_quality = world.carriers[self.home].quality - world.scenario.demand.holding_value
        else:
            unseen = world.is_dark_as_published(self.ships_with, tick)
            self.offered_quality = (
                world.carriers[self.ships_with].quality - world.scenario.demand.tracking_value * unseen
            )

    def free(self, world: "World") -> None:
        """The period begins: what was held is ready if it is no longer stuck."""
        if not self.is_stuck:
            freed, self.freed = self.freed, world.clock.event()
            freed.succeed()


def population(scenario: Any, luck: Luck) -> list[Merchant]:
    """All merchants, with their size classes: rows 0 small, 1 medium, 2 large."""
    merchants = [Merchant(scenario, luck, index) for index in range(scenario.merchants.count)]
    ranked = sorted(merchants, key=lambda m: (-m.size, m.index))
    n_large = round(scenario.merchants.large * len(ranked))
    n_larger = round((scenario.merchants.large + scenario.merchants.medium) * len(ranked))
    for rank, merchant in enumerate(ranked):
        merchant.size_class = 2 if rank < n_large else 1 if rank < n_larger else 0
    return merchants
