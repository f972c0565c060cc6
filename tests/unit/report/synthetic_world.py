"""The made-up world of the synthetic result: its span, its outages, its carriers with parcels a day."""

HOURS = 480
CUT = (178.0, 228.0)
LOCKER = (168.0, 228.0)
CARRIERS = {
    "sf": 1.3e6,
    "jd": 0.8e6,
    "ems": 5e6,
    "zto": 11e6,
    "yto": 9.5e6,
    "yunda": 9e6,
    "sto": 8e6,
    "best": 7e6,
    "ttk": 5e6,
}
OPERATORS = {"fengchao": 1_600_000, "other_lockers": 2_600_000}
