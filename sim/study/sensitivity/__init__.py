"""What a finished sweep says: which parameters matter, where it tips, in which part of the space it goes wrong.

Pure functions over the tables of points and values; runs nothing and draws nothing.
"""

from sim.study.sensitivity.design import Design, Parameter, design_of
from sim.study.sensitivity.discovery import Discovery, FoundBox, FoundLimit, discover
from sim.study.sensitivity.findings import Findings, Tipping, analyse
from sim.study.sensitivity.response import NothingToAnalyseError
from sim.study.sensitivity.threshold import Threshold

__all__ = [
    "Design",
    "Discovery",
    "Findings",
    "FoundBox",
    "FoundLimit",
    "NothingToAnalyseError",
    "Parameter",
    "Threshold",
    "Tipping",
    "analyse",
    "design_of",
    "discover",
]
