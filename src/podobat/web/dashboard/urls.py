"""Addresses of the dashboard."""

from __future__ import annotations

from django.urls import path

from podobat.web.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("refresh/", views.refresh_now, name="refresh"),
    path("measures/<str:measure>/", views.measure_page, name="measure"),
]
