"""What invented projects are called: plausible, and nobody's.

Here: the word lists and the makers of names, owners, places and people.
Not here: anything that decides a figure. Owners carry （模拟） so that no one takes them for a company.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_BRANDS_1 = "楚荆鄂汉云龙瑞鼎晟泓翰锦朗腾凯嘉博卓澜睿"
_BRANDS_2 = "川岳泽丰澄源晖润科宸拓衡信禾峰洲邦亿韵航"
_PLACES = (
    "青溪", "云岭", "白石", "龙潭", "金桥", "枫林", "长岗", "南屏", "石门", "双河", "柳林", "竹山", "梅岭",
    "银杏", "桃源", "望江", "鹿鸣", "松涛", "碧水", "丹霞", "清泉", "凤栖", "芦洲", "栗木", "高桥头",
)  # fmt: skip
_PLACE_KINDS = ("镇", "乡", "片区", "街道", "工业园")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_ROAD = ("至", "—")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project: what it makes or builds, its class of GB/T 4754, theme (in words) and planning type."""

    what: str
    class2: str
    class2_name: str
    theme: str
    planning_type: str | None = None


_INDUSTRY = (
    Kind("智能终端玻璃盖板", "39", "计算机、通信和其他电子设备制造业", "关键产业发展", "chain_strengthening"),
    Kind("锂电池隔膜", "38", "电气机械和器材制造业", "关键产业发展", "new_economy"),
    Kind("砖茶精深加工", "15", "酒、饮料和精制茶制造业", "关键产业发展", "local_speciality"),
    Kind("竹木家居板材", "20", "木材加工和木、竹、藤、棕、草制品业", "关键产业发展", "local_speciality"),
    Kind("医用防护用品", "27", "医药制造业", "关键产业发展", "chain_completing"),
    Kind("中药饮片", "27", "医药制造业", "关键产业发展", "local_speciality"),
    Kind("云母绝缘材料", "30", "非金属矿物制品业", "关键产业发展", "chain_strengthening"),
    Kind("装配式建筑构件", "30", "非金属矿物制品业", "关键产业发展", "transformation"),
    Kind("汽车内饰件", "36", "汽车制造业", "关键产业发展", "chain_completing"),
    Kind("智能起重装备", "34", "通用设备制造业", "科技创新", "transformation"),
    Kind("苎麻纺织面料", "17", "纺织业", "关键产业发展", "transformation"),
    Kind("休闲食品", "14", "食品制造业", "关键产业发展", "local_speciality"),
    Kind("铝基再生材料", "42", "废弃资源综合利用业", "关键产业发展", "transformation"),
    Kind("光电子元器件", "39", "计算机、通信和其他电子设备制造业", "科技创新", "new_economy"),
    Kind("冷链物流园", "59", "装卸搬运和仓储业", "关键产业发展", "new_economy"),
    Kind("生态康养旅游区", "78", "公共设施管理业", "关键产业发展", "local_speciality"),
    Kind("油茶种植加工基地", "01", "农业", "关键产业发展", "local_speciality"),
    Kind("大数据产业园", "64", "互联网和相关服务", "新型基础设施", "new_economy"),
)
_INFRASTRUCTURE = (
    Kind("公路改扩建工程", "48", "土木工程建筑业", "传统基础设施"),
    Kind("城区道路建设工程", "48", "土木工程建筑业", "传统基础设施"),
    Kind("水库除险加固工程", "76", "水利管理业", "传统基础设施"),
    Kind("标准厂房及配套设施工程", "47", "房屋建筑业", "传统基础设施"),
    Kind("输变电工程", "44", "电力、热力生产和供应业", "传统基础设施"),
    Kind("5G基站及管廊工程", "63", "电信、广播电视和卫星传输服务", "新型基础设施"),
    Kind("粮食应急储备库工程", "59", "装卸搬运和仓储业", "国家安全保障"),
    Kind("天然气储气调峰工程", "45", "燃气生产和供应业", "国家安全保障"),
)
_ECOLOGY = (
    Kind("河道综合治理工程", "77", "生态保护和环境治理业", "生态文明建设"),
    Kind("乡镇污水处理工程", "46", "水的生产和供应业", "生态文明建设"),
    Kind("矿山生态修复工程", "77", "生态保护和环境治理业", "生态文明建设"),
    Kind("生活垃圾无害化处理工程", "78", "公共设施管理业", "生态文明建设"),
)
_LIVELIHOOD = (
    Kind("中学新校区建设项目", "83", "教育", "社会民生"),
    Kind("公共卫生中心建设项目", "84", "卫生", "社会民生"),
    Kind("老旧小区改造项目", "47", "房屋建筑业", "社会民生"),
    Kind("养老服务中心建设项目", "85", "社会工作", "社会民生"),
    Kind("文体中心建设项目", "89", "体育", "社会民生"),
    Kind("易地搬迁后续产业配套项目", "47", "房屋建筑业", "社会民生"),
)
KINDS: dict[str, tuple[Kind, ...]] = {
    "industry": _INDUSTRY,
    "infrastructure": _INFRASTRUCTURE,
    "ecology": _ECOLOGY,
    "livelihood": _LIVELIHOOD,
}


def brand(rng: random.Random) -> str:
    """An invented firm's short name."""
    return rng.choice(_BRANDS_1) + rng.choice(_BRANDS_2)


def place(rng: random.Random) -> str:
    """An invented township, park or quarter."""
    return rng.choice(_PLACES) + rng.choice(_PLACE_KINDS)


def person(rng: random.Random) -> str:
    """A stand-in for a person: a surname and no given name."""
    return f"{rng.choice(_SURNAMES)}某某"


def project_name(rng: random.Random, *, unit_name: str, category: str, kind: Kind, firm: str) -> str:
    """A name as ledgers have them, sometimes with the unit before it."""
    if category == "industry" and kind.what.endswith(("园", "区", "基地")):
        body = rng.choice(
            (f"{firm}{kind.what}项目", f"{place(rng)}{kind.what}项目", f"{firm}{place(rng)}{kind.what}")
        )
    elif category == "industry":
        body = rng.choice(
            (
                f"{firm}{kind.what}生产项目",
                f"{firm}{kind.what}项目",
                f"{firm}年产{rng.randint(2, 90)}万件{kind.what}项目",
                f"{place(rng)}{kind.what}基地",
            )
        )
    elif "公路" in kind.what:
        body = f"{rng.choice(_PLACES)}{rng.choice(_ROAD)}{rng.choice(_PLACES)}{kind.what}"
    else:
        body = f"{place(rng)}{kind.what}"
    return f"{unit_name}{body}" if rng.random() < 0.4 else body
