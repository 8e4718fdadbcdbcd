"""A dashboard that is filled: computed once for all tests, with few draws, then put back into each test's database."""

from __future__ import annotations

import pytest

from podobat.web.book.services import load_records, token_of
from podobat.web.core.models import Case
from podobat.web.dashboard import services
from podobat.web.dashboard.models import Snapshot
from podobat.web.jobs.claims import claim
from podobat.web.jobs.models import Job, Kind, State
from podobat.web.jobs.services import ask
from podobat.web.jobs.tasks import work

_made: dict[str, dict] = {}


def done(case: Case, kind: Kind, request: dict) -> Job:
    """A job, asked for and done in this process."""
    job = claim(ask(case, kind, request, key="test").pk, "here:1")
    assert job is not None
    work(job)
    assert job.state == State.DONE, job.error_en
    return job


@pytest.fixture
def counted(case):
    """The case with its records."""
    load_records(case)
    return case


@pytest.fixture
def filled(counted):
    """The case with its records, the forecast of its plan and what was learnt."""
    if not _made:
        done(counted, Kind.FORECAST, {"draws": 60, "seed": 1})
        done(counted, Kind.LEARN, {"particles": 120, "seed": 1})
        for s in Snapshot.objects.all():
            _made[s.kind] = {"content": s.content, "fingerprints": s.fingerprints, "key": s.key}
        Job.objects.all().delete()
    else:
        prints = services.fingerprints(counted.read())
        keys = {"plan": services.plan_key(prints), "learnt": services.learnt_key(prints, token_of(counted))}
        for kind, found in _made.items():
            book = token_of(counted) if kind == "learnt" else ""
            snapshot = Snapshot.objects.create(
                case=counted, kind=kind, book=book, **{**found, "key": keys[kind]}
            )  # fmt: skip
            old = snapshot.folder.with_name(f"{kind}-{found['key']}")
            if not snapshot.folder.exists():
                snapshot.folder.symlink_to(old)
    return counted
