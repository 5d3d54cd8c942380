# Short names only; run.py does the work.
.PHONY: demo test quick bench locks

demo:
	python3 run.py

test:
	python3 run.py test

quick:
	python3 run.py test --quick

bench:
	python3 run.py bench

# Each lock is bound by the one below it, so that what is tested is what runs.
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q
locks:
	$(COMPILE) requirements/production.in -o requirements/production.lock
	$(COMPILE) requirements/demo.in -c requirements/production.lock -o requirements/demo.lock
	$(COMPILE) requirements/test.in -c requirements/demo.lock -o requirements/test.lock
