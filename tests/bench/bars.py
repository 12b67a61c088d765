"""The table of bars: what each job may take, and what it took."""

from typing import NamedTuple


class Bar(NamedTuple):
    job: str
    bar: str
    measured: str
    ok: bool


class Bars:
    """Collects the rows of one run; each method says whether its bar is met."""

    def __init__(self) -> None:
        self.rows: list[Bar] = []

    def at_most(self, job: str, limit: float, measured: float, unit: str, note: str = "") -> bool:
        text = f"{measured} {unit}" if isinstance(measured, int) else f"{measured:.2f} {unit}"
        return self._add(job, f"≤ {limit} {unit}", f"{text} ({note})" if note else text, measured <= limit)

    def at_least(self, job: str, limit: float, measured: float, unit: str, note: str = "") -> bool:
        text = f"{measured:.0f} {unit}"
        return self._add(job, f"≥ {limit} {unit}", f"{text} ({note})" if note else text, measured >= limit)

    def exactly(self, job: str, wanted: object, measured: object) -> bool:
        return self._add(job, str(wanted), str(measured), wanted == measured)

    def _add(self, *row) -> bool:
        self.rows.append(Bar(*row))
        return self.rows[-1].ok

    def lines(self) -> list[str]:
        """The table as text, with a line of titles."""
        cells = [("job", "bar", "measured", "ok"), *((*row[:3], "yes" if row.ok else "NO") for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
