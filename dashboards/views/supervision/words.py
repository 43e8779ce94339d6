"""What the supervision lists mean, in words."""

from dashboards.texts import _


def lists() -> str:
    """The five lists."""
    return _(
        "四督四促：督转化促开工、督进度促投资、督达产促效益、督要素促保障；另列政府投资项目。"
        "一个项目可因多个事由在列，个数按项目计，不重复；出库项目不在列。点数字看该清单。"
    )


def reasons(supervision: str) -> str:
    """Why projects are on one list."""
    return {
        "conversion": _(
            "督转化：仍在储备库的项目，计划开工日已过而未开工、今年应开工、已批复未开工、已开工未转建设库。"
        ),
        "progress": _("督进度：建设库里今年以前开工、尚未竣工的项目，无年度计划、未填本年累计或进度滞后。"),
        "production": _(
            "督达产：计划竣工日已过而未竣工、今年应竣工；产业项目另看竣工未达产、已达产但达产率不足。"
        ),
        "factors": _(
            "督要素：计划日期已到而未落实的用地、资金、环境容量、能耗，以及已到期仍未办结的必办手续。"
        ),
        "government": _(
            "政府投资项目：进度红灯、资金未按时落实、临近开工手续未办结、手续长期没有进展；附日常监管单位。"
        ),
    }[supervision]


def months_on_list() -> str:
    """For how long."""
    return _("因同一事由连续在列的报送月数，含本月；单位未报送的月份跳过不断开。")


def responsible() -> str:
    """Who answers for it."""
    return _("责任单位按填报；在列项目不重复计；逾期天数＝月末距已过的计划日期。点名称只看该单位。")
