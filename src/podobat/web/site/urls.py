"""Every address of the application. What belongs to a case starts with the case's short name."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("podobat.web.accounts.urls")),
    path("", include("podobat.web.core.urls")),
    path("<slug:case>/", include("podobat.web.dashboard.urls")),
    path("<slug:case>/records/", include("podobat.web.book.urls")),
    path("<slug:case>/", include("podobat.web.directory.urls")),
    path("<slug:case>/jobs/", include("podobat.web.jobs.urls")),
    path("<slug:case>/scenarios/", include("podobat.web.scenarios.urls")),
    path("<slug:case>/reports/", include("podobat.web.reports.urls")),
]

handler400 = "podobat.web.site.errors.bad_request"
handler403 = "podobat.web.site.errors.forbidden"
handler404 = "podobat.web.site.errors.not_found"
handler500 = "podobat.web.site.errors.broken"
