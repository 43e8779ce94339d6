"""Where Dagster's web server and daemon find the definitions: `dagster dev -m orchestration.definitions`.

Belongs here: one name. Does not belong here: anything else (build).
"""

from orchestration.build import build_defs

defs = build_defs()
