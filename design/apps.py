from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The look of every page: base templates, static files, form renderer, template tags."""

    name = "design"
    verbose_name = "design"
