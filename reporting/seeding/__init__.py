"""Synthetic families, dossiers and intakes at any size. Everybody in it is invented.

vocabulary  names and sentences
dice        chance, the same for the same seed
days        legal days as numbers, for speed
world       the centres, colleagues and codes that dossiers point at
families    who lives with whom
offences    what happened, fitting relation, time and law
dossiers    a dossier with everything that hangs on it
intakes     what was reported
contacts    advice requests, and contacts with helpline 1712
referrals   who was sent to which programme, and what came of it
rows        one line per table row, as PostgreSQL's COPY reads it
loading     getting millions of lines into the database
seed        the whole
staff       colleagues at every centre
demo        a small world with accounts to sign in with
"""
