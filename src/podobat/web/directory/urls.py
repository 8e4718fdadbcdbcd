"""Addresses of organisations and people, below /<case>/."""

from __future__ import annotations

from django.urls import URLPattern, path

from podobat.web.directory import alike, exports, people_views, views
from podobat.web.directory.kinds import COUNTINGS, ORGANISATIONS, SUPPORTS
from podobat.web.directory.peoplesheet import PEOPLE
from podobat.web.tables import imports
from podobat.web.tables.imports import Kind

app_name = "directory"


def tables(kind: Kind, at: str) -> list[URLPattern]:
    """Upload, preview, template and export of one kind of table."""
    given = {"kind": kind}
    return [
        path(f"{at}import/", imports.upload, given, name=f"{kind.id}-import"),
        path(f"{at}import/<int:id>/", imports.preview, given, name=f"{kind.id}-preview"),
        path(f"{at}template.<slug:format>", imports.template, given, name=f"{kind.id}-template"),
        path(f"{at}{kind.id}.<slug:format>", exports.export, given, name=f"{kind.id}-export"),
    ]


urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.organisation_new, name="organisation-new"),
    path("organisations/alike/", alike.page, name="alike"),
    path("organisations/alike/apart/", alike.apart, name="apart"),
    path("organisations/double/", views.double, name="double"),
    path("organisations/<int:id>/", views.organisation, name="organisation"),
    path("organisations/<int:id>/edit/", views.organisation_edit, name="organisation-edit"),
    path("organisations/<int:id>/merge/", views.merge, name="merge"),
    path("organisations/<int:id>/supports/new/", views.support_new, name="support-new"),
    path("organisations/<int:id>/countings/new/", views.counting_new, name="counting-new"),
    path("supports/<int:id>/edit/", views.support_edit, name="support-edit"),
    path("supports/<int:id>/withdraw/", views.support_withdraw, name="support-withdraw"),
    path("countings/<int:id>/withdraw/", views.counting_withdraw, name="counting-withdraw"),
    *tables(ORGANISATIONS, "organisations/"),
    *tables(SUPPORTS, "supports/"),
    *tables(COUNTINGS, "countings/"),
    path("people/", people_views.people, name="people"),
    path("people/list/", people_views.trainees, name="trainees"),
    path("people/new/", people_views.trainee_new, name="trainee-new"),
    *tables(PEOPLE, "people/"),
    path("people/<slug:code>/", people_views.trainee, name="trainee"),
    path("people/<slug:code>/edit/", people_views.trainee_edit, name="trainee-edit"),
    path("people/<slug:code>/withdraw/", people_views.trainee_withdraw, name="trainee-withdraw"),
]
