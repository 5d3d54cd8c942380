"""The pages of the footer. The first two are for everyone: nobody has to sign in to complain."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that art. II.16 of the Bestuursdecreet asks for."""
    return render(request, "design/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What the application keeps about the people who use it."""
    return render(request, "design/privacy.html")


@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The keyboard shortcuts and the switch that turns them off (WCAG 2.1.4)."""
    return render(request, "design/shortcuts.html")
