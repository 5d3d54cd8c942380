"""Taking over the files of the old FJC systems. docs/import.md describes the file.

source   the file itself: encoding, delimiter, header, records
columns  which columns exist
cells    reading one cell, and what is wrong with it
check    one record becomes one ImportedDossier, or row errors
compare  what of it is already in the database
load     writing what is new
tally    the reconciliation: rows in, dossiers out
"""
