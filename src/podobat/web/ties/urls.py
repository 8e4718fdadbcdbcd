"""Addresses of partners, agreements, missions and the network."""

from __future__ import annotations

from django.urls import path

from podobat.web.ties import views

app_name = "ties"
urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/new/", views.agreement_new, name="agreement-new"),
    path("agreements/<int:id>/", views.agreement, name="agreement"),
    path("agreements/<int:id>/step/", views.agreement_step, name="agreement-step"),
    path("agreements.<slug:format>", views.export, name="export"),
    path("missions/", views.missions, name="missions"),
    path("network/", views.network, name="network"),
]
