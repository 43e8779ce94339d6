"""A file becomes sheets of text, or is refused with a reason; nothing in it is run or hurts the caller.

`guard` looks at bytes before any library does, `scan` at the XML of a sheet, `workbook` and `delimited` read, `child`
does all that in a process of its own, `batch` feeds that process and survives its end.
Does not belong here: what the text means (`identify`, `parsing`).
"""

from ingestion.readers.batch import read_files, start_ahead
from ingestion.readers.model import Limits, Notice, RawSheet, ReadResult

__all__ = ["Limits", "Notice", "RawSheet", "ReadResult", "read_files", "start_ahead"]
