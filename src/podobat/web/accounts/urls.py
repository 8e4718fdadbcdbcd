"""Addresses of signing in and out, one-time links, passwords and the people of a case."""

from __future__ import annotations

from django.urls import path

from podobat.web.accounts import members, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("first/<str:token>/", views.first, name="first"),
    path("account/password/", views.password, name="password"),
    path("<slug:case>/members/", members.members, name="members"),
    path("<slug:case>/members/<int:pk>/", members.member, name="member"),
    path("<slug:case>/members/links/<int:pk>/end/", members.invitation, name="end-link"),
]
