"""The moment a parcel's way ends: delivered, late, spoiled, claimed."""

from typing import TYPE_CHECKING

from tests.reference.parcel import Parcel

if TYPE_CHECKING:
    from tests.reference.world import World


def note_end(world: "World", parcel: Parcel) -> None:
    """Note a hand-over or a return, and what follows from it at once."""
    now, journal = parcel.finished_at, world.journal
    is_returned = parcel.place == "returned"
    journal.parcel(now, "returned" if is_returned else "delivered", parcel, now - parcel.picked_up_at)
    if now > parcel.placed + world.scenario.buyers.promise:
        journal.parcel(now, "late", parcel)
    spoiled = is_spoiled(world, parcel)
    if spoiled:
        journal.parcel(now, "spoiled", parcel, parcel.value)
    claims_spoiled = spoiled and world.luck.u("spoiled_claim", parcel.id) < world.scenario.buyers.spoiled_claim
    if is_returned or claims_spoiled:
        journal.parcel(now, "refund_claim", parcel, parcel.value)


def is_spoiled(world: "World", parcel: Parcel) -> bool:
    """Whether fresh goods came too late, or came back."""
    goods = list(world.scenario.categories.values())[parcel.merchant.category]
    if goods.life is None:
        return False
    life = goods.life_cooled if parcel.is_cooled and goods.life_cooled is not None else goods.life
    lasts = world.luck.draw(life, "life", parcel.id)
    return parcel.place == "returned" or parcel.finished_at > parcel.picked_up_at + lasts
