"""Start everything: database, cases, the administrator's first link, the web server and the worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, cast

from podobat.errors import CannotRun
from podobat.plan import Case as PlanCase
from podobat.plan.example import EXAMPLE, example_folder
from podobat.show.console import put, tell
from podobat.texts import catalogue
from podobat.web.core.plans import read_plan

_say = catalogue("web")

THREADS = 8
PRIVATE = 0o077  # what is taken away from everything the server makes: others on the machine read none of it
HTTP_LIMIT = 64 * 1024 * 1024  # bytes the server takes at all; the application refuses more than UPLOAD_LIMIT
PATIENCE = 10.0  # seconds a worker may take to end
SETTLED = 30.0  # seconds after which a worker's end counts as a new trouble
OUTSIDE = ("0.0.0.0", "::")
GWANGJU = Path("cases") / EXAMPLE


def serve(*, host: str, port: int, folders: Sequence[Path], lang: str) -> None:
    """Serve until Ctrl-C or SIGTERM.

    folders  cases to open besides those that the database knows; on first start the Gwangju case when there is none
    raises   CannotRun for a port in use, a folder that cannot be written, no database; InputFaults for faulty cases
    """
    door = listening(host, port)
    try:
        read = {folder: read_plan(folder) for folder in folders}  # faults are told before anything is made
        prepare(host)
        opened = open_cases(read, lang)
        link = first_link()
        address = f"http://{'localhost' if host in OUTSIDE else host}:{port}"
        announce(address, opened, link, host, lang)
        run(door, lang)
    finally:
        door.close()


def listening(host: str, port: int) -> socket.socket:
    """The socket, taken before anything else is done. Raises CannotRun when it cannot be had."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind, protocol)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(where)
        door.listen(256)
    except socket.gaierror:
        raise CannotRun(_say("serve.there_is_no_such_address", host=host)) from None
    except OSError as error:
        raise CannotRun(_say("serve.port_of_cannot_be_opened", port=port, host=host, strerror=error.strerror)) from None
    return door


def prepare(host: str) -> None:
    """Settings and database, made or brought up to date. Raises CannotRun when either fails."""
    if host not in OUTSIDE:
        os.environ.setdefault("PODOBAT_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "podobat.web.site.settings"
    os.umask(PRIVATE)
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    try:
        django.setup()
        from django.conf import settings

        for folder in (settings.UPLOADS, settings.RESULTS):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_private(settings.DATA)
    except OSError as error:
        where = os.environ["PODOBAT_DATA"]
        raise CannotRun(_say("serve.data_folder_cannot_be_written", where=where, strerror=error.strerror)) from None
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        call_command("clearsessions", verbosity=0)
    except DatabaseError as error:
        said = str(error).strip().splitlines()[0]
        raise CannotRun(_say("serve.database_cannot_be_opened", said=said)) from None


def keep_private(data: Path) -> None:
    """Take from others what earlier starts, or a copy put back, left readable to them in a data folder."""
    for path in (*data.glob("db.sqlite3*"), data / "secret_key", data / "uploads", data / "results"):
        with suppress(FileNotFoundError):
            mode = path.stat().st_mode
            if mode & 0o077:
                path.chmod(mode & 0o700)


def default_folder() -> Path:
    """The Gwangju case: below the present folder, or the one that goes with the program."""
    here = Path.cwd() / GWANGJU
    return here if (here / "plan.yaml").is_file() else example_folder()


def open_cases(read: Mapping[Path, PlanCase], lang: str = "ko") -> list[Any]:
    """Cases of the database, those read from folders added or moved to their new place. Raises CannotRun."""
    from podobat.web.core.models import Case
    from podobat.web.plans.services import lay_out_again

    if not read and not Case.objects.exists():
        read = {default_folder(): read_plan(default_folder())}
    for folder, plan_case in read.items():
        open_case(folder, plan_case, lang)
    for case in Case.objects.exclude(folder=""):
        lay_out_again(case)
        if not (Path(case.folder) / "plan.yaml").is_file():
            raise CannotRun(_say("serve.folder_of_case_has_no_plan", folder=case.folder, slug=case.slug))
    return list(Case.objects.all())


def open_case(folder: Path, plan_case: PlanCase, lang: str) -> None:
    """Make the case of a folder known; its records.csv is loaded the first time. All or nothing; raises CannotRun."""
    from django.db import transaction

    from podobat.web.book.services import load_records
    from podobat.web.core.audit import audit
    from podobat.web.core.models import RESERVED, Case
    from podobat.web.plans.services import is_kept_here

    plan = plan_case.plan
    if plan.id in RESERVED:
        raise CannotRun(_say("serve.case_cannot_be_called", plan_id=plan.id))
    with transaction.atomic():
        case, new = Case.objects.get_or_create(
            slug=plan.id,
            defaults={"folder": str(folder.absolute()), "name_ko": plan.name["ko"], "name_en": plan.name["en"]},
        )
        if new:
            load_records(case, None)
            audit(None, "case.opened", plan.id, case=case, folder=case.folder)
        elif is_kept_here(case):  # written on the web since: the folder is where it began
            tell(_say("serve.plan_written_on_the_web_holds", plan_id=plan.id, folder=folder)[lang])
        elif case.folder != str(folder.absolute()):
            audit(None, "case.moved", plan.id, case=case, before=case.folder, after=str(folder.absolute()))
            case.folder = str(folder.absolute())
            case.save(update_fields=("folder",))


def first_link() -> str | None:
    """Path of a new one-time link for the first administrator; None once there is one. Earlier links end."""
    from django.db import transaction

    from podobat.web.accounts.models import Link, User

    if User.objects.filter(is_superuser=True, is_active=True).exists():
        return None
    with transaction.atomic():
        Link.objects.filter(case=None, user=None, used_at=None).delete()
        _, token = Link.make(note="first administrator")
    return f"/first/{token}/"


def announce(address: str, cases: Sequence[Any], link: str | None, host: str, lang: str) -> None:
    """Where to go; the link on standard output, so that it can be piped."""
    from django.conf import settings

    names = ", ".join(case.name(lang) for case in cases)
    tell(_say("serve.cases", names=names)[lang])
    tell(_say("serve.data_folder", data=settings.DATA)[lang])
    if host in OUTSIDE and "PODOBAT_HOSTS" not in os.environ:
        tell(_say("serve.to_be_reached_from_other")[lang])
    put(address)
    if link is not None:
        tell(_say("serve.link_that_makes")[lang])
        put(address + link)
    tell(_say("serve.press_ctrl_c_to_stop")[lang])


def run(door: socket.socket, lang: str) -> None:
    """The web server in this process, the worker in another, until a signal comes; then both end."""
    import logging

    from waitress.server import create_server

    from podobat.web.site.wsgi import application

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no trouble
    proxy = os.environ.get("PODOBAT_PROXY")
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    trusted = {"trusted_proxy": proxy, "trusted_proxy_headers": headers} if proxy else {}
    server = create_server(
        cast(Any, application), sockets=[door], threads=THREADS, ident=None, max_request_body_size=HTTP_LIMIT,
        clear_untrusted_proxy_headers=True, **trusted,
    )  # fmt: skip

    def stop(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    worker = Worker()
    before = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        worker.start()
        server.run()  # returns at KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    finally:
        for kind in before:
            signal.signal(kind, signal.SIG_IGN)  # a second Ctrl-C must not leave the worker behind
        server.close()
        worker.stop()
        for kind, handler in before.items():
            signal.signal(kind, handler)
    tell(_say("serve.stopped")[lang])


class Worker:
    """The worker process, begun again when it dies by itself: at once the first time, more slowly if it keeps dying."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _keep(self) -> None:
        pause = 0.0
        while not self._ending.wait(pause):
            began = time.monotonic()
            with self._turn:
                if self._ending.is_set():
                    return
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "podobat.web", "work", "--with-parent", str(os.getpid())],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C reaches the server alone, which ends the worker in order
                )
            self._process.wait()
            pause = 0.5 if time.monotonic() - began > SETTLED else min(60.0, 2 * pause + 0.5)

    def stop(self) -> None:
        """End it: politely, then not."""
        self._ending.set()
        with self._turn:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._thread.join(PATIENCE)
