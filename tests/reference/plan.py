"""What carriers plan for: distances, normal flows, hub rates and couriers' capacities."""

import math
from typing import Any

from tests.reference.luck import normalised
from tests.reference.merchant import Merchant

EARTH_KM = 6371.0


class Plan:
    """Capacities of every carrier, made for the customers it really has."""

    def __init__(self, scenario: Any, merchants: list[Merchant]) -> None:
        self.scenario = scenario
        self.carriers = list(scenario.carriers.values())
        self.regions = list(scenario.regions.values())
        total = sum(m.size for m in merchants)
        self.order_share = normalised([region.orders for region in self.regions])
        daily = scenario.orders.per_day * scenario.sample
        self.flow_out = [
            [daily * sum(m.size for m in merchants if (m.home, m.region) == (c, r)) / total for r in self._rows()]
            for c in range(len(self.carriers))
        ]
        self.flow_in = [[sum(out) * share for share in self.order_share] for out in self.flow_out]

    def _rows(self) -> range:
        return range(len(self.regions))

    def km(self, origin: int, destination: int) -> float:
        """Road kilometres between two regions' hubs."""
        if origin == destination:
            return float(self.scenario.geography.local)
        a, b = self.regions[origin], self.regions[destination]
        lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
        half = (
            math.sin((lat_b - lat_a) / 2) ** 2
            + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
        )
        return 2 * EARTH_KM * math.asin(math.sqrt(half)) * float(self.scenario.geography.detour)

    def mean_km(self) -> float:
        """Road kilometres of the mean parcel: origins by the merchants' shares, destinations by the orders'."""
        weights = [
            (o, d, a.merchants * b.orders) for o, a in enumerate(self.regions) for d, b in enumerate(self.regions)
        ]
        return sum(w * self.km(o, d) for o, d, w in weights) / sum(w for _, _, w in weights)

    def nominal_hours(self, carrier: int) -> float:
        """Hours a merchant expects of a carrier."""
        return self.mean_km() / self.carriers[carrier].speed + self.carriers[carrier].travel_fixed

    def hub_rate(self, carrier: int, flow: float) -> float:
        """Parcels per hour of a hub with that normal daily flow."""
        return flow / self.carriers[carrier].sort_hours

    def courier_day(self, carrier: int, region: int) -> float:
        """Parcels a day the couriers of a region can load."""
        words = self.carriers[carrier]
        orders = self.scenario.orders
        door = 1 - sum(orders.locker_share.values()) - orders.station_share
        a, k = words.door_success, words.max_attempts
        tries = (1 - (1 - a) ** k) / a
        return self.flow_in[carrier][region] * (1 - door + door * tries) / words.utilisation
