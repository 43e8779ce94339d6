"""The dashboards: `streamlit run dashboards/app.py`.

Belongs here: the frame round every page: language, menu, the published version of this run, and what is shown
when there is none. Does not belong here: pages (registry.py names them).
"""

import os
from functools import partial

import streamlit as st

from dashboards import filters, notes, theme, warehouse
from dashboards.registry import PageEntry, pages
from dashboards.texts import _
from ingestion.settings import Settings


def main() -> None:
    """Draw the page that the address asks for, on the version that is current now."""
    st.set_page_config(page_title=_("三库 · 重大项目"), page_icon=":material/account_tree:", layout="wide")
    theme.inject_style()
    entries = pages()
    menu = [
        st.Page(
            partial(draw, entry),
            title=entry.title,
            icon=entry.icon,
            url_path=entry.path,
            default=entry is entries[0],
        )
        for entry in entries
    ]
    st.navigation(menu, position="top").run()


def draw(entry: PageEntry) -> None:
    """One page on the version that is current now, or why there is nothing to show."""
    settings = Settings.from_env(os.environ)
    st.title(entry.title, anchor=False)
    try:
        published = warehouse.current(settings.published)
        if published is None:
            _nothing_published(str(settings.data_dir))
            return
        if notes.is_simulated(published):
            notes.simulated_banner()
        if not all(published.has(table) for table in entry.needs):
            st.info(_("当前发布的版本还没有本页所需的数据，请运行 sanku refresh 重新生成。"))
        elif not filters.months(published):
            st.info(_("已发布的版本里还没有任何有效报送。请先报送文件，再运行 sanku refresh。"))
        else:
            entry.render(published)
    except warehouse.WarehouseError as error:
        st.error(_("当前发布的数据打不开。请运行 sanku status 查看，或运行 sanku refresh 重新生成。"))
        st.caption(str(error))


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
