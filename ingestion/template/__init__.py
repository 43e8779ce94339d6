"""The official workbook, blank or with what a unit said last.

Belongs here: writing it from the contract (`workbook`), and which rows a unit goes on from (`rows`).
Does not belong here: what the workbook may hold (the contract), and reading it (`parsing`).
"""
