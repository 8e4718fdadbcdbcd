"""Addresses of the scenario room."""

from __future__ import annotations

from django.urls import path

from podobat.web.scenarios import views

app_name = "scenarios"
urlpatterns = [
    path("", views.room, name="room"),
    path("try/", views.attempt, name="try"),
    path("<slug:key>/", views.shown, name="shown"),
    path("<slug:key>/outcome/", views.outcome, name="outcome"),
    path("<slug:key>/save/", views.save, name="save"),
    path("<slug:key>/again/", views.again, name="again"),
    path("<slug:key>/scenario.yaml", views.download, name="download"),
]
