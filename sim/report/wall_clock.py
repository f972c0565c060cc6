"""Hours since a scenario's start as its people read them: clock times in the scenario's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class WallClock:
    """The clock on a scenario's wall.

    Attributes:
        start: instant of hour 0, with its zone.
    """

    start: datetime

    def at(self, hour: float) -> datetime:
        """Instant of an hour since start, in the scenario's zone."""
        return self.start + timedelta(hours=hour)

    def axis(self, hour: float) -> str:
        """The same as a time axis takes it: local time without zone."""
        return self.at(hour).replace(tzinfo=None).isoformat(timespec="minutes")

    def words(self, hour: float) -> str:
        """The same in words.

        >>> from datetime import timezone
        >>> WallClock(datetime(2017, 5, 25, tzinfo=timezone.utc)).words(178.5)
        '1 June 10:30'
        """
        when = self.at(hour)
        return f"{when.day} {when:%B %H:%M}"

    @property
    def zone(self) -> str:
        """Zone of the clock times shown, such as `UTC+8`."""
        offset = self.start.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset is not None else 0
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}"
