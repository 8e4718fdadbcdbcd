"""Addresses of the list of cases, the language, the audit log and a case's settings."""

from __future__ import annotations

from django.urls import path

from podobat.web.core import views
from podobat.web.core.health import health

app_name = "core"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("health/", health, name="health"),
    path("glossary/", views.glossary, name="glossary"),
    path("language/", views.language, name="language"),
    path("account/log/", views.log, name="log"),
    path("<slug:case>/audit/", views.audit_log, name="audit"),
    path("<slug:case>/settings/", views.case_settings, name="settings"),
]
