"""Addresses of the committee."""

from __future__ import annotations

from django.urls import path

from podobat.web.committee import views

app_name = "committee"
urlpatterns = [
    path("", views.register, name="register"),
    path("members/", views.members, name="members"),
    path("members/<int:id>/left/", views.member_left, name="member-left"),
    path("meetings/new/", views.meeting_new, name="meeting-new"),
    path("meetings/<int:id>/", views.meeting, name="meeting"),
    path("meetings/<int:id>/minutes/", views.minutes, name="minutes"),
    path("meetings/<int:id>/items/new/", views.item_new, name="item-new"),
    path("items/<int:id>/", views.item, name="item"),
    path("items/<int:id>/decide/", views.decide, name="decide"),
    path("items/<int:id>/task/", views.task, name="task"),
    path("tasks/<int:id>/done/", views.task_done, name="task-done"),
    path("decisions.<slug:format>", views.export, name="export"),
]
