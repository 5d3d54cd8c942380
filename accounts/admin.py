"""Centres and partners in the administration; accounts are in user_admin.py."""

from django.contrib import admin

from accounts.administration import RoleAdmin, RoleInline
from accounts.models import Centre, CentreArea, Organisation, Partnership, PartnershipSuspension
from accounts.user_admin import UserAdmin

__all__ = ["CentreAdmin", "OrganisationAdmin", "PartnershipAdmin", "UserAdmin"]


class CentreAreaInline(RoleInline):
    model = CentreArea
    fields = ("kind", "code", "name", "starts_on", "ends_on", "verified")


@admin.register(Centre)
class CentreAdmin(RoleAdmin):
    """A centre. The day it opened decides which years print "not applicable"."""

    inlines = (CentreAreaInline,)
    fixed_fields = ("code",)
    list_display = ("name", "town", "opened_on", "closed_on", "verified")
    list_filter = ("verified",)
    fieldsets = (
        (None, {"fields": ("code", "name", "town", "area", "tile_column", "tile_row")}),
        (
            None,
            {"fields": ("opened_on", "opened_on_precision", "renamed_on", "closed_on")},
        ),
        (None, {"fields": ("predecessor", "predecessor_since", "verified", "source")}),
    )


@admin.register(Organisation)
class OrganisationAdmin(RoleAdmin):
    fixed_fields = ("code",)
    fields = ("code", "name", "sector")
    list_display = ("name", "sector")
    list_filter = ("sector",)


class SuspensionInline(RoleInline):
    model = PartnershipSuspension
    fields = ("starts_on", "ends_on", "reason", "verified")


@admin.register(Partnership)
class PartnershipAdmin(RoleAdmin):
    """A partner of a centre during a period, and when it stepped out for a while."""

    inlines = (SuspensionInline,)
    fixed_fields = ("organisation", "centre")
    fields = ("organisation", "centre", "kind", "starts_on", "ends_on")
    list_display = ("organisation", "centre", "kind", "starts_on", "ends_on")
    list_filter = ("centre", "kind")
    list_select_related = ("organisation", "centre")
