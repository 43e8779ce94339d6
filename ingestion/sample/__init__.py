"""The simulated city: submissions of invented projects with everything that happens in life, and its ground truth.

Here: making sample data. Not here: reading any. Everything made says that it is simulated (模拟数据).
"""

from ingestion.sample.calibration import UNITS
from ingestion.sample.city import CitySummary, simulate_city, write_city

__all__ = ["UNITS", "CitySummary", "simulate_city", "write_city"]
