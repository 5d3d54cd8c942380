"""The indicator library: what is counted, as reviewed data.

An indicator changes by a new version with a date, reviewed like code. The rule printed under a
figure is the object that counts it.
"""

from reporting.indicators import centres, international, question_841
from reporting.indicators.dossiers_stalking import DOSSIERS_STALKING
from reporting.indicators.indicator import Indicator

LIBRARY: dict[str, Indicator] = {
    one.code: one
    for one in (
        DOSSIERS_STALKING,
        *question_841.INDICATORS,
        *centres.INDICATORS,
        *international.INDICATORS,
    )
}

__all__ = ["DOSSIERS_STALKING", "LIBRARY", "Indicator"]
