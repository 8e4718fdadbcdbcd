"""Addresses of answers."""

from __future__ import annotations

from django.urls import path

from podobat.web.answers import judging, views

app_name = "answers"
urlpatterns = [
    path("", views.answers, name="answers"),
    path("why/", views.why, name="why"),
    path("judgements/", judging.judgements, name="judgements"),
    path("<slug:verb>/", views.verb_page, name="verb"),
    path("<slug:verb>/<slug:key>/", views.shown, name="shown"),
    path("<slug:verb>/<slug:key>/page.html", views.page, name="page"),
    path("<slug:verb>/<slug:key>/answer.json", views.data, name="data"),
]
