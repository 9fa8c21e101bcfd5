"""Offices that issue the documents of a made corpus, and the symbols of their documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from pipeline.places import default_places
from pipeline.rules import default_rules

PEOPLE = "Ủy ban nhân dân"
_COMMUNES = 1_500


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues a document."""

    parent: str
    name: str
    symbol: str
    place: str
    """Where its documents are dated."""
    position: str
    """Of who signs."""
    party: bool = False

    @property
    def head(self) -> str:
        """Both names as a document prints them."""
        return "\n".join(part.upper() for part in (self.parent, self.name) if part)


def offices(seed: int) -> list[Office]:
    """Some five thousand, the busiest first."""
    made = (*_central(), *_provincial(), *_local(seed))
    # Two communes of one name would issue the same codes.
    unique = list({(office.parent, office.name): office for office in made}.values())
    Random(seed).shuffle(unique)
    return unique


def _central() -> Iterator[Office]:
    for organ in default_rules().organ:
        if organ.level == "central":
            yield Office("", organ.name, organ.abbreviations[0], "Hà Nội", "Thứ trưởng")


def _provincial() -> Iterator[Office]:
    organs = [
        organ
        for organ in default_rules().organ
        if organ.level in ("province", "party") and "Trung ương" not in organ.name
    ]
    for short in provinces():
        people = f"{PEOPLE} tỉnh {short}"
        yield Office("", people, "UBND", short, "Phó Chủ tịch")
        yield Office("", f"Hội đồng nhân dân tỉnh {short}", "HĐND", short, "Chủ tịch")
        yield Office("", f"Tỉnh ủy {short}", "TU", short, "Phó Bí thư", party=True)
        for organ in organs:
            if organ.name.startswith(("Sở", "Ban ", "Chi cục", "Trung tâm")):
                party = organ.level == "party"
                parent = f"Tỉnh ủy {short}" if party else people
                yield Office(
                    parent, organ.name, organ.abbreviations[0], short, "Phó Giám đốc", party
                )


def _local(seed: int) -> Iterator[Office]:
    rooms = [organ for organ in default_rules().organ if organ.name.startswith("Phòng")]
    random = Random(seed)
    places = [place for place in default_places() if place.level and place.level != "Tỉnh"]
    communes = {"Xã", "Phường", "Thị trấn", "Đặc khu"}
    chosen = set(random.sample(range(len(places)), _COMMUNES))
    for number, place in enumerate(places):
        people = f"{PEOPLE} {place.level.lower()} {place.short}"
        if place.level not in communes:
            yield Office("", people, "UBND", place.short, "Phó Chủ tịch")
            room = random.choice(rooms)
            yield Office(people, room.name, room.abbreviations[0], place.short, "Trưởng phòng")
        elif number in chosen:
            yield Office("", people, "UBND", place.short, "Chủ tịch")


def provinces() -> tuple[str, ...]:
    """Those before the mergers of 2025 and those after, by their short names."""
    return tuple(
        dict.fromkeys(p.short for p in default_places() if p.short in p.provinces and p.short)
    )
