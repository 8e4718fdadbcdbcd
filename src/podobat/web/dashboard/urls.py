"""Addresses of the dashboard."""

from __future__ import annotations

from django.urls import path

from podobat.web.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("refresh/", views.refresh_now, name="refresh"),
    path("measures/<str:measure>/", views.measure_page, name="measure"),
    path("measures/<str:measure>/<slug:kind>.json", views.chart, name="chart"),
    path("measures/<str:measure>/<slug:kind>.csv", views.chart_table, name="chart-table"),
]
