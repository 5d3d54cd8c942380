"""The indicator library: what is counted, as reviewed data.

An indicator changes by a new version with a date, reviewed like code. The rule printed under a
figure is the object that counts it.
"""

from reporting.indicators.dossiers_stalking import DOSSIERS_STALKING
from reporting.indicators.indicator import Indicator

LIBRARY: dict[str, Indicator] = {DOSSIERS_STALKING.code: DOSSIERS_STALKING}

__all__ = ["DOSSIERS_STALKING", "LIBRARY", "Indicator"]
