"""All settings, from the environment. `.env.example` lists every variable."""

import datetime as dt
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG", False)
SECURE = env.flag("SECURE", True)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# How many of our own proxies add to X-Forwarded-For; config.middleware.ClientAddress.
PROXY_COUNT = int(env.text("PROXY_COUNT", "0"))

INSTALLED_APPS = [
    # design stands before django.forms, otherwise its widget templates lose.
    "design",
    "django.forms",
    "config.admin.BeheerConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "axes",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "outbox",
    "audit",
    "accounts",
    "codelists",
    "cases",
    "registrations",
    "reporting",
]

MIDDLEWARE = [
    "config.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "config.middleware.PrivateResponses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.ActOnBehalfOfUser",
    "config.middleware.ReadOwnWrites",
    "accounts.middleware.SignInRequired",
    "accounts.middleware.RecordDenials",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "design.forms.DesignRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["design.templatetags.fixed"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.chrome",
            ],
        },
    },
]

# Two roles on one database. `default` owns nothing and cannot bypass row-level security;
# `owner` migrates, loads and imports. Requests are transactions: the actor and the audit
# event stand or fall with the work.
DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL")),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    },
    "owner": env.database(env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL"))),
}
# A streaming replica for counting and exporting (lib.replica); what is written never goes there.
if DATABASE_REPLICA_URL := env.text("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = env.replica(DATABASE_REPLICA_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.Accounts",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "registrations:today"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# Locked on the pair (user, address), never on the name alone: otherwise anyone could lock a
# caseworker out by typing her name.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# Fifteen minutes is fifteen minutes: trying again meanwhile does not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.lockout.lockout_key"
# The audit log says who came in; a second log would keep names without its walls.
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "accounts.views.sign_in.csrf_failed"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# Not "no-referrer": browsers then send `Origin: null` with every form, and the CSRF check says no.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# A pasted 10 MB note is refused at its field with the text kept, so the body must come through;
# percent-encoding makes it up to three times as long.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# One file per form, never on disk and never larger than what may be read.
DATA_UPLOAD_MAX_NUMBER_FILES = 2
FILE_UPLOAD_HANDLERS = ["lib.uploads.handler.CappedUploadHandler"]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch"))]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True
# Before every app: texts of config itself, and our words where Django has others.
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "design.storage.RememberedAddresses"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ActingTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.authentication.DenyByDefault"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api_parsers.ObjectParser"],
    "EXCEPTION_HANDLER": "config.api_errors.handle",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "FORMAT_SUFFIX_KWARG": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Veilig Huis dossiers",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.authentication.SignedIn"],
}

CELERY_BROKER_URL = env.text("BROKER_URL", "")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Brussels"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# kombu sweeps unacknowledged messages every interval × throttle; the defaults add up to
# 100 s whatever the visibility timeout says.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    # A frozen broker may not hold a request, or the readiness check, for ever.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_BEAT_SCHEDULE = {
    "purge-expired-drafts": {
        "task": "cases.purge_expired_drafts",
        "schedule": dt.timedelta(hours=1),
    },
    # Only for what the broker could not take at once; late ones need not pile up.
    "relay-outbox": {
        "task": "outbox.relay",
        "schedule": dt.timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "requeue-lost-exports": {
        "task": "reporting.requeue_lost_exports",
        "schedule": dt.timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "expire-exports": {
        "task": "reporting.expire_exports",
        "schedule": dt.timedelta(minutes=5),
        "options": {"expires": 300},
    },
    # At night, because it waits for who is writing.
    "settle-counts": {
        "task": "reporting.settle_counts",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keys": {"()": "config.log_filter.HideKeys"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    # Signing in is in the audit log; four lines more for each would hide what matters.
    "loggers": {"axes": {"level": "WARNING"}},
}

# The day the new Criminal Code applies to facts. Sources contradict each other (8 April 2026,
# 1 September 2026), so it is a setting and stays marked unverified; docs/adr/0005-code-lists.md.
NEW_CRIMINAL_CODE_APPLIES_ON = dt.date.fromisoformat(
    env.text("NEW_CRIMINAL_CODE_APPLIES_ON", "2026-09-01")
)
# The first day on which every centre registers the stalking answer (answer 7 to question 841).
STALKING_REGISTERED_SINCE = dt.date.fromisoformat(
    env.text("STALKING_REGISTERED_SINCE", "2023-10-01")
)
# In a shared export numbers from 1 up to but not including this one are hidden.
SMALL_CELL_THRESHOLD = int(env.text("SMALL_CELL_THRESHOLD", "5"))
