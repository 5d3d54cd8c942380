"""From which day a centre registers a variable; the cells before it are "not registered"."""

from django.contrib import admin

from accounts.administration import RoleAdmin
from reporting.models import RegistrationStart


@admin.register(RegistrationStart)
class RegistrationStartAdmin(RoleAdmin):
    fixed_fields = ("variable", "centre")
    fields = ("variable", "centre", "starts_on", "reason")
    list_display = ("variable", "centre", "starts_on", "reason")
    list_filter = ("variable", "centre")
    list_select_related = ("centre",)
