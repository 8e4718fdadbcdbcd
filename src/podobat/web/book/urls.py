"""Addresses of the record book, below /<case>/records/."""

from __future__ import annotations

from django.urls import path

from podobat.web.book import findings_page, views, waiting
from podobat.web.book.recordsheet import RECORDS
from podobat.web.tables import exports, imports

app_name = "book"
KIND = {"kind": RECORDS}
urlpatterns = [
    path("", views.records, name="records"),
    path("new/", views.record_new, name="record-new"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("fields/", views.fields, name="fields"),
    path("<int:id>/", views.record, name="record"),
    path("<int:id>/edit/", views.record_edit, name="record-edit"),
    path("<int:id>/confirm/", views.record_confirm, name="record-confirm"),
    path("<int:id>/withdraw/", views.record_withdraw, name="record-withdraw"),
    path("<int:id>/restore/", views.record_restore, name="record-restore"),
    path("<int:id>/comment/", views.record_comment, name="record-comment"),
    path("evidence/<int:id>/", views.evidence, name="evidence"),
    path("counters/", views.counters, name="counters"),
    path("sources/", findings_page.sources, name="sources"),
    path("findings/", findings_page.findings, name="findings"),
    path("import/", imports.upload, KIND, name="records-import"),
    path("import/<int:id>/", imports.preview, KIND, name="records-preview"),
    path("template.<slug:format>", imports.template, KIND, name="records-template"),
    path("records.<slug:format>", exports.records_export, name="records-export"),
    path("history.<slug:format>", exports.history_export, name="history-export"),
]
