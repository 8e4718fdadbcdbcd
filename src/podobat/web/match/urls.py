"""Addresses of the matching room."""

from __future__ import annotations

from django.urls import path

from podobat.web.match import own, views

app_name = "match"
urlpatterns = [
    path("", views.room, name="room"),
    path("make/", views.make, name="make"),
    path("register.<slug:format>", views.register, name="register"),
    path("pairs/<int:id>/", views.pair, name="pair"),
    path("pairs/<int:id>/step/", views.step, name="step"),
    path("pairs/<int:id>/invite/", views.invite, name="invite"),
    path("own/<str:token>/", own.own, name="own"),
]
