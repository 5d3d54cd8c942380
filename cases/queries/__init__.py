"""Reads that join several tables; they return frozen dataclasses, ready to be drawn."""
