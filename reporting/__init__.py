"""Figures: counts, published figures, disclosure control, exports."""
