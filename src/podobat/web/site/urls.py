"""Every address of the application. What belongs to a case starts with the case's short name."""

from __future__ import annotations

from django.urls import include, path

from podobat.web.core.rooms import rooms

urlpatterns = [path(room.address, include(f"podobat.web.{name}.urls")) for name, room in rooms().items()]

handler400 = "podobat.web.site.errors.bad_request"
handler403 = "podobat.web.site.errors.forbidden"
handler404 = "podobat.web.site.errors.not_found"
handler500 = "podobat.web.site.errors.broken"
