"""The address of what is due, below /<case>/notices/."""

from __future__ import annotations

from django.urls import path

from podobat.web.notices import views

app_name = "notices"
urlpatterns = [path("", views.notices, name="notices")]
