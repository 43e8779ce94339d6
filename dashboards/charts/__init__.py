"""Charts that pages share, one module per subject, in Altair.

Belongs here: frames of marts in, a chart out. Does not belong here: queries, and texts around a chart.
"""
