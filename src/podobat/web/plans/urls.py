"""Addresses of the plan: a new one, the one that holds, its draft, its versions, its folder."""

from __future__ import annotations

from django.urls import path

from podobat.web.plans import views, writing

app_name = "plans"
urlpatterns = [
    path("new/", views.new, name="new"),
    path("<slug:case>/plan/", views.plan, name="plan"),
    path("<slug:case>/plan/edit/", writing.edit, name="edit"),
    path("<slug:case>/plan/check/", writing.check, name="check"),
    path("<slug:case>/plan/file/", writing.file, name="file"),
    path("<slug:case>/plan/discard/", writing.discard, name="discard"),
    path("<slug:case>/plan/publish/", writing.publish, name="publish"),
    path("<slug:case>/plan/versions/", views.versions, name="versions"),
    path("<slug:case>/plan/versions/<int:number>/", views.version, name="version"),
    path("<slug:case>/plan/versions/<int:number>/restore/", views.restore, name="restore"),
    path("<slug:case>/plan/milestones.ics", views.calendar, name="calendar"),
    path("<slug:case>/plan/case.zip", views.download, name="download"),
    path("<slug:case>/plan/versions/<int:number>/case.zip", views.download_version, name="download-version"),
]
