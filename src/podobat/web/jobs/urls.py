"""Addresses of jobs: watching one, stopping one."""

from __future__ import annotations

from django.urls import path

from podobat.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:pk>/", views.status, name="status"),
    path("<int:pk>/stop/", views.stop, name="stop"),
]
