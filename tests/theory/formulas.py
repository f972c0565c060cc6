"""What theory says, in closed form. Rates per hour; λ arrivals, μ services of one server, θ abandonments.

Erlang (1917) for B and C; Pollaczek (1930) and Khinchin (1932) for M/G/1; Palm (1957) and Garnett, Mandelbaum and
Reiman (2002) for Erlang A.
"""

import math


def mg1_wait(arrivals: float, mean_service: float, squared_cv: float) -> float:
    """Mean wait before service in M/G/1: λ E[S²] / (2 (1 − ρ)).

    >>> mg1_wait(0.5, 1.0, 1.0)
    1.0
    """
    load = arrivals * mean_service
    return arrivals * mean_service**2 * (1.0 + squared_cv) / (2.0 * (1.0 - load))


def erlang_b(load: float, servers: int) -> float:
    """Share of arrivals that find all servers of M/G/c/c busy, by Erlang's recursion.

    >>> erlang_b(1.0, 1)
    0.5
    """
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Share of arrivals that have to wait in M/M/c.

    >>> erlang_c(0.5, 1)
    0.5
    """
    blocked = erlang_b(load, servers)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def mmc_tail(arrivals: float, services: float, servers: int, wait: float) -> float:
    """Share of arrivals that wait longer than `wait` in M/M/c: C e^{−(cμ − λ) t}."""
    return erlang_c(arrivals / services, servers) * math.exp(-(servers * services - arrivals) * wait)


def erlang_a(arrivals: float, services: float, servers: int, abandonments: float) -> tuple[float, float]:
    """Share of arrivals that abandon M/M/c+M, and mean number waiting, from its birth and death chain.

    >>> p, waiting = erlang_a(4.0, 1.0, 5, 0.5)
    >>> math.isclose(4.0 * p, 0.5 * waiting)
    True
    """
    weight, total, waiting = 1.0, 1.0, 0.0
    for n in range(1, 4000):
        weight *= arrivals / (min(n, servers) * services + max(0, n - servers) * abandonments)
        total += weight
        waiting += max(0, n - servers) * weight
        if n > servers and weight < 1e-18 * total:
            break
    mean_waiting = waiting / total
    return abandonments * mean_waiting / arrivals, mean_waiting
