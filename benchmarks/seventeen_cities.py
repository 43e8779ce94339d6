"""A province for measuring: the sample city seventeen times, each copy with units, projects and files of its own.

Belongs here: its policy pack, and its raw tables from those of a built city. Does not belong here:
measuring (`province`).
Figures follow from rows as ever; what is copied is how many there are, and how they are spread.
"""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb

from ingestion.policy import Policy
from orchestration.load import RAW_SCHEMAS

CITIES = 17
_PER_ROW = 5
_CITY_CODE, _CITY_NAME, _CITY_NAME_EN = "420000", "模拟省", "Simulated Province"
# How the columns of a raw table differ from city to city; the others are copied as they are.
_OWN = {
    "submission_id": "md5(submission_id || '{city}')",
    "reporting_unit_code": "'{city}-' || reporting_unit_code",
    "site_locality_code": "'{city}-' || site_locality_code",
    "project_code": "project_code || '-{city}'",
    "project_name": "project_name || '{city}'",
    "name_key": "name_key || '{city}'",
    "other_name_key": "other_name_key || '{city}'",
    "responsible_unit": "'{city}' || responsible_unit",
    "file_name": "'{city}_' || file_name",
}
# One row tells of the whole build, or one of a rule: no city has its own.
_SHARED = ("run_context", "finding_rule")


def write_pack(policy: Policy, folder: Path) -> Path:
    """The city's pack for the province: its tiers, targets and rules as they are, its localities seventeen times."""
    shutil.copytree(policy.directory, folder)
    localities = _read(folder / "localities.csv")
    shapes = policy.tables["settings"].filter(key="map_file")["value"].to_list()
    _write(folder / "localities.csv", [_locality(row, city) for city in _cities() for row in localities])
    codes = {row["locality_code"] for row in localities}
    _write(folder / "rates.csv", [_everywhere(row, codes) for row in _read(folder / "rates.csv")])
    own = {"city_code": _CITY_CODE, "city_name": _CITY_NAME, "city_name_en": _CITY_NAME_EN}
    settings = _read(folder / "settings.csv")
    _write(folder / "settings.csv", [row | {"value": own.get(row["key"], row["value"])} for row in settings])
    for name in shapes:
        outline = folder / name
        outline.write_text(json.dumps(_laid_out(json.loads(outline.read_text("utf-8")))), "utf-8")
    return folder


def copy_raw(source: Path, target: Path, *, cities: int) -> None:
    """The schema `raw` of a built city in a fresh build file: as it is, or that many times."""
    with duckdb.connect(str(target)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{source}' AS city (READ_ONLY); CREATE SCHEMA raw")
        for table, schema in RAW_SCHEMAS.items():
            is_once = cities == 1 or table in _SHARED
            parts = ["*"] if is_once else [_columns(schema.names(), city) for city in _cities()[:cities]]
            union = " UNION ALL ".join(f"SELECT {columns} FROM city.raw.{table}" for columns in parts)
            connection.execute(f"CREATE TABLE raw.{table} AS {union}")


def _cities() -> list[str]:
    return [f"{number:02}" for number in range(1, CITIES + 1)]


def _columns(names: list[str], city: str) -> str:
    own = [f"{_OWN[name].format(city=city)} AS {name}" for name in names if name in _OWN]
    return f"* REPLACE ({', '.join(own)})" if own else "*"


def _locality(row: dict[str, str], city: str) -> dict[str, str]:
    own = {
        "locality_code": f"{city}-{row['locality_code']}",
        "locality_name": f"{city}{row['locality_name']}",
        "locality_name_en": f"{row['locality_name_en']} {city}",
        "gb2260_code": _region(row["gb2260_code"], city),
        "aliases": "",
        "sort_order": str(int(city) * 100 + int(row["sort_order"])),
    }
    return row | own


def _region(code: str, city: str) -> str:
    return f"{code[:2]}{city}{code[4:]}" if code else ""


def _everywhere(row: dict[str, str], codes: set[str]) -> dict[str, str]:
    """A rule that binds some localities binds theirs in every city."""
    bound = [code for code in row["localities"].split("|") if code]
    places = [f"{city}-{code}" for city in _cities() for code in bound if code in codes]
    return row | {"localities": "|".join(places)}


def _laid_out(shapes: dict[str, Any]) -> dict[str, Any]:
    """The outline seventeen times, side by side."""
    points = [
        point for feature in shapes["features"] for point in _points(feature["geometry"]["coordinates"])
    ]
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    features = []
    for place, city in enumerate(_cities()):
        by = (place % _PER_ROW * width, -(place // _PER_ROW) * height)
        for feature in shapes["features"]:
            code = _region(feature["properties"]["adcode"], city)
            own = {"adcode": code, "centroid": _moved(feature["properties"]["centroid"], by)}
            geometry = feature["geometry"] | {"coordinates": _moved(feature["geometry"]["coordinates"], by)}
            features.append(
                feature | {"id": code, "properties": feature["properties"] | own, "geometry": geometry}
            )
    return shapes | {"features": features}


def _points(coordinates: list[Any]) -> list[list[float]]:
    if isinstance(coordinates[0], float | int):
        return [coordinates]
    return [point for part in coordinates for point in _points(part)]


def _moved(coordinates: list[Any], by: tuple[float, float]) -> list[Any]:
    if isinstance(coordinates[0], float | int):
        return [round(coordinates[0] + by[0], 6), round(coordinates[1] + by[1], 6)]
    return [_moved(part, by) for part in coordinates]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
