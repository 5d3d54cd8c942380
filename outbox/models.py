from django.db import models
from django.db.models.functions import Now


class Message(models.Model):
    """A job that waits to be published: the name of a task and the id it is about.

    Ids only, as in every queue: a name in a message is a leak. A row is gone once the broker
    has the message.
    """

    task = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.task} {self.object_id}"
