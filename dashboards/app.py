"""The dashboards: `streamlit run dashboards/app.py`.

Belongs here: the frame round every page: language, menu, the published version of this run, and what is shown
when there is none, or when the page is not for its reader. Does not belong here: pages (registry.py names them).
"""

import os
from functools import partial

import streamlit as st

from dashboards import filters, freshness, links, notes, theme, warehouse
from dashboards.desk import Desk
from dashboards.registry import PageEntry, pages
from dashboards.scoping import Reader
from dashboards.texts import _, language
from ingestion.durable import StorageError
from ingestion.settings import Settings


def main() -> None:
    """Draw the page that the address asks for, on the version that is current now."""
    filters.speak()
    st.set_page_config(page_title=_("三库 · 重大项目"), page_icon=":material/account_tree:", layout="wide")
    theme.inject_style()
    menu: dict[str, list[st.Page]] = {}
    by_path: dict[str, st.Page] = {}
    for place, entry in enumerate(pages()):
        page = st.Page(
            partial(draw, entry.path),
            title=entry.title,
            icon=entry.icon,
            url_path=entry.path,
            default=place == 0,
        )
        menu.setdefault(entry.group, []).append(page)
        by_path[entry.path] = page
    shown = st.navigation(menu, position="top")
    if (link := links.pending()) is not None:
        if link.page:
            st.switch_page(by_path[link.page], query_params=dict(link.parameters))
        st.query_params.from_dict({**st.query_params.to_dict(), **link.parameters})
    shown.run()


def draw(path: str, *, unit: str | None = None) -> None:
    """One page on the version that is current now, or why there is nothing to show.

    `unit`: the reporting unit whose details alone this reader may see.
    """
    filters.speak()
    entry = next(entry for entry in pages() if entry.path == path)
    settings = Settings.from_env(os.environ)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(entry.title, anchor=False)
        filters.language_switch()
    if unit is not None and entry.is_whole_city:
        _not_authorised()
        return
    try:
        published = warehouse.current(settings.published)
        reader = Reader(language=language(), unit=unit)
        if entry.work is not None:
            seen = published.read_by(reader) if published else None
            entry.work(Desk(settings=settings, published=seen, reader=reader))
        elif published is None:
            _nothing_published(str(settings.data_dir))
        else:
            _page(entry, published.read_by(reader), settings)
    except warehouse.WarehouseError as error:
        st.error(_("当前发布的数据打不开。请运行 sanku status 查看，或运行 sanku refresh 重新生成。"))
        st.caption(str(error))
    except StorageError as error:
        in_words = language()
        st.error(error.message if in_words == "zh" else error.message_en, icon=":material/sd_card_alert:")
        st.caption(error.advice if in_words == "zh" else error.advice_en)


def _page(entry: PageEntry, published: warehouse.Published, settings: Settings) -> None:
    if notes.is_simulated(published):
        notes.simulated_banner()
    freshness.show(published, settings.data_dir)
    if not all(published.has(table) for table in entry.needs):
        st.info(_("当前发布的版本还没有本页所需的数据，请运行 sanku refresh 重新生成。"))
    elif entry.needs_months and not filters.months(published):
        st.info(_("已发布的版本里还没有任何有效报送。请先报送文件，再运行 sanku refresh。"))
    elif entry.render is not None:
        entry.render(published)


def _not_authorised() -> None:
    st.warning(_("您没有查看本页的权限：本页涉及全部报送单位的明细。"), icon=":material/lock:")
    st.caption(_("如需查看，请与管理员联系。其他页面显示全市汇总和本单位的明细。"))


def _nothing_published(data_dir: str) -> None:
    st.info(_("还没有发布任何数据。"), icon=":material/inbox:")
    st.markdown(
        _(
            "先看一看样子：运行 `sanku demo`，生成一座模拟城市。\n\n"
            "用自己的数据：把报送文件放入收件夹，或运行 `sanku receive 文件…`，再运行 `sanku refresh`。"
            "完成后刷新本页即可，无需重启。"
        )
    )
    st.caption(_("数据目录：{folder}").format(folder=data_dir))


if __name__ == "__main__":
    main()
