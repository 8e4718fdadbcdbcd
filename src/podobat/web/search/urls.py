"""The address of the search, below /<case>/search/."""

from __future__ import annotations

from django.urls import path

from podobat.web.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search")]
