"""What eyes make of colours: contrast as WCAG 2.1 defines it, and how far apart two colours are to each sort of eye."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Linear RGB as seen, Machado, Oliveira and Fernandes 2009, severity 1."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""Ottosson 2020: cones and Oklab, in which distances are as they are felt."""


def linear(colour: str) -> Array:
    """Linear red, green and blue of a hex colour."""
    values = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    shown: Array = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return shown


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted(float(linear(colour) @ LUMINANCE) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, alpha: str, ground: str) -> str:
    """The colour that a see-through one makes on a ground."""
    share = int(alpha, 16) / 255.0
    mixed = [
        round(share * int(colour[place : place + 2], 16) + (1 - share) * int(ground[place : place + 2], 16))
        for place in (1, 3, 5)
    ]
    return "#" + "".join(f"{value:02X}" for value in mixed)


def distance(one: str, other: str, eye: str) -> float:
    """Distance of two colours in Oklab as an eye sees them; white and black are 1 apart."""
    seen = [np.cbrt(np.clip(TO_CONES @ np.clip(EYES[eye] @ linear(each), 0, 1), 0, None)) for each in (one, other)]
    return float(np.linalg.norm(TO_OKLAB @ (seen[0] - seen[1])))
