"""Charts that pages share, one module per subject, in Altair; and the one way a chart is put on a page.

Belongs here: frames of marts in, a chart out. Does not belong here: queries, and texts around a chart.
"""
