"""Addresses of the HTTP interface: the document, its page, the calls, and the page of keys."""

from __future__ import annotations

from django.urls import path

from podobat.web.api import views
from podobat.web.api.calls import CALLS

app_name = "api"
urlpatterns = [
    path("api/", views.reference, name="reference"),
    path("api/openapi.json", views.openapi, name="openapi"),
    *(path(f"api/<slug:case>/{call.path}", call.view, name=call.name) for call in CALLS),
    path("<slug:case>/keys/", views.keys, name="keys"),
    path("<slug:case>/keys/<int:id>/end/", views.end, name="end"),
]
