"""A column of text becomes a column of its type, and says where it cannot.

Belongs here: every written form of every cell type in the contract, over whole columns.
Does not belong here: which column is which (`headings`, `ledger`), and wording (the catalogue of findings).
Each reader takes cleaned text (`clean`) and works on its distinct values; whatever it does not know it refuses.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingestion.contract import DECIMAL, CellType, Field
from ingestion.names import code_key
from ingestion.parsing.headings import MONEY_UNITS

FIRST_YEAR, LAST_YEAR = 1990, 2060

_ERRORS = (
    r"^#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!"
    r"|GETTING_DATA)$"
)
# Unicode's white space, and what takes no room. Stripped by character: a pattern takes five times as long.
_AROUND = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\xad\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
# Dashes or slashes alone mean that nothing is set.
_NOT_SET = "-—–―−‐‑﹣－/／\\"
_NO_CODE = [
    "无",
    "暂无",
    "没有",
    "未赋码",
    "待赋码",
    "暂未赋码",
    "无代码",
    "暂无代码",
    "无编码",
    "N/A",
    "NULL",
    "NONE",
    "0",
]
_YES = ["是", "√", "✓", "✔", "☑", "1", "Y", "YES", "TRUE", "有"]
_NO = ["否", "0", "N", "NO", "FALSE", "×", "✗", "✘", "X", "无"]
# [0-9] throughout: \d also means the digits of other scripts.
_NUMBER = r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|)(?:\.([0-9]*))?"
_UNITS = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_MONEY = rf"^(?:约|大约|约为)?(?:人民币|¥)?{_NUMBER}({_UNITS})?(?:左右)?$"
_PLAIN_NUMBER = r"^-?[0-9]{1,9}(?:\.[0-9]{1,4})?$"
_MOST_PLACES = 4 + max(MONEY_UNITS.values())
# Below 10^9 万元 (ten trillion yuan): a hundred thousand such cells still add up within DECIMAL(18,4).
_MOST_DIGITS = 13
_LARGEST_SHARE = 1.5
_SEVERAL = r"[、,/;|\n和及]+"
_EXCEL_EPOCH = date(1899, 12, 30)
_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY = rf"^([0-9]{{4}}) ?[-/.年] ?([0-9]{{1,2}}) ?[-/.月] ?([0-9]{{1,2}}) ?[日号]?{_TIME}$"
_MONTH = r"^([0-9]{4})(?:[-/.年]([0-9]{1,2})月?份?|([0-9]{2}))$"
_PERIOD = r"^([0-9]{4})(?:[年./]([0-9]{1,2}))?[年月]*[-—–―~至到]+([0-9]{4})(?:[年./]([0-9]{1,2}))?[年月]*$"
_QUARTER_ENDS = {
    **dict(zip("一二三四", ("3", "6", "9", "12"), strict=True)),
    **dict(zip("1234", ("3", "6", "9", "12"), strict=True)),
}


# The value of a cell and the rule it breaks.
Outcome = tuple[pl.Expr, pl.Expr]


@dataclass(frozen=True)
class Context:
    """What reading a cell needs to know beside the cell."""

    month: date
    localities: Mapping[str, str]  # `spelled` -> locality code
    no_single_place: frozenset[str]  # `spelled` words that mean none in particular
    choice_words: Mapping[str, Mapping[str, str]]  # field -> a city's own word -> code


@dataclass(frozen=True)
class Reading:
    """A column as its type; `problems` names the rule a cell breaks, null for none."""

    values: pl.Series
    problems: pl.Series

    @property
    def has_problems(self) -> bool:
        """Whether any cell could not be read."""
        return self.problems.null_count() < len(self.problems)


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells without the blanks around them; null where nothing is set."""
    texts = pl.selectors.string()
    cells = cells.with_columns(texts.str.strip_chars(_AROUND))
    # A program that exports CSV writes ="00123" to keep a text a text; in most files no column has any.
    quoted = [text.name for text in cells.select(texts.str.starts_with('="').any()) if text.item()]
    cells = cells.with_columns(pl.col(quoted).str.replace(r'^="([^"]*)"$', "$1"))
    return cells.with_columns(pl.when(texts.str.strip_chars(_NOT_SET) != "").then(texts))


def spelled(text: str) -> str:
    """The form in which spellings of a locality are compared: NFKC, no blanks, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def locality_codes(text: pl.Series, field: Field, *, context: Context) -> tuple[pl.Series, pl.Series]:
    """The codes of a locality column, and which of its cells are no locality known here."""
    nowhere = context.no_single_place | {spelled(word) for word in field.no_single_place}
    places = {word: code for word, code in context.localities.items() if word not in nowhere}
    frame = text.alias("text").to_frame().select(_folded(pl.col("text")).alias("key"))
    code = pl.col("key").replace_strict(places, default=None, return_dtype=pl.String)
    read = frame.select(
        code=code,
        is_unknown=pl.col("key").is_not_null() & code.is_null() & ~pl.col("key").is_in(list(nowhere)),
    )
    return read["code"], read["is_unknown"]


def read_column(text: pl.Series, field: Field, *, context: Context, unit: str | None = None) -> Reading:
    """A cleaned column as its field's type; `unit` is the unit of money that its heading or sheet states."""
    match field.type:
        case CellType.MONEY:
            return _read_numbers(text, exponent=MONEY_UNITS[unit or field.unit or "万元"], pattern=_MONEY)
        case CellType.DECIMAL:
            own_unit = f"(?:{field.unit})?" if field.unit else ""
            return _read_numbers(text, exponent=0, pattern=rf"^(?:约)?{_NUMBER}{own_unit}()$")
        case CellType.DATE:
            return read_dates(
                text,
                month=context.month,
                is_planned=field.is_planned,
                month_means_last_day=field.month_means_last_day,
            )
        case CellType.PERCENT:
            return _by_distinct(text, _percent, dtype=pl.Float64())
        case CellType.INTEGER:
            return _by_distinct(text, _year if field.is_year else _integer, dtype=pl.Int32())
        case CellType.BOOLEAN:
            reading = _by_distinct(text, _yes_no, dtype=pl.Boolean())
            if field.blank_means is None:
                return reading
            is_blank = text.is_null()
            return Reading(reading.values.set(is_blank, field.blank_means), reading.problems)
        case CellType.CHOICE:
            words = choice_words(field, context=context)
            longer = field.choices if field.accepts_longer else {}
            return _by_distinct(text, lambda cell: _choice(cell, words, longer), dtype=pl.String())
        case CellType.CODE:
            return _by_distinct(text, _code, dtype=pl.String())
        case CellType.TEXT | CellType.LOCALITY:
            is_plain = ~text.str.contains(r"^[#=]|\r").fill_null(False)
            if is_plain.all():
                return Reading(text, _no_problems(text))
            return _by_distinct(text, _text, dtype=pl.String())


def choice_words(field: Field, *, context: Context) -> dict[str, str]:
    """Every accepted word of a choice, in the form in which they are compared, and its code."""
    choices = field.in_words(context.choice_words.get(field.name, {})).choices
    return {"".join(word.split()).casefold(): code for code, words in choices.items() for word in words}


def share_of_choices(text: pl.Series, field: Field, *, context: Context) -> float | None:
    """Which share of the cells that are not blank are words of a choice; None where all are blank."""
    words = list(choice_words(field, context=context))
    share = text.drop_nulls().to_frame("cell").select(_folded(pl.col("cell")).is_in(words).mean()).item()
    return None if share is None else float(share)


def read_several(text: pl.Series, field: Field, *, context: Context) -> Reading:
    """A cell with several words of a choice: their codes in order, joined by |."""
    words = choice_words(field, context=context)

    def several(cell: pl.Expr) -> Outcome:
        parts = _folded(cell).str.replace_all(_SEVERAL, "|").str.strip_chars("|").str.split("|")
        codes = parts.list.eval(pl.element().replace_strict(words, default=None, return_dtype=pl.String))
        is_known = codes.list.drop_nulls().list.len() == parts.list.len()
        value = codes.list.unique(maintain_order=True).list.join("|")
        return pl.when(is_known).then(value), pl.when(~is_known).then(pl.lit("UNKNOWN_CHOICE"))

    return _by_distinct(text, several, dtype=pl.String())


def read_dates(
    text: pl.Series, *, month: date, is_planned: bool = False, month_means_last_day: bool = False
) -> Reading:
    """Dates in every written form; words such as 年底 are read for planned dates alone, of the report's year."""
    plain = text.str.to_date("%Y-%m-%d", strict=False)
    years = plain.dt.year()
    # The usual case, and the quick one: all are written like 2020-07-15.
    if plain.null_count() == text.null_count() and bool(years.is_between(FIRST_YEAR, LAST_YEAR).all()):
        return Reading(plain, _no_problems(text))

    def dates(cell: pl.Expr) -> Outcome:
        return _date(cell, year=month.year, is_planned=is_planned, month_means_last_day=month_means_last_day)

    return _by_distinct(text, dates, dtype=pl.Date())


def read_period(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """First and last day of years such as 2019-2021 or 2019年3月-2021年10月; null for anything else."""
    parts = _normal(pl.col("text")).str.replace_all(" ", "", literal=True).str.extract_groups(_PERIOD)
    frame = text.alias("text").to_frame().select(parts.alias("part")).unnest("part")

    def first_of_month(year: str, month: str, default: str) -> pl.Expr:
        text_of = pl.concat_str(pl.col(year), pl.col(month).fill_null(default).str.zfill(2), separator="-")
        day = (text_of + "-01").str.to_date("%Y-%m-%d", strict=False)
        return pl.when(day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(day)

    first = first_of_month("1", "2", "1")
    last = first_of_month("3", "4", "12").dt.month_end()
    days = frame.select(first=first, last=last)
    days = days.with_columns(pl.when(pl.col("first") <= pl.col("last")).then(pl.all()).name.keep())
    return days["first"], days["last"]


def _by_distinct(text: pl.Series, read: Callable[[pl.Expr], Outcome], *, dtype: pl.DataType) -> Reading:
    """Reads each distinct text once; errors and formulas without a result are nobody's value."""
    frame = text.alias("text").to_frame()
    value, problem = read(pl.col("text"))
    broken = (
        pl.when(pl.col("text").str.contains(_ERRORS))
        .then(pl.lit("ERROR_CELL"))
        .when(pl.col("text").str.starts_with("="))
        .then(pl.lit("FORMULA_WITHOUT_VALUE"))
    )
    distinct = (
        frame.unique()
        .drop_nulls()
        .with_columns(value=value, problem=problem, broken=broken)
        .with_columns(problem=pl.coalesce("broken", "problem"))
        .select(
            "text", "problem", value=pl.when(pl.col("problem").is_null()).then(pl.col("value")).cast(dtype)
        )
    )
    read_frame = frame.join(distinct, on="text", how="left", maintain_order="left")
    return Reading(read_frame["value"], read_frame["problem"].cast(pl.String))


def _no_problems(text: pl.Series) -> pl.Series:
    return pl.Series([None] * len(text), dtype=pl.String)


def _normal(cell: pl.Expr) -> pl.Expr:
    """NFKC, one kind of minus, blanks as single spaces."""
    return (
        cell.str.normalize("NFKC").str.replace_all("−", "-", literal=True).str.replace_all(r"\s+", " ")
    ).str.strip_chars()


def _folded(cell: pl.Expr) -> pl.Expr:
    """The form in which words are compared."""
    return cell.str.normalize("NFKC").str.replace_all(r"\s+", "").str.to_lowercase()


def _refused(rule_id: str, *, unless: pl.Expr) -> pl.Expr:
    return pl.when(unless).then(None).otherwise(pl.lit(rule_id))


def _text(cell: pl.Expr) -> Outcome:
    return cell.str.replace_all(r"\r\n?", "\n"), pl.lit(None, dtype=pl.String)


def _code(cell: pl.Expr) -> Outcome:
    code = code_key(cell)
    return pl.when(~code.is_in(_NO_CODE)).then(code), pl.lit(None, dtype=pl.String)


def _yes_no(cell: pl.Expr) -> Outcome:
    word = _folded(cell).str.to_uppercase()
    value = pl.when(word.is_in(_YES)).then(True).when(word.is_in(_NO)).then(False)
    return value, _refused("NOT_A_YES_NO", unless=word.is_in([*_YES, *_NO]))


def _choice(cell: pl.Expr, words: Mapping[str, str], longer: Mapping[str, tuple[str, ...]]) -> Outcome:
    word = _folded(cell)
    code = word.replace_strict(dict(words), default=None, return_dtype=pl.String)
    if longer:
        found = {
            choice: pl.any_horizontal(word.str.contains(part, literal=True) for part in parts)
            for choice, parts in longer.items()
        }
        only_one = pl.sum_horizontal(is_found.cast(pl.Int8) for is_found in found.values()) == 1
        named = pl.coalesce(pl.when(is_found).then(pl.lit(choice)) for choice, is_found in found.items())
        code = pl.coalesce(code, pl.when(only_one).then(named))
    return code, _refused("UNKNOWN_CHOICE", unless=code.is_not_null())


def _percent(cell: pl.Expr) -> Outcome:
    """0.95, 95 and 95% are the same; a plain number up to 1.5 is a share already, as Excel stores 150%."""
    text = _normal(cell).str.replace_all(" ", "", literal=True)
    number = text.str.extract(r"^([+-]?[0-9]+(?:\.[0-9]+)?)%?$")
    # e-2 and not a division: 95 / 100 comes out as 0.9500000000000001.
    share = pl.concat_str(number, pl.lit("e-2")).cast(pl.Float64, strict=False)
    plain = number.cast(pl.Float64, strict=False)
    is_share = ~text.str.ends_with("%") & (plain.abs() <= _LARGEST_SHARE)
    return pl.when(is_share).then(plain).otherwise(share), _refused(
        "NOT_A_PERCENT", unless=number.is_not_null()
    )


def _integer(cell: pl.Expr) -> Outcome:
    number = _normal(cell).str.extract(r"^([+-]?[0-9]{1,9})(?:\.0*)?$").cast(pl.Int32, strict=False)
    return number, _refused("NOT_AN_INTEGER", unless=number.is_not_null())


def _year(cell: pl.Expr) -> Outcome:
    year = _normal(cell).str.extract(r"^([0-9]{4})(?:\.0*)?\s?(?:年度?)?$").cast(pl.Int32, strict=False)
    return year, _refused("NOT_A_YEAR", unless=year.is_between(FIRST_YEAR, LAST_YEAR).fill_null(False))


def _read_numbers(text: pl.Series, *, exponent: int, pattern: str) -> Reading:
    # The usual case, and the quick one: plain numbers of at most four decimals in the unit that is landed.
    if exponent == 0 and bool(text.str.contains(_PLAIN_NUMBER).fill_null(True).all()):
        return Reading(text.cast(DECIMAL), _no_problems(text))
    return _by_distinct(text, lambda cell: _number(cell, exponent=exponent, pattern=pattern), dtype=DECIMAL)


def _number(cell: pl.Expr, *, exponent: int, pattern: str) -> Outcome:
    """An exact decimal of four places, rounded half up.

    The point is moved in the text itself, so no amount ever passes through a binary fraction.
    """
    normal = _normal(cell)
    # "12 34" may be one number or two.
    is_one = ~normal.str.contains(r"[0-9] [0-9]")
    parts = normal.str.replace_all(" ", "", literal=True).str.extract_groups(pattern)
    whole, fraction = parts.struct[1].str.replace_all(",", "", literal=True), parts.struct[2].fill_null("")
    is_number = is_one & ((whole.str.len_chars() > 0) | (fraction.str.len_chars() > 0))
    # How many decimals of the number as typed are left of the point once it counts ten-thousandths of the unit.
    places = 4 + parts.struct[3].replace_strict(dict(MONEY_UNITS), default=exponent, return_dtype=pl.Int8)
    padded = fraction.str.pad_end(_MOST_PLACES + 1, "0")
    digits = (whole + padded.str.slice(0, places)).str.strip_chars_start("0")
    is_small = digits.str.len_chars() <= _MOST_DIGITS
    is_up = padded.str.slice(places, 1) >= "5"
    units = pl.when(is_small).then(pl.concat_str(pl.lit("0"), digits)).cast(
        pl.Int64, strict=False
    ) + is_up.cast(pl.Int64)
    places_shown = units.cast(pl.String).str.zfill(5)
    sign = pl.when(parts.struct[0] == "-").then(pl.lit("-")).otherwise(pl.lit(""))
    value = pl.concat_str(sign, places_shown.str.head(-4), pl.lit("."), places_shown.str.tail(4))
    problem = (
        pl.when(~is_number.fill_null(False))
        .then(pl.lit("NOT_A_NUMBER"))
        .when(~is_small)
        .then(pl.lit("NUMBER_TOO_LARGE"))
    )
    return value.cast(DECIMAL, strict=False), problem


def _date(cell: pl.Expr, *, year: int, is_planned: bool, month_means_last_day: bool) -> Outcome:
    text = _normal(cell)
    day = text.str.extract_groups(_DAY)
    compact = text.str.extract_groups(r"^([0-9]{4})([0-9]{2})([0-9]{2})$")
    serial = text.str.extract(r"^([0-9]{5})(?:\.[0-9]+)?$").cast(pl.Int32, strict=False)
    month = text.str.replace_all(" ", "", literal=True).str.extract_groups(_MONTH)
    month_start = _day_of(month.struct[0], pl.coalesce(month.struct[1], month.struct[2]))
    value = pl.coalesce(
        _day_of(day.struct[0], day.struct[1], day.struct[2]),
        _day_of(compact.struct[0], compact.struct[1], compact.struct[2]),
        pl.lit(_EXCEL_EPOCH) + pl.duration(days=serial),
        month_start.dt.month_end() if month_means_last_day else month_start,
    )
    if is_planned:
        value = pl.coalesce(value, _loose_date(text.str.replace_all(" ", "", literal=True), year=year))
    is_ambiguous = text.str.contains(r"^[0-9]{4}\.1$")
    problem = (
        pl.when(is_ambiguous)
        .then(pl.lit("DATE_AMBIGUOUS"))
        .when(value.is_null())
        .then(pl.lit("NOT_A_DATE"))
        .when(~value.dt.year().is_between(FIRST_YEAR, LAST_YEAR))
        .then(pl.lit("DATE_OUT_OF_RANGE"))
    )
    return value, problem


def _loose_date(text: pl.Expr, *, year: int) -> pl.Expr:
    """The last day of what a planned date says: 2020年底, 年内, 三季度, 上半年, 6月底."""
    this_year = pl.lit(str(year))
    year_end = text.str.extract_groups(r"^(?:([0-9]{4})年年?|[本今当]?年)[底末内]前?$")
    quarter = text.str.extract_groups(r"^(?:([0-9]{4})年|[本今当]年)?第?([一二三四1-4])季度[底末内]?前?$")
    half = text.str.extract_groups(r"^(?:([0-9]{4})年|[本今当]年)?([上下])半年[底末内]?前?$")
    month = text.str.extract_groups(r"^(?:([0-9]{4})年|[本今当]年)?([0-9]{1,2})月份?[底末内]前?$")
    is_year_end = text.str.contains(r"^(?:[0-9]{4}年年?|[本今当]?年)[底末内]前?$")
    return pl.coalesce(
        pl.when(is_year_end).then(_day_of(year_end.struct[0].fill_null(this_year), pl.lit("12"))),
        _day_of(
            quarter.struct[0].fill_null(this_year),
            quarter.struct[1].replace_strict(_QUARTER_ENDS, default=None, return_dtype=pl.String),
        ),
        _day_of(
            half.struct[0].fill_null(this_year),
            half.struct[1].replace_strict({"上": "6", "下": "12"}, default=None, return_dtype=pl.String),
        ),
        _day_of(month.struct[0].fill_null(this_year), month.struct[1]),
    ).dt.month_end()


def _day_of(year: pl.Expr, month: pl.Expr, day: pl.Expr | None = None) -> pl.Expr:
    """The date of three texts, or null where there is none such."""
    two_digits = [part.str.zfill(2) for part in (month, pl.lit("01") if day is None else day)]
    return pl.concat_str(year, *two_digits, separator="-").str.to_date("%Y-%m-%d", strict=False)
