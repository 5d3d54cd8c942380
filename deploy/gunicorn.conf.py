"""The web server's settings, the same in the demo and in production."""

import gc
import os

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# A request that takes a minute is broken; its worker is replaced.
timeout = 60
graceful_timeout = 10
# A leak in a library never grows for weeks; the jitter keeps workers from going together.
max_requests = 20_000
max_requests_jitter = 2_000
# No access log: who read which dossier belongs in the audit log, and only there.
accesslog = None
errorlog = "-"
loglevel = "warning"
# The heartbeat file lives in memory where that exists: a slow disk must not kill a worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
# The proxy in front sets X-Forwarded-Proto; only Django decides what that means.
forwarded_allow_ips = os.environ.get("WEB_TRUSTED_PROXIES", "127.0.0.1")


def post_worker_init(worker: object) -> None:
    """What was loaded at the start stays for ever: the collector need not look at it again.

    A page makes thousands of objects that are gone when it is sent; looking for circles among
    them after every 700 costs a twentieth of the page and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
