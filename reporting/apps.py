from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("figures")

    def ready(self) -> None:
        from accounts.oversight_pages import OversightPage, register_page
        from registrations.cards import register_card
        from reporting.deliveries.card import deliveries_card
        from reporting.questions.card import questions_card

        register_card("questions", questions_card)
        register_card("deliveries", deliveries_card)
        register_page(
            OversightPage(
                _("Exports"),
                _("Every file with figures that was made: who, what, why and under which number."),
                "reporting:export_ledger",
            )
        )
