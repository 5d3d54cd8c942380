"""The own Valkey manager."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from launcher import processes
from launcher.valkey import ValkeyServer

pytestmark = pytest.mark.process


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path / "valkey")
    yield server
    server.stop()


def client(server: ValkeyServer) -> redis.Redis:
    return redis.Redis.from_url(server.url().replace("redis+socket://", "unix://"))


def test_queue_survives_kill_and_restart(server: ValkeyServer) -> None:
    server.start()
    with client(server) as connection:
        for number in range(200):
            connection.rpush("queue", number)
    assert server.process
    # appendfsync everysec: the write() itself is done, so a killed process loses nothing.
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert server.start() is True
    with client(server) as connection:
        assert connection.llen("queue") == 200


def test_second_manager_does_not_take_over_the_socket(server: ValkeyServer) -> None:
    server.start()
    with client(server) as connection:
        connection.set("who", "first")
        second = ValkeyServer(server.root)
        assert second.start() is False
        assert connection.get("who") == b"first"
    assert len(processes.processes_in(server.root)) == 1


def test_stop_leaves_no_process(server: ValkeyServer) -> None:
    server.start()
    server.stop()
    assert processes.processes_in(server.root) == []
    assert not server.is_running()
    server.stop()


def test_frozen_server_is_stopped_all_the_same(
    server: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launcher.valkey.STOP_SECONDS", 0.2)
    server.start()
    assert server.process
    os.kill(server.process.pid, signal.SIGSTOP)
    server.stop()
    assert processes.processes_in(server.root) == []


def test_socket_is_private_and_port_is_closed(server: ValkeyServer) -> None:
    server.start()
    folder = Path(server.url().removeprefix("redis+socket://")).parent
    assert folder.stat().st_mode & 0o077 == 0
    with client(server) as connection:
        assert connection.config_get("port") == {"port": "0"}


def test_tcp_asks_for_the_password(tmp_path: Path) -> None:
    server = ValkeyServer(tmp_path / "valkey", tcp=True)
    server.start()
    try:
        with client(server) as connection:
            assert connection.ping()
        port = server.url().rsplit(":", 1)[1].removesuffix("/0")
        with (
            redis.Redis(port=int(port), retry=Retry(NoBackoff(), 0)) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()
    finally:
        server.stop()
