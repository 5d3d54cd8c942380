from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        """Every process knows every event type: the oversight screens name them all."""
        autodiscover_modules("events")
