"""How fast and how big: `python3 run.py bench`. Beside every figure stands its floor.

place      a database of its own, filled with synthetic dossiers
web        the real web server, and the processor time of its workers
browser    requests over a connection that stays open
actors     who asks: colleagues with a session
pages      what is asked, and what the issue allows it to cost
measure    times, queries, processor time, memory
counts     the stalking table against hand-written SQL
crowd      fifty colleagues at once
report     figures as a table and as JSON
floor      the page everything is compared with

It is no test: how fast a page is says something about a machine and its other work. Ratios to
the floor, measured in the same run, say something about the program.
"""
