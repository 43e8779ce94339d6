"""Well-meant but messy files, each with its named defects, the rows and the findings that it must give.

Belongs here: one entry per file. Does not belong here: how files are saved (`files`), how they are compared (the test).
All are of 嘉鱼县, July 2020, unless the file says otherwise. `rows` are complete: what a row does not say is blank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.messy.files import Rows, Write, document, text, xls, xlsm, xlsx

H = ["项目名称", "投资类型", "总投资", "所在库"]
TITLE = "嘉鱼县2020年7月重大项目月报表"
NO_KIND = ("KIND_ASSUMED_FULL", None, None)
Found = tuple[str, int | None, str | None]  # rule, row, column
Said = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file, what is messy about it, and what must be read of it."""

    defects: str
    write: Write
    rows: Sequence[Said] = ()
    findings: Iterable[Found] = ()
    file_name: str = "嘉鱼县_2020-07_全量.xlsx"
    outcome: str | None = None  # by default what the findings say
    rejected_rows: Sequence[int] = ()  # their numbers


def a(
    name: str = "水厂扩建", total: object = "1200", kind: str = "企业投资", library: str = "储备库"
) -> list[object]:
    """The cells of a plain project under `H`."""
    return [name, kind, total, library]


def said(name: str = "水厂扩建", total: object = "1200", /, **more: Any) -> Said:
    """What a plain project says, and more."""
    row: Said = {"project_name": name, "investor_kind": "enterprise", "library": "reserve"}
    row |= {"total_investment_wan": None if total is None else Decimal(str(total))}
    row |= {
        key: Decimal(str(value)) if key.endswith("_wan") and value is not None else value
        for key, value in more.items()
    }
    return {key: value for key, value in row.items() if value is not None}


def built(name: str = "水厂扩建", total: object = "1200", /, **more: Any) -> Said:
    """A project under construction."""
    return said(name, total, library="construction", actual_start_date=date(2020, 3, 1), **more)


B = ["项目名称", "投资类型", "总投资", "所在库", "实际开工日期"]


def b(name: str = "水厂扩建", total: object = "1200") -> list[object]:
    return [name, "企业投资", total, "建设库", "2020-03-01"]


def cells(heading: str, *values: object, name: str = "项目") -> Rows:
    """A ledger of reserve projects with one more column."""
    return [[*H, heading], *([*a(f"{name}{n}"), value] for n, value in enumerate(values, start=1))]


def values(field: str, *read: object) -> list[Said]:
    """What `cells` must give."""
    return [said(f"项目{n}", **{field: value}) for n, value in enumerate(read, start=1)]


PLAIN = [said()]
D = date

CASES: dict[str, Case] = {}


def case(name: str, **fields: Any) -> None:
    assert name not in CASES, name
    CASES[name] = Case(**fields)


# Above the table
case(
    "title and unit line",
    defects="title row; 单位：亿元",
    write=xlsx([[TITLE], [None, None, None, "单位：亿元"], H, a(total=12)]),
    rows=[said("水厂扩建", 120000)],
)
case(
    "unit line of several",
    defects="单位:万元、个",
    write=xlsx([[TITLE], ["单位:万元、个"], H, a()]),
    rows=PLAIN,
)
case(
    "merged title",
    defects="title merged over all columns",
    write=xlsx([[TITLE], H, a()], merged=["A1:D1"]),
    rows=PLAIN,
)
case(
    "merged title and band",
    defects="merged title, unit line and bands",
    write=xlsx(
        [
            [TITLE],
            ["填报单位：嘉鱼县发改局", None, None, None, "单位：亿元"],
            ["项目名称", "投资类型", "投资情况", None, "所在库"],
            [None, None, "总投资", "年度计划投资"],
            ["水厂扩建", "企业投资", 12, 3, "储备库"],
        ],
        merged=["A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4"],
    ),
    rows=[said("水厂扩建", 120000, annual_plan_wan=30000)],
)
case(
    "table not at A1",
    defects="blank rows and columns before the table",
    write=xlsx([[], [], [], [None, None, *H], [None, None, *a()]]),
    rows=PLAIN,
)
case(
    "unit in the title",
    defects="unit of money in the title's brackets",
    write=xlsx([["嘉鱼县2020年7月重大项目台账（单位：亿元）"], H, a(total="1.2")]),
    rows=[said("水厂扩建", 12000)],
)
case(
    "units that differ above",
    defects="two units of money above",
    write=xlsx([["单位：亿元"], ["金额单位：万元"], H, a()]),
    rows=PLAIN,
    findings=[("UNIT_LINE_UNCLEAR", None, None)],
    rejected_rows=[4],
)
case(
    "unit line against a heading",
    defects="单位：亿元 above 总投资（万元）",
    write=xlsx([["单位：亿元"], ["项目名称", "投资类型", "总投资（万元）", "所在库"], a()]),
    rows=PLAIN,
    findings=[("UNIT_LINE_DIFFERS", None, "C")],
)

# Headings
case(
    "headings with breaks",
    defects="line breaks, blanks and full-width brackets in headings",
    write=xlsx([["项目\n名称", "投 资 类 型", "总投资\n（亿元）", "所在库 "], a(total=1.5)]),
    rows=[said("水厂扩建", 15000)],
)
case(
    "aliases",
    defects="other headings throughout",
    write=xlsx(
        [
            ["工程名称", "投资类别", "计划总投资", "库别", "建设单位", "项目所在地", "牵头单位"],
            [*a(), "某水务公司", "鱼岳镇", "水务局"],
        ]
    ),
    rows=[said(owner="某水务公司", site="鱼岳镇", responsible_unit="水务局")],
)
case(
    "year and month in headings",
    defects="2020年计划投资, 7月完成投资, 1-7月累计完成投资",
    write=xlsx([[*B, "2020年计划投资", "7月完成投资", "1—7月累计完成投资"], [*b(), 600, 50, 300]]),
    rows=[built(annual_plan_wan=600, month_investment_wan=50, ytd_investment_wan=300)],
)
case(
    "last month's headings",
    defects="1-6月累计完成投资 in a July report",
    write=xlsx([[*B, "1-6月累计完成投资"], [*b(), 300]]),
    rows=[built()],
    findings=[("HEADING_PERIOD_DIFFERS", None, "F")],
)
case(
    "unknown heading",
    defects="a column of the county's own",
    write=xlsx([[*H, "领导批示"], [*a(), "同意"]]),
    rows=PLAIN,
    findings=[("UNKNOWN_HEADING", None, "E")],
)
case(
    "starred headings",
    defects="* before required headings",
    write=xlsx([["*项目名称", "*投资类型", "*总投资（万元）", "*所在库"], a()]),
    rows=PLAIN,
)
case(
    "two-row band",
    defects="merged band over three columns",
    write=xlsx(
        [
            ["序号", "项目名称", "投资类型", "投资情况", None, None, "所在库"],
            [None, None, None, "总投资", "年度计划投资", "本月完成投资"],
            [1, "水厂扩建", "企业投资", 1200, 600, 0, "储备库"],
        ],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"],
    ),
    rows=[said(annual_plan_wan=600, month_investment_wan=0)],
)
case(
    "three-row band",
    defects="bands over bands",
    write=xlsx(
        [
            ["项目基本情况", None, None, "进度"],
            ["项目名称", "投资类型", "所在库", "投资（万元）", None],
            [None, None, None, "总投资", "年度计划投资"],
            ["水厂扩建", "企业投资", "储备库", 1200, 600],
        ],
        merged=["A1:C1", "D1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"],
    ),
    rows=[said(annual_plan_wan=600)],
)
case(
    "band without merging",
    defects="bands in a CSV: only the first cell holds the text",
    file_name="嘉鱼县_2020-07_全量.csv",
    write=text(
        [
            ["项目名称", "投资类型", "投资情况", "", "所在库"],
            ["", "", "总投资", "年度计划投资", ""],
            ["水厂扩建", "企业投资", "1200", "600", "储备库"],
        ]
    ),
    rows=[said(annual_plan_wan=600)],
)
case(
    "band with the unit",
    defects="投资情况（亿元） over headings without a unit",
    write=xlsx(
        [
            ["项目名称", "投资类型", "投资情况（亿元）", None, "所在库"],
            [None, None, "总投资", "年度计划投资", None],
            ["水厂扩建", "企业投资", 1.2, 0.6, "储备库"],
        ],
        merged=["C1:D1"],
    ),
    rows=[said("水厂扩建", 12000, annual_plan_wan=6000)],
)
case(
    "planned and actual bands",
    defects="计划 and 实际 over 开工日期",
    write=xlsx(
        [
            [*H, "计划", None, "实际", None],
            [None, None, None, None, "开工日期", "竣工日期", "开工日期", "竣工日期"],
            [*b()[:4], "2020-02", "2021-10", "2020-03-01", None],
        ],
        merged=["E1:F1", "G1:H1"],
    ),
    rows=[built(planned_start_date=D(2020, 2, 1), planned_completion_date=D(2021, 10, 31))],
)
case(
    "heading over planned and actual",
    defects="开工日期 over 计划 and 实际",
    write=xlsx(
        [
            [*H, "开工日期", None],
            [None, None, None, None, "计划", "实际"],
            [*b()[:4], "2020-02-01", "2020-03-01"],
        ],
        merged=["E1:F1"],
    ),
    rows=[built(planned_start_date=D(2020, 2, 1))],
)
case(
    "done this month and this year",
    defects="完成投资 over 本月 and 本年累计",
    write=xlsx(
        [[*B, "完成投资", None], [*[None] * 5, "本月", "本年累计"], [*b(), 50, 300]], merged=["F1:G1"]
    ),
    rows=[built(month_investment_wan=50, ytd_investment_wan=300)],
)
case(
    "band of this year",
    defects="2020年 over 计划投资 and 完成投资",
    write=xlsx(
        [[*B, "2020年", None], [*[None] * 5, "计划投资", "完成投资"], [*b(), 600, 300]], merged=["F1:G1"]
    ),
    rows=[built(annual_plan_wan=600, ytd_investment_wan=300)],
)
case(
    "band of last year",
    defects="2019年 over a heading of this year's figures",
    write=xlsx(
        [[*B, "2019年", "备注"], [*[None] * 5, "本年完成投资", None], [*b(), 900, "无"]],
        merged=["A1:A2", "G1:G2"],
    ),
    rows=[built(remark="无")],
    findings=[("HEADING_PERIOD_DIFFERS", None, "F")],
)
case(
    "row of units",
    defects="units in a row of their own below the headings",
    write=xlsx([H, [None, None, "亿元", None], a(total=1.2)]),
    rows=[said("水厂扩建", 12000)],
)
case(
    "row of column numbers",
    defects="甲 乙 1 2 below the headings",
    write=xlsx([H, ["甲", "乙", 1, 2], a()]),
    rows=PLAIN,
)
case(
    "row of advice",
    defects="必填 below the headings",
    write=xlsx([H, ["必填", "下拉选择", "必填", "下拉选择"], a()]),
    rows=PLAIN,
)
case(
    "one heading twice",
    defects="总投资 over two columns that differ",
    write=xlsx([[*H, "总投资"], [*a(), 1300]]),
    rows=PLAIN,
    findings=[("HEADING_REPEATED", None, "E")],
    rejected_rows=[2],
)
case(
    "alias beside the heading",
    defects="总投资 and 计划总投资",
    write=xlsx([[*H, "计划总投资"], [*a(), 1300]]),
    rows=PLAIN,
    findings=[("HEADING_NOT_USED", None, "E")],
)
case(
    "column missing",
    defects="所在库 is not there",
    write=xlsx([H[:3], a()[:3]]),
    rows=[{k: v for k, v in said().items() if k != "library"}],
    findings=[("REQUIRED_COLUMN_MISSING", None, None), ("REQUIRED_BLANK", 2, None)],
    rejected_rows=[2],
)

# Sheets
case(
    "one of several sheets",
    defects="Sheet1 with notes, the ledger on a sheet of another name",
    write=xlsx([H, a()], sheet="嘉鱼", others={"Sheet1": [["填表说明"], ["请如实填写"]]}),
    rows=PLAIN,
    findings=[("UNKNOWN_SHEET", None, None)],
)
case(
    "named sheet is empty",
    defects="项目台账 is blank, the table is elsewhere",
    write=xlsx([H, a()], sheet="Sheet2", others={"项目台账": [[]]}),
    rows=PLAIN,
)
case(
    "two ledgers",
    defects="two sheets with the headings of a ledger",
    write=xlsx([H, a()], sheet="一", others={"二": [H, a()]}),
    findings=[
        ("SHEET_AMBIGUOUS", None, None),
        ("LEDGER_MISSING", None, None),
        ("UNKNOWN_SHEET", None, None),
        ("UNKNOWN_SHEET", None, None),
    ],
)
case(
    "hidden sheet",
    defects="last month's ledger on a hidden sheet",
    write=xlsx([H, a()], others={"6月": [H, a("旧项目")]}, hidden_sheets=["6月"]),
    rows=PLAIN,
    findings=[("HIDDEN_SHEET", None, None)],
)
case(
    "hidden rows",
    defects="filtered rows",
    write=xlsx([H, a(), a("二期管网")], hidden_rows=[3]),
    rows=[said(), said("二期管网")],
    findings=[("HIDDEN_ROWS", None, None)],
)

# Rows that are no projects
case(
    "totals that agree",
    defects="合计 above, 小计 below",
    write=xlsx(
        [
            ["序号", *H],
            ["合计", None, None, 3600, None],
            [1, *a()],
            [2, *a("二期管网", 2400)],
            [None, "小计", None, 3600, None],
        ]
    ),
    rows=[said(), said("二期管网", 2400)],
)
case(
    "total that differs",
    defects="合计 is not the sum",
    write=xlsx([H, a(), a("二期管网", 2400), ["合 计", None, 3700, None]]),
    rows=[said(), said("二期管网", 2400)],
    findings=[("TOTAL_ROW_DIFFERS", 4, "C")],
)
case(
    "groups",
    defects="一、二、 with their sums, （一） within",
    write=xlsx(
        [
            H,
            ["一、产业项目（2个）", None, 3600, None],
            ["（一）工业", None, 1200, None],
            a(),
            ["（二）农业", None, 2400, None],
            a("果蔬基地", 2400),
            ["二、民生项目", None, 900, None],
            a("县医院", 900),
        ]
    ),
    rows=[said(), said("果蔬基地", 2400), said("县医院", 900)],
)
case(
    "group that differs",
    defects="a group's sum is not that of its rows",
    write=xlsx(
        [H, ["一、产业项目", None, 1300, None], a(), ["二、民生项目", None, 900, None], a("县医院", 900)]
    ),
    rows=[said(), said("县医院", 900)],
    findings=[("TOTAL_ROW_DIFFERS", 2, "C")],
)
case(
    "merged group row",
    defects="a group's name merged over all columns",
    write=xlsx([H, ["一、产业项目"], a()], merged=["A2:D2"]),
    rows=PLAIN,
)
case(
    "repeated headings",
    defects="headings again on every page",
    write=xlsx([H, a(), H, a("二期管网")]),
    rows=[said(), said("二期管网")],
)
case(
    "notes after the table",
    defects="注, signatures and a blank row",
    write=xlsx(
        [
            H,
            a(),
            [],
            ["注：1.以上数据截至7月底。"],
            ["2.总投资含前期费用。"],
            ["填报单位（盖章）：嘉鱼县发改局", None, "审核人：李四"],
            ["联系电话：0715-6320000"],
        ]
    ),
    rows=PLAIN,
)
case(
    "serial numbers left over",
    defects="numbers in rows without a project",
    write=xlsx([["序号", *H], [1, *a()], [2], [3]]),
    rows=PLAIN,
)
case(
    "two tables of one kind",
    defects="a second table below with its own title and headings",
    write=xlsx(
        [
            ["一、储备库项目明细表"],
            H,
            a(),
            [],
            ["嘉鱼县达产项目明细表"],
            ["单位：万元"],
            H,
            a("果汁厂", 5000, library="达产库"),
        ]
    ),
    rows=[said(), said("果汁厂", 5000, library="production")],
    findings=[("START_DATE_MISSING", 8, None)],
)
case(
    "a summary below",
    defects="a table by locality below the ledger",
    write=xlsx(
        [
            H,
            a(),
            [],
            ["各乡镇汇总"],
            ["县市区", "项目个数", "总投资（亿元）"],
            ["鱼岳镇", 1, 0.12],
            ["合计", 1, 0.12],
        ]
    ),
    rows=PLAIN,
    findings=[("OTHER_TABLE", 5, None)],
)
case(
    "a summary beside",
    defects="a table by locality to the right",
    write=xlsx(
        [
            [*H, None, "县市区", "项目个数", "总投资"],
            [*a(), None, "鱼岳镇", 1, 1200],
            [*a("二期管网"), None, "官桥镇", 2, 9000],
        ]
    ),
    rows=[said(), said("二期管网")],
    findings=[("OTHER_TABLE", None, None)],
)
case(
    "a second table of other columns",
    defects="the same headings in another order further down",
    write=xlsx(
        [H, a(), ["所在库", "项目名称", "总投资", "投资类型"], ["储备库", "二期管网", 2400, "企业投资"]]
    ),
    rows=PLAIN,
    findings=[("TABLE_DIFFERS", None, None)],
    rejected_rows=[2],
)
case(
    "a blank column within",
    defects="a column left blank within the table",
    write=xlsx(
        [["项目名称", "投资类型", None, "总投资", "所在库"], ["水厂扩建", "企业投资", None, 1200, "储备库"]]
    ),
    rows=PLAIN,
)
case(
    "merged down",
    defects="所属地区 and 责任单位 merged over their rows",
    write=xlsx(
        [["所属地区", *H, "责任单位"], ["嘉鱼县", *a(), "水务局"], [None, *a("二期管网"), None]],
        merged=["A2:A3", "F2:F3"],
    ),
    rows=[
        said(n, site_locality="嘉鱼县", site_locality_code="421221", responsible_unit="水务局")
        for n in ("水厂扩建", "二期管网")
    ],
    findings=[("MERGED_READ", None, "A"), ("MERGED_READ", None, "F")],
)
case(
    "an amount merged down",
    defects="one annual plan over two projects",
    write=xlsx([[*H, "年度计划投资"], [*a(), 500], a("二期管网")], merged=["E2:E3"]),
    rows=[said(annual_plan_wan=500), said("二期管网")],
    findings=[("MERGED_AMOUNT", 2, "E")],
)
case(
    "a project on two lines",
    defects="all merged but the progress",
    write=xlsx(
        [["项目名称", "投资类型", "总投资", "所在库"], a(), []], merged=["A2:A3", "B2:B3", "C2:C3", "D2:D3"]
    ),
    rows=PLAIN,
    findings=[("MERGED_AMOUNT", 2, "C")],
)
case(
    "required cells blank",
    defects="a row without its total",
    write=xlsx([H, a(total=None), a("二期管网")]),
    rows=[said("水厂扩建", None), said("二期管网")],
    findings=[("REQUIRED_BLANK", 2, "C")],
    rejected_rows=[2],
)
case(
    "a project twice",
    defects="the same project in two rows",
    write=xlsx([H, a(), a("☆ 水厂扩建", 1300)]),
    rows=[said(), said("水厂扩建", 1300, is_provincial_key=True)],
    findings=[("NAME_MARK", 3, "A"), ("DUPLICATE_PROJECT", 3, "A")],
    rejected_rows=[3],
)
case(
    "names with marks",
    defects="★ ※, blanks and line breaks in names",
    write=xlsx([H, a(" ★水厂\n扩建 ※ "), a("二期管网　")]),
    rows=[said(), said("二期管网")],
)

# Money
MONEY = {
    "1,234.5": "1234.5",
    "１２３４": "1234",
    "3.2亿元": "32000",
    "约16亿元": "160000",
    "23680万": "23680",
    " 1 200 万元 ": None,
    "人民币1500万元": "1500",
    "¥1,600": "1600",
    "2.5亿左右": "25000",
    "30000000元": "3000",
    "1.5千万元": "1500",
}
case(
    "money in every form",
    defects="separators, full-width digits, own units, 约",
    write=xlsx([H, *(a(f"项目{n}", m) for n, m in enumerate((k for k, v in MONEY.items() if v), start=1))]),
    rows=[said(f"项目{n}", v) for n, v in enumerate((v for v in MONEY.values() if v), start=1)],
)
case(
    "own unit below another",
    defects="23680万 and 16亿元 in a sheet in 亿元",
    write=xlsx([["单位：亿元"], H, a(total="23680万"), a("二期管网", "16亿元"), a("管网三", 1.1)]),
    rows=[said("水厂扩建", 23680), said("二期管网", 160000), said("管网三", 11000)],
)
case(
    "not set",
    defects="-, —, / and blank for no plan",
    write=xlsx(cells("年度计划投资", "-", "—", "/", "——", None, "0")),
    rows=values("annual_plan_wan", None, None, None, None, None, 0),
)
case(
    "words that bound a number",
    defects="超30亿, 过百亿, 不少于2亿",
    write=xlsx([H, a("项目1", "超30亿"), a("项目2", "过百亿"), a("项目3", "2-3亿"), a("项目4", 1200)]),
    rows=[said("项目1", None), said("项目2", None), said("项目3", None), said("项目4")],
    findings=[("NOT_A_NUMBER", n, "C") for n in (2, 3, 4)],
    rejected_rows=[2, 3, 4],
)
case(
    "a formula without a result",
    defects="saved by a program that does not calculate",
    write=xlsx([H, a(total="=600*2"), a("二期管网")]),
    rows=[said("水厂扩建", None), said("二期管网")],
    findings=[("FORMULA_WITHOUT_VALUE", 2, "C")],
    rejected_rows=[2],
)
case(
    "one figure in 元",
    defects="10,000 times its neighbours",
    write=xlsx([H, *(a(f"项目{n}", 1000 + n) for n in range(1, 6)), a("项目6", 12000000)]),
    rows=[*(said(f"项目{n}", 1000 + n) for n in range(1, 6)), said("项目6", 12000000)],
    findings=[("UNIT_SUSPECT", 7, "C")],
)
case(
    "a ledger in 亿元",
    defects="亿元 typed under 万元 throughout",
    write=xlsx([["单位：万元"], H, a("项目1", 1.2), a("项目2", 35), a("项目3", 0.8)]),
    rows=[said("项目1", "1.2"), said("项目2", 35), said("项目3", "0.8")],
    findings=[("UNIT_SUSPECT", None, "C")],
)
case(
    "a ledger in 元",
    defects="元 typed under 万元 throughout",
    write=xlsx([H, a("项目1", 120000000), a("项目2", 90000000)]),
    rows=[said("项目1", 120000000), said("项目2", 90000000)],
    findings=[("UNIT_SUSPECT", None, "C")],
)
case(
    "a column in 亿元",
    defects="the annual plan in 亿元 beside totals in 万元",
    write=xlsx([[*H, "年度计划投资"], *([*a(f"项目{n}", 20000), 0.5] for n in range(1, 5))]),
    rows=[said(f"项目{n}", 20000, annual_plan_wan="0.5") for n in range(1, 5)],
    findings=[("UNIT_SUSPECT", None, "E")],
)
case(
    "cumulative of the year",
    defects="a bare 累计完成投资 below that since the start",
    write=xlsx([[*B, "开工以来累计完成投资", "累计完成投资"], [*b(), 900, 300], [*b("二期管网"), 400, 400]]),
    rows=[
        built(cumulative_investment_wan=900, ambiguous_cumulative_wan=300, ytd_investment_wan=300),
        built(
            "二期管网", cumulative_investment_wan=400, ambiguous_cumulative_wan=400, ytd_investment_wan=400
        ),
    ],
    findings=[("HEADING_READ_AS", None, "G")],
)
case(
    "cumulative since the start",
    defects="a bare 累计完成投资 never below that of the year",
    write=xlsx([[*B, "本年累计完成投资", "累计完成投资"], [*b(), 300, 900]]),
    rows=[built(ytd_investment_wan=300, ambiguous_cumulative_wan=900, cumulative_investment_wan=900)],
    findings=[("HEADING_READ_AS", None, "G")],
)
case(
    "cumulative of what",
    defects="a bare 累计完成投资 alone",
    write=xlsx([[*B, "累计完成投资"], [*b(), 300]]),
    rows=[built(ambiguous_cumulative_wan=300)],
    findings=[("AMBIGUOUS_CUMULATIVE", None, "F")],
)

# Dates, choices and the rest
DAYS = {
    "2020-07-15": D(2020, 7, 15),
    "2020/7/15": D(2020, 7, 15),
    "2020.7.15": D(2020, 7, 15),
    "2020年7月15日": D(2020, 7, 15),
    "2020年7月": D(2020, 7, 1),
    "2020.07": D(2020, 7, 1),
    "202007": D(2020, 7, 1),
    "20200715": D(2020, 7, 15),
    "２０２０年７月": D(2020, 7, 1),
    "2020-7-5 10:30": D(2020, 7, 5),
}
case(
    "dates in every form",
    defects="ten ways to write a date, a real one and a serial number",
    write=xlsx(cells("入库日期", *DAYS, D(2020, 7, 15), 44027)),
    rows=values("reserve_date", *DAYS.values(), D(2020, 7, 15), D(2020, 7, 15)),
)
PLANNED = {
    "2020年底": D(2020, 12, 31),
    "三季度": D(2020, 9, 30),
    "2021年上半年": D(2021, 6, 30),
    "9月底": D(2020, 9, 30),
    "年内": D(2020, 12, 31),
    "2021年10月": D(2021, 10, 31),
    "下半年": D(2020, 12, 31),
    "2021年第一季度": D(2021, 3, 31),
    "明年": None,
}
case(
    "planned dates in words",
    defects="年底, 三季度, 上半年, 9月底, 年内",
    write=xlsx(cells("计划竣工时间", *(k for k, v in PLANNED.items() if v))),
    rows=values("planned_completion_date", *(v for v in PLANNED.values() if v)),
)
case(
    "no dates",
    defects="words, impossible days and years",
    write=xlsx(cells("入库日期", "待定", "2020-02-30", "1890-01-01", "2020.1", "2020-06-01")),
    rows=values("reserve_date", None, None, None, None, D(2020, 6, 1)),
    findings=[
        ("NOT_A_DATE", 2, "E"),
        ("NOT_A_DATE", 3, "E"),
        ("DATE_OUT_OF_RANGE", 4, "E"),
        ("DATE_AMBIGUOUS", 5, "E"),
    ],
    rejected_rows=[2, 3, 4, 5],
)
case(
    "开工日期 that are planned",
    defects="开工日期 over dates ahead",
    write=xlsx(cells("开工日期", "2020-09-01", "2020年10月", "四季度")),
    rows=values("planned_start_date", D(2020, 9, 1), D(2020, 10, 1), D(2020, 12, 31)),
    findings=[("HEADING_READ_AS", None, "E")],
)
case(
    "竣工时间 that are planned",
    defects="竣工时间 over dates ahead",
    write=xlsx(cells("竣工时间", "2021-12", "2022年底", None)),
    rows=values("planned_completion_date", D(2021, 12, 31), D(2022, 12, 31), None),
    findings=[("HEADING_READ_AS", None, "E")],
)
case(
    "a date ahead",
    defects="an actual start after the month",
    write=xlsx([B, [*b()[:4], "2020-08-20"], b("二期管网")]),
    rows=[said(library="construction", actual_start_date=D(2020, 8, 20)), built("二期管网")],
    findings=[("DATE_IN_FUTURE", 2, "E")],
)
case(
    "years of building",
    defects="2019-2021 for two planned dates",
    write=xlsx(cells("建设年限", "2019-2021", "2020年3月至2022年6月", "两年")),
    rows=[
        said(
            "项目1",
            construction_period="2019-2021",
            planned_start_date=D(2019, 1, 1),
            planned_completion_date=D(2021, 12, 31),
        ),
        said(
            "项目2",
            construction_period="2020年3月至2022年6月",
            planned_start_date=D(2020, 3, 1),
            planned_completion_date=D(2022, 6, 30),
        ),
        said("项目3", construction_period="两年"),
    ],
)
case(
    "percentages",
    defects="95, 95%, 0.95, 1, 9５％",
    write=xlsx(cells("达产率（%）", 95, "95%", 0.95, "100%", "9５％", 1)),
    rows=values("capacity_rate", 0.95, 0.95, 0.95, 1.0, 0.95, 1.0),
)
case(
    "yes and no",
    defects="√, 1, Y, ×, 否",
    write=xlsx(cells("入统", "√", 1, "Y", "是", "×", "否", "N", 0, None)),
    rows=values("is_stat_enrolled", True, True, True, True, False, False, False, False, None),
)
case(
    "neither yes nor no",
    defects="words where a yes or no belongs",
    write=xlsx(cells("是否入统", "正在办理", "是")),
    rows=values("is_stat_enrolled", None, True),
    findings=[("NOT_A_YES_NO", 2, "E")],
    rejected_rows=[2],
)
case(
    "short words",
    defects="社会投资, 政府, 储备, 在建",
    write=xlsx([B[:4], a(kind="社会投资", library="储备"), a("县医院", kind="政府", library="储备库 ")]),
    rows=[said(), said("县医院", investor_kind="government")],
)
case(
    "longer words",
    defects="重大产业项目 for 产业",
    write=xlsx(cells("项目类别", "重大产业项目", "基础设施类", "民生")),
    rows=values("category", "industry", "infrastructure", "livelihood"),
)
case(
    "unknown words",
    defects="规划库 and 外资",
    write=xlsx([H, a(library="规划库"), a("县医院", kind="外资")]),
    rows=[
        {k: v for k, v in said().items() if k != "library"},
        {k: v for k, v in said("县医院").items() if k != "investor_kind"},
    ],
    findings=[("UNKNOWN_CHOICE", 2, "D"), ("UNKNOWN_CHOICE", 3, "B")],
    rejected_rows=[2, 3],
)
case(
    "several funds",
    defects="专项债、企业自筹 in one cell",
    write=xlsx(cells("资金来源", "专项债、企业自筹", "特别国债，中央预算内", None)),
    rows=[
        said("项目1", fund_source="special_local_bond", fund_sources="special_local_bond|self_raised"),
        said(
            "项目2", fund_source="special_treasury_bond", fund_sources="special_treasury_bond|central_budget"
        ),
        said("项目3"),
    ],
)
case(
    "status as nature",
    defects="续建 under 建设性质",
    write=xlsx(cells("建设性质", "续建", "改扩建")),
    rows=[said("项目1", year_status="continuing"), said("项目2", construction_nature="expansion")],
)
case(
    "owner as investor",
    defects="投资主体 over companies",
    write=xlsx([[*H, "投资主体"], [*a(), "某水务公司"]]),
    rows=[said(owner="某水务公司")],
    findings=[("HEADING_READ_AS", None, "E")],
)
case(
    "sites",
    defects="嘉鱼, 全市 and a place elsewhere",
    write=xlsx(cells("县（市、区）", "嘉鱼", "全市", "武汉市")),
    rows=[
        said("项目1", site_locality="嘉鱼", site_locality_code="421221"),
        said("项目2", site_locality="全市"),
        said("项目3", site_locality="武汉市"),
    ],
    findings=[("UNKNOWN_LOCALITY", 4, "E")],
)
case(
    "codes",
    defects="no code in words, lower case, blanks",
    write=xlsx([["项目代码", *H], ["暂无", *a()], [" 2020-421221-48-01-012345", *a("二期管网")]]),
    rows=[said(), said("二期管网", project_code="2020-421221-48-01-012345")],
)

# Formats
CSV, XLS, JSON = "嘉鱼县_2020-07_全量.csv", "嘉鱼县_2020-07_全量.xls", "嘉鱼县_2020-07_全量.json"
case(
    "csv in GB18030",
    defects="saved by Excel as plain CSV",
    file_name=CSV,
    write=text([[TITLE, "", "", ""], H, a("水厂“扩建”")], encoding="gb18030"),
    rows=[said("水厂“扩建”")],
)
case(
    "csv with a mark",
    defects="BOM, title, unit line",
    file_name=CSV,
    write=text([[TITLE], ["", "", "", "单位：亿元"], H, a(total="1.2")], encoding="utf-8-sig"),
    rows=[said("水厂扩建", 12000)],
)
case(
    "unicode text",
    defects="UTF-16 with tabs",
    file_name="嘉鱼县_2020-07_全量.txt",
    write=text([H, a("甲,乙水厂")], separator="\t", encoding="utf-16"),
    rows=[said("甲,乙水厂")],
)
case(
    "csv with semicolons",
    defects="semicolons, and commas in the figures",
    file_name=CSV,
    write=text([H, a(total="1,200")], separator=";", encoding="gb18030"),
    rows=PLAIN,
)
case(
    "csv of a program",
    defects='="…" round texts, sep=, above',
    file_name=CSV,
    write=text([H, a(total='="1200"')], before="sep=,\r\n"),
    rows=PLAIN,
)
case(
    "csv with breaks",
    defects="line breaks within cells",
    file_name=CSV,
    write=text([[*H, "备注"], [*a(), "一期\n二期"], a("管网")]),
    rows=[said(remark="一期\n二期"), said("管网")],
)
case(
    "old workbook",
    defects=".xls with a title, dates and a total",
    file_name=XLS,
    write=xls([[TITLE], [*H, "入库日期"], [*a(total=1200), "2020年6月"], ["合计", None, 1200]]),
    rows=[said(reserve_date=D(2020, 6, 1))],
)
case(
    "old workbook with bands",
    defects=".xls with merged bands and hidden rows",
    file_name=XLS,
    write=xls(
        [
            ["项目名称", "投资类型", "投资（亿元）", None, "所在库"],
            [None, None, "总投资", "年度计划投资", None],
            ["水厂扩建", "企业投资", 1.2, 0.6, "储备库"],
        ],
        merged=[(0, 1, 0, 0), (0, 1, 1, 1), (0, 0, 2, 3), (0, 1, 4, 4)],
        hidden_rows=[2],
    ),
    rows=[said("水厂扩建", 12000, annual_plan_wan=6000)],
    findings=[("HIDDEN_ROWS", None, None)],
)
case(
    "workbook named xls",
    defects="an .xlsx under the name .xls",
    file_name=XLS,
    write=lambda path: (xlsx([H, a()])(path.with_suffix(".xlsx")), path.with_suffix(".xlsx").rename(path))[0],
    rows=PLAIN,
)
case(
    "workbook with macros",
    defects=".xlsm",
    file_name="嘉鱼县_2020-07_全量.xlsm",
    write=xlsm([H, a()]),
    rows=PLAIN,
    findings=[("MACROS_IGNORED", None, None)],
)
case(
    "json",
    defects="a system's export",
    file_name="a.json",
    write=document(
        {
            "unit": "嘉鱼县",
            "month": "2020-07",
            "kind": "全量",
            "sheets": {
                "项目台账": [
                    {
                        "项目名称": "水厂扩建",
                        "投资类型": "企业投资",
                        "总投资": 1200.5,
                        "所在库": "储备库",
                        "是否入统": True,
                    }
                ]
            },
        }
    ),
    rows=[said("水厂扩建", "1200.5", is_stat_enrolled=True)],
)
case(
    "json with other words",
    defects="aliases, own units, codes for the kind, a bad cell",
    file_name="a.json",
    write=document(
        {
            "unit": "嘉鱼",
            "month": "202007",
            "kind": "full",
            "sheets": {
                "项目台账": [
                    {"工程名称": "水厂扩建", "投资类别": "企业", "总投资（亿元）": 1.2, "库别": "储备"},
                    {"工程名称": "管网", "投资类别": "企业", "总投资（亿元）": "超30亿", "库别": "储备"},
                ]
            },
        }
    ),
    rows=[said("水厂扩建", 12000), said("管网", None)],
    findings=[("NOT_A_NUMBER", 3, "C")],
    rejected_rows=[3],
)

# Whose, of when, of what kind
COVER = {"报送单位": "嘉鱼县", "报送月份": "2020年7月", "报送类型": "全量", "模板版本": 1}
case(
    "all on the cover",
    defects="nothing in the name",
    file_name="报表(最终版).xlsx",
    write=xlsx([H, a()], cover=COVER),
    rows=PLAIN,
)
case(
    "by title alone",
    defects="no cover, nothing in the name",
    file_name="新建表格.xlsx",
    write=xlsx([[TITLE], H, a()]),
    rows=PLAIN,
    findings=[NO_KIND],
)
case(
    "last month's title",
    defects="title of June, name of July",
    write=xlsx([["嘉鱼县2020年6月重大项目月报表"], H, a()]),
    findings=[("PERIOD_CONFLICT", None, None)],
)
case(
    "another unit's cover",
    defects="cover of 赤壁市, name of 嘉鱼县",
    write=xlsx([H, a()], cover=COVER | {"报送单位": "赤壁市"}),
    rows=PLAIN,
    findings=[("UNIT_CONFLICT", None, None)],
    rejected_rows=[2],
)
case(
    "no change with rows",
    defects="无变化 that carries a ledger",
    file_name="嘉鱼县_2020-07_无变化.xlsx",
    write=xlsx([H, a()]),
    rows=PLAIN,
    findings=[("NO_CHANGE_WITH_ROWS", None, None)],
)
case(
    "no change with a cover alone",
    defects="零报告",
    file_name="嘉鱼县.xlsx",
    write=xlsx([["本月无变化"]], sheet="说明", cover=COVER | {"报送类型": "零报告"}),
    findings=[("UNKNOWN_SHEET", None, None)],
)
case(
    "a correction of one row",
    defects="更正",
    file_name="2020年7月嘉鱼县更正.csv",
    write=text([H, a()]),
    rows=PLAIN,
)
