"""Addresses of signing in and out, one-time links, passwords and the people of a case."""

from __future__ import annotations

from django.urls import path

from podobat.web.accounts import members, openid, security, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", security.code, name="code"),
    path("sign-in/with/", openid.start, name="openid"),
    path("sign-in/back/", openid.back, name="openid-back"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("first/<str:token>/", views.first, name="first"),
    path("account/password/", views.password, name="password"),
    path("account/security/", security.security, name="security"),
    path("<slug:case>/members/", members.members, name="members"),
    path("<slug:case>/members/<int:pk>/", members.member, name="member"),
    path("<slug:case>/members/links/<int:pk>/end/", members.invitation, name="end-link"),
]
