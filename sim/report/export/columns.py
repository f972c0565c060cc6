"""What a column of an exported table means, and its unit, by its name. Knows no figure."""

UNIT_OF_ROW = "of the row"
INTERVAL_LOW = "lower end of the 95 % interval over paired replications; none with a single one"
INTERVAL_HIGH = "upper end of that interval"
ENDS = {"_low": INTERVAL_LOW, "_high": INTERVAL_HIGH}
MONEY_TABLES = frozenset({"who_pays", "bids"})
"""Tables without a column of units, whose figures are CNY."""
OWN_COLUMNS = {
    "points": "what the quantity is set to in this point, in the unit of the scenario's field",
    "trials": "how the lever is used",
    "statements": "what this account says",
}
"""Tables that have columns named by the user's own files, and what such a column says."""

OF_RUNS: dict[str, tuple[str, str]] = {
    "measure": ("name of the measure, see below", ""),
    "group": ("`total`, or a part of the world such as `carrier=sf`", ""),
    "baseline": ("the counterfactual: same orders, same luck, no act", UNIT_OF_ROW),
    "outage": ("the arm in which the acts happened", UNIT_OF_ROW),
    "excess": ("outage less baseline, mean of the replications", UNIT_OF_ROW),
    "ci_low": (INTERVAL_LOW, UNIT_OF_ROW),
    "ci_high": (INTERVAL_HIGH, UNIT_OF_ROW),
    "unit": ("unit of the row's figures; `share` is 0 to 1", ""),
    "arm": ("`baseline`, or `outage`", ""),
    "replication": ("number of the pair of arms, from 0; both have the same luck", ""),
    "replications": ("pairs of arms behind the row", ""),
    "value": ("the measure's value, for the whole population", UNIT_OF_ROW),
    "hour": ("since the scenario's start; a count is of the hour that begins then, a level stood at that instant", "h"),
    "party": ("who pays or gains", ""),
    "line": ("what for", ""),
    "class": ("the parcel was on time and its news was not, or it was late, or both", ""),
    "peak_excess": ("highest excess of the level over the counterfactual", UNIT_OF_ROW),
    "time_to_recover_h": ("from the first act until back in the usual band for good; to the run's end if never", "h"),
    "resilience_loss": ("area between the arms", "unit of the row times hours"),
    "path": ("where the number stands in the scenario's file", ""),
    "meaning": ("what the number is", ""),
    "source": ("where it was read; empty for an assumption", ""),
    "certainty": ("H read in a published source, M derived or second-hand, L assumed", ""),
    "range_low": ("lowest plausible value, as written", ""),
    "range_high": ("highest plausible value, as written", ""),
}
OF_STUDIES: dict[str, tuple[str, str]] = {
    "kind": ("what sort of row: the whole excess, an act, a party or a mechanism", ""),
    "name": ("what the row is about", ""),
    "variant": ("version of the world", ""),
    "scenario": ("scenario of the comparison", ""),
    "a": ("scenario or account whose figure is taken away", ""),
    "b": ("scenario or account from whose figure it is taken away", ""),
    "excess_a": ("excess of a", UNIT_OF_ROW),
    "excess_b": ("excess of b", UNIT_OF_ROW),
    "difference": ("figure of b less that of a", UNIT_OF_ROW),
    "adjusted_low": ("lower end of the interval that holds for all pairs at once (Bonferroni)", UNIT_OF_ROW),
    "adjusted_high": ("upper end of that interval", UNIT_OF_ROW),
    "relative": ("difference over the excess of a; none where that is not clear of zero", "share"),
    "p": ("p-value of the paired t-test", ""),
    "p_holm": ("p-value by Holm, over the pairs of the measure", ""),
    "p_holm_all": ("p-value by Holm, over all pairs and measures", ""),
    "rank": ("place, 1 the best; those that cannot be told apart share it", ""),
    "p_best": ("share of resamples in which it is the best", "share"),
    "tied_with": ("scenarios that it cannot be told from", ""),
    "first": ("what the first scenario says", ""),
    "here": ("what this scenario says", ""),
    "point": ("name of the point of the sweep", ""),
    "policy": ("name of the policy", ""),
    "what": ("which figure: of one policy, or one policy less another", ""),
    "error": ("why it failed", ""),
    "hours": ("length of the outage", "h"),
    "length_h": ("length of the outage", "h"),
    "from_h": ("begin of the span of the outage's length", "h"),
    "to_h": ("end of that span", "h"),
    "per_hour": ("what an hour in that span adds to the excess", "unit of the row, per hour"),
    "cny_per_hour": ("most that the party would pay for an hour less in that span", "CNY per hour"),
    "added": ("excess beyond that of an outage of zero hours", UNIT_OF_ROW),
    "is_found": ("whether there is a knee", ""),
    "low": (INTERVAL_LOW, "of `at`, or h"),
    "high": (INTERVAL_HIGH, "of `at`, or h"),
    "before": ("what an hour adds before the knee", "unit of the row, per hour"),
    "after": ("what an hour adds after the knee", "unit of the row, per hour"),
    "reason": ("why there is none", ""),
    "trial": ("number of the policy in the search", ""),
    "world": ("which of the outages the search looks at", ""),
    "harm": ("weighted sum of the excesses that the search's file names", "by the file's weights"),
    "cost": ("cost to all parties beyond the counterfactual, with the price of the levers", "CNY"),
    "loss": ("cost, and harm at its price", "CNY"),
    "regret": ("loss beyond that of the best policy for this outage", "CNY"),
    "worst_regret": ("greatest regret over the outages", "CNY"),
    "is_on_front": ("no policy tried is better in both cost and harm", ""),
    "eliminated_after": ("replications after which it was ruled out; 0 = never", ""),
    "chance_better": ("chance that it is better than the chosen one after all", "share"),
    "is_chosen": ("whether it is the one recommended", ""),
    "account": ("scenario that tells the story as one party does", ""),
    "id": ("name of the claim", ""),
    "claim": ("what was said or measured", ""),
    "simulated": ("what the model says", "of the claim"),
    "target": ("what the claim says", "of the claim"),
    "holds": ("whether the claim holds in the model; empty = no verdict", ""),
    "note": ("how it was checked", ""),
    "verdict": ("what comes of it, in words", ""),
    "in_a": ("as it happened by a", UNIT_OF_ROW),
    "in_b": ("as it happened by b", UNIT_OF_ROW),
    "distance": ("difference over half its interval's width", ""),
    "sign": ("whether the excess is clearly above zero, below it, or neither", ""),
    "is_same": ("whether excess and interval are the same in all accounts, bit for bit", ""),
    "records": ("records sent in the outage arm, mean of the replications", "records"),
    "place": ("order in time, from 1", ""),
    "link": ("which link", ""),
    "by": ("who did it", ""),
    "began_at": ("since the scenario's start", "h"),
    "because": ("the reason given", ""),
    "slice": ("part of the space, such as one policy; empty = all of it", ""),
    "mean": ("mean over the points", UNIT_OF_ROW),
    "luck_share": ("share of the variance that is luck within a point", "share"),
    "points": ("how many points", ""),
    "blocks_dropped": ("parts of the design left out, because a point of them failed", ""),
    "against": ("the policy it is compared with; empty = none", ""),
    "limit": ("what is to be passed", "of `limit_unit`"),
    "limit_unit": ("unit of the limit", ""),
    "parameter": ("path of the quantity in the scenario's file", ""),
    "at": ("where the limit is passed", "of the scenario's field"),
    "low_from": ("begin of the quantity's low part", "of the scenario's field"),
    "low_to": ("end of that part", "of the scenario's field"),
    "high_from": ("begin of the quantity's high part", "of the scenario's field"),
    "high_to": ("end of that part", "of the scenario's field"),
    "at_low": ("mean where the quantity is low", UNIT_OF_ROW),
    "at_high": ("mean where it is high", UNIT_OF_ROW),
    "middle": ("mean over all points", UNIT_OF_ROW),
    "swing": ("mean where it is high less mean where it is low", UNIT_OF_ROW),
    "is_clear": ("whether the interval excludes zero", ""),
}


def column_meaning(table: str, column: str, *, has_unit: bool = True) -> tuple[str, str]:
    """Meaning and unit of a table's column; empty texts for one that is not known.

    `has_unit`: whether the table says a unit in every row.

    >>> column_meaning("who_pays", "excess")
    ('outage less baseline, mean of the replications', 'CNY')
    >>> column_meaning("recovery", "peak_excess_high")
    ('upper end of that interval', 'of the row')
    """
    known = OF_RUNS | OF_STUDIES
    meaning, unit = known.get(column, ("", ""))
    if not meaning:
        for end, said in ENDS.items():
            base = known.get(column.removesuffix(end))
            if column.endswith(end) and base is not None:
                meaning, unit = said, base[1]
    if not meaning and table in OWN_COLUMNS:
        return OWN_COLUMNS[table], ""
    if unit == UNIT_OF_ROW and table in MONEY_TABLES:
        unit = "CNY"
    elif unit == UNIT_OF_ROW and not has_unit:
        unit = "of the measure"
    return meaning, unit
