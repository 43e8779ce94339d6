"""One folder per page: `render` in its `__init__`, its queries and tables beside it.

Belongs here: what one page shows. (Not `pages/`: a folder of that name beside the main script is Streamlit's own
older way to make pages, and answers the first link of a fresh server with "page not found".)
Does not belong here: what several pages share (the folder above).
"""
