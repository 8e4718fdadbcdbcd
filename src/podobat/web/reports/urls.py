"""Addresses of committee reports."""

from __future__ import annotations

from django.urls import path

from podobat.web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("<int:pk>/<slug:kind>/", views.file, name="file"),
]
