from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"

    def ready(self) -> None:
        from cases.panels import register_panel
        from registrations.panel import intake_panel, referral_panel

        register_panel("referrals", referral_panel)
        register_panel("intakes", intake_panel)
