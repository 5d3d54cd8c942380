"""Jobs against a real broker: both the work and its job, or neither."""

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from config.celery import app, ping
from launcher.postgres import free_port
from outbox import sending
from outbox.models import Message
from outbox.sending import hand_over, relay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A numbered database of the test server's Valkey that nothing else uses, emptied."""
    server = os.environ["BROKER_URL"].rpartition("/")[0]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    url = f"{server}/{8 + int(worker) % 8}"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)
    queued(url)
    yield url
    queued(url)


def queued(url: str) -> list[tuple[str, list[Any]]]:
    """Take everything from the queue: task names with their arguments."""
    found: list[tuple[str, list[Any]]] = []
    with app.connection(url) as there, there.SimpleQueue("celery") as queue:
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                return found
            message.ack()
            found.append((message.headers["task"], message.payload[0]))


def work(object_id: int) -> None:
    with transaction.atomic():
        hand_over(ping, object_id)


def test_a_committed_job_is_published_and_leaves_the_outbox(broker: str) -> None:
    work(7)
    assert queued(broker) == [("config.celery.ping", [7])]
    assert not Message.objects.exists()


def test_a_job_of_work_that_failed_does_not_exist(broker: str) -> None:
    with transaction.atomic():
        hand_over(ping, 7)
        transaction.set_rollback(True)
    assert relay() == 0
    assert queued(broker) == []


def test_a_job_without_work_is_refused() -> None:
    with pytest.raises(RuntimeError):
        hand_over(ping, 7)


@pytest.mark.slow
def test_without_a_broker_the_work_is_kept_and_the_job_goes_later(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = free_port()
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{closed}/0")
    began = time.monotonic()
    work(1)
    work(2)
    assert time.monotonic() - began < 2 * (sending.BROKER_SECONDS + 1)
    assert Message.objects.count() == 2
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)
    assert relay() == 2
    assert [arguments for _task, arguments in queued(broker)] == [[1], [2]]


def test_a_crash_after_sending_publishes_again(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once: the send cannot be taken back, so the row must still be there."""

    def send_and_crash(messages: list[Message]) -> None:
        send(messages)
        raise KeyboardInterrupt

    send = sending._send
    with transaction.atomic():
        Message.objects.create(task=ping.name, object_id=7)
    monkeypatch.setattr(sending, "_send", send_and_crash)
    with pytest.raises(KeyboardInterrupt):
        relay()
    monkeypatch.undo()
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", broker)
    assert relay() == 1
    assert [arguments for _task, arguments in queued(broker)] == [[7], [7]]


def test_two_relays_share_the_work(broker: str) -> None:
    """What one has locked the other leaves alone, and does not wait for."""
    with transaction.atomic():
        first, _second = (Message.objects.create(task=ping.name, object_id=n) for n in (1, 2))
    locked, done = threading.Event(), threading.Event()

    def other_relay() -> None:
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=first.pk)
            locked.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=other_relay)
    thread.start()
    assert locked.wait(10)
    assert relay() == 1
    done.set()
    thread.join()
    assert queued(broker) == [("config.celery.ping", [2])]
    assert relay() == 1


def test_a_long_queue_goes_out_in_pieces(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    with transaction.atomic():
        for number in range(5):
            Message.objects.create(task=ping.name, object_id=number)
    assert relay() == 5
    assert [arguments for _task, arguments in queued(broker)] == [[n] for n in range(5)]
