"""Addresses of the matching room."""

from __future__ import annotations

from django.urls import path

from podobat.web.match import own, views

app_name = "match"
ROOM = "<slug:case>/match/"
urlpatterns = [
    path(ROOM, views.room, name="room"),
    path(f"{ROOM}make/", views.make, name="make"),
    path(f"{ROOM}register.<slug:format>", views.register, name="register"),
    path(f"{ROOM}pairs/<int:id>/", views.pair, name="pair"),
    path(f"{ROOM}pairs/<int:id>/step/", views.step, name="step"),
    path(f"{ROOM}pairs/<int:id>/invite/", views.invite, name="invite"),
    # outside any case: whoever has a firm's link need not be let into the case
    path("partners/<str:token>/", own.own, name="own"),
]
