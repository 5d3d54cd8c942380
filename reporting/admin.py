"""What the functional administrator keeps for figures: starts of registration, populations."""

from django.contrib import admin

from accounts.administration import RoleAdmin
from reporting.models import CoverageEvent, Population, RegistrationStart


@admin.register(RegistrationStart)
class RegistrationStartAdmin(RoleAdmin):
    fixed_fields = ("variable", "centre")
    fields = ("variable", "centre", "starts_on", "reason")
    list_display = ("variable", "centre", "starts_on", "reason")
    list_filter = ("variable", "centre")
    list_select_related = ("centre",)


@admin.register(Population)
class PopulationAdmin(RoleAdmin):
    """The inhabitants by which a rate is divided; a year without a row has no rate."""

    fixed_fields = ("centre", "year")
    fields = ("centre", "year", "inhabitants", "verified", "source", "note")
    list_display = ("centre", "year", "inhabitants", "verified", "source")
    list_filter = ("centre", "year", "verified")
    list_select_related = ("centre",)


@admin.register(CoverageEvent)
class CoverageEventAdmin(RoleAdmin):
    """What makes a period no ordinary one; it is printed under every table it touches."""

    fixed_fields = ("code",)
    list_display = ("code", "centre", "variable", "kind", "starts_on", "ends_on", "verified")
    list_filter = ("kind", "centre")
    list_select_related = ("centre",)
