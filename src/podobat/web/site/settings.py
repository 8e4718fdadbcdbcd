"""Settings of the application, from the environment (docs/web.md lists every variable).

PODOBAT_DATA        folder of everything that is kept: db.sqlite3, uploads/, results/, secret_key
DATABASE_URL        postgres://name:password@host/database; without it SQLite in the data folder
PODOBAT_SECRET_KEY  signs sessions; without it a key made on first start, kept in the data folder
PODOBAT_HOSTS       names under which the application is reached, with commas
PODOBAT_HTTPS       1 behind a proxy that speaks HTTPS: secure cookies, HSTS, no plain HTTP
PODOBAT_PUBLIC      0: nobody reads without signing in, whatever a case says
PODOBAT_SMTP        smtp://name:password@server:587: a mail server; without it no letters leave
PODOBAT_MAIL_FROM   who letters are from
PODOBAT_ADDRESS     where this server is reached, for links in letters
PODOBAT_SECOND_FACTOR  1: people may set up a second factor, and a case may ask it of its roles
PODOBAT_OIDC_ISSUER    https://id.agency.example: a provider of OpenID Connect; with it PODOBAT_OIDC_CLIENT and
                       PODOBAT_OIDC_SECRET, and PODOBAT_OIDC_NAME, which its button bears
PODOBAT_DEBUG       1: Django's pages for developers; never in service
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from podobat import texts
from podobat.errors import CannotRun
from podobat.texts import catalogue, language_name
from podobat.web.site.rooms import ROOMS
from podobat.web.site.secret import secret_key

_say = catalogue("web.site")

HERE = Path(__file__).parents[1]


def _switch(name: str, default: str) -> bool:
    return os.environ.get(name, default).strip().lower() in ("1", "true", "yes", "on")


DEBUG = _switch("PODOBAT_DEBUG", "0")
HTTPS = _switch("PODOBAT_HTTPS", "0")
PUBLIC = _switch("PODOBAT_PUBLIC", "1")
DATA = Path(os.environ.get("PODOBAT_DATA", "podobat-data")).absolute()
UPLOADS = DATA / "uploads"
RESULTS = DATA / "results"

def _whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number from the environment. Raises CannotRun for anything else."""
    said = os.environ.get(name, "").strip() or str(default)
    if not (said.isascii() and said.isdigit() and len(said) < 10 and least <= int(said) <= most):
        raise CannotRun(_say("settings.must_be_a_whole_number", name=name, said=said, least=least, most=most))
    return int(said)


PARTICLES = _whole("PODOBAT_PARTICLES", 3000, 50, 100_000)

SECRET_KEY = os.environ.get("PODOBAT_SECRET_KEY") or secret_key(DATA)
ALLOWED_HOSTS = [
    name.strip() for name in os.environ.get("PODOBAT_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if name.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS if name != "*"] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    *(f"podobat.web.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "podobat.web.site.middleware.further_headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "podobat.web.site.middleware.chosen_language",
    "podobat.web.site.middleware.bounded_body",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "podobat.web.api.middleware.keys",
    "podobat.web.accounts.middleware.SecondFactorMiddleware",
    "podobat.web.core.permissions.PermissionMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "podobat.web.site.urls"
WSGI_APPLICATION = "podobat.web.site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "podobat.web.core.context.page",
            ],
            "builtins": ["podobat.web.core.templatetags.words", "django.templatetags.static"],
        },
    }
]


def _database() -> dict[str, Any]:
    """PostgreSQL from DATABASE_URL; otherwise SQLite, several readers beside one writer, which others wait for."""
    if os.environ.get("DATABASE_URL"):
        try:
            return dict(dj_database_url.config(conn_max_age=600, conn_health_checks=True))
        except ValueError:  # the address itself is not told: a password may stand in it
            raise CannotRun(_say("settings.database_url_is_no_address")) from None
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "db.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["quick", "long"]}}

# Korean unless a person chose English; times as they are read in Korea.
LANGUAGE_CODE = "ko"
LANGUAGES = [(lang, language_name(lang)) for lang in texts.LANGUAGES]
LANGUAGE_COOKIE_NAME = "podobat-language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(UPLOADS)}},
    "staticfiles": {"BACKEND": "podobat.web.site.static.VersionedFiles"},
}
STATICFILES_DIRS = [HERE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31_536_000  # every address carries the fingerprint of its file

# Letters: none leave unless a server is named (smtp://name:password@server:587, smtps:// for TLS from the start).
ADDRESS = os.environ.get("PODOBAT_ADDRESS", "").strip()  # https://podobat.agency.example: where letters lead to
_smtp = urlsplit(os.environ.get("PODOBAT_SMTP", "").strip())
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_USE_TLS = _smtp.scheme == "smtp" and EMAIL_HOST not in ("localhost", "127.0.0.1", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PODOBAT_MAIL_FROM", "podobat@localhost")

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "core:cases"

# A second factor, and log-in at a provider of OpenID Connect: neither unless it is asked for.
SECOND_FACTOR = _switch("PODOBAT_SECOND_FACTOR", "0")
OTP_TOTP_ISSUER = "Podobat"
OIDC_ISSUER = os.environ.get("PODOBAT_OIDC_ISSUER", "").strip()
OIDC_CLIENT = os.environ.get("PODOBAT_OIDC_CLIENT", "").strip()
OIDC_SECRET = os.environ.get("PODOBAT_OIDC_SECRET", "").strip()
OIDC_NAME = os.environ.get("PODOBAT_OIDC_NAME", "").strip() or urlsplit(OIDC_ISSUER).hostname or ""
if OIDC_ISSUER:
    _issuer = urlsplit(OIDC_ISSUER)
    if _issuer.scheme != "https" and _issuer.hostname not in ("localhost", "127.0.0.1"):
        raise CannotRun(_say("settings.issuer_needs_https", said=OIDC_ISSUER))
    if not (OIDC_CLIENT and OIDC_SECRET):
        raise CannotRun(_say("settings.issuer_needs_client"))

# Five wrong passwords for one name from one address close it for a quarter of an hour; twenty for whatever names close
# the address (podobat.web.accounts.guessing).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "podobat.web.site.errors.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# What leaves with every page
SESSION_COOKIE_NAME = "podobat-session"
SESSION_COOKIE_AGE = 12 * 3600  # a working day
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "podobat-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "podobat.web.site.errors.csrf_failure"
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# What may come in
UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes of one request with files
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of one form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"standard-error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["standard-error"], "level": "WARNING"},
}
