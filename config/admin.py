"""Django's admin as the administration at /beheer/; the site itself is in admin_site.py."""

from django.contrib.admin.apps import AdminConfig


class BeheerConfig(AdminConfig):
    default_site = "config.admin_site.Beheer"
