"""A running session of a profile whose key is known: store, connection, queries and operations."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from kaa_core.model.ids import DeviceId, RecordId, UserId, WorkerId
from kaa_core.model.registry import milliseconds
from kaa_desktop.app import profiles
from kaa_desktop.app.actors import Actors
from kaa_desktop.app.archiving import Archiving
from kaa_desktop.app.attachments import Attaching
from kaa_desktop.app.budgets import Budgets
from kaa_desktop.app.clock import Clock
from kaa_desktop.app.context import Context, Identity
from kaa_desktop.app.counter import Counter
from kaa_desktop.app.early import Early
from kaa_desktop.app.evaluation_paper import EvaluationPapers
from kaa_desktop.app.evaluations import Evaluations
from kaa_desktop.app.extracts import Extracts
from kaa_desktop.app.goals import Goals
from kaa_desktop.app.handing_over import HandingOver
from kaa_desktop.app.journal_paper import JournalPapers
from kaa_desktop.app.kept_forms import KeptForms
from kaa_desktop.app.leasing import Leasing
from kaa_desktop.app.leaving_group import LeavingGroup
from kaa_desktop.app.letters import Letters
from kaa_desktop.app.lists import Lists
from kaa_desktop.app.mended import MendedNotices
from kaa_desktop.app.municipality import follow_support
from kaa_desktop.app.night import Night
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.plans import Plans
from kaa_desktop.app.private_folder import PrivateFolder
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.reaching import Reaching
from kaa_desktop.app.recovering import renew_slot
from kaa_desktop.app.registering import Registering
from kaa_desktop.app.replica import DEVICE_KEY, StoreReplica
from kaa_desktop.app.reports import Reports
from kaa_desktop.app.roles import Standing, role_label
from kaa_desktop.app.rounds import VisitRounds
from kaa_desktop.app.routines import Routines
from kaa_desktop.app.same_person import SamePerson
from kaa_desktop.app.scb import Scb
from kaa_desktop.app.searching import Searching
from kaa_desktop.app.self_audit import SelfAudit
from kaa_desktop.app.session import Session
from kaa_desktop.app.sharing import Sharing
from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.status import StatusFile
from kaa_desktop.app.synchronising import Synchronising
from kaa_desktop.app.target_group import TargetGroup
from kaa_desktop.app.versions import Versions
from kaa_desktop.app.views import Who
from kaa_desktop.store.errors import StoreDamaged, StoreFault
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.sync.client import Client, Signer
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.rounds import Asking, Rounds


def open_session(
    profile: Profile, key: DataKey, clock: Clock, jitter: Callable[[], float]
) -> Session:
    """Open the store and begin to synchronise. Raises a `StoreFault`; then nothing is left open."""
    store = Store.open(profile.folder, key, lambda: milliseconds(clock.now()))
    try:
        tokens = StoreReplica(store, identity_of(profile)).tokens()
        if tokens is not None:
            profile = _with_role(profile, tokens.role)
        renew_slot(profile, key, None if tokens is None else tokens.recovery_key)
        return start(profile, store, clock, jitter)
    except BaseException:
        store.close()
        raise


def start(profile: Profile, store: Store, clock: Clock, jitter: Callable[[], float]) -> Session:
    """A session on a store that is already open."""
    identity = identity_of(profile)
    context = Context(queries=store.queries, clock=clock, identity=identity)
    replica = StoreReplica(store, identity)
    link = link_of(profile, store, replica, clock)
    leasing = replica.leasing = Leasing(store, clock)
    if not profile.alone:
        try:
            leasing.check(link, Rounds(replica, Asking(link)).synchronise)
        except BaseException:
            link.client.close()
            raise
    status = StatusFile(profile.folder)
    sync = Synchronising(store, context, replica, link, status, jitter)
    if not profile.alone:
        sync.counter = Counter(profile.folder, store)
        if sync.counter.put_back():
            store.mending.notice_here().result()
    identity.standing.listen(partial(_new_role, profile, sync))
    register = Registering(store, context, sync.told)
    lists = Lists(context, store)
    searching = Searching(context, store.aside)
    operations = Operations(store, context, sync.told)
    attaching = Attaching(store, context, PrivateFolder(profile.folder), sync.told)
    session = Session(context, operations, sync, register, lists, searching, attaching)
    follow_support(profile.folder, store.queries, sync.subscribe)
    session.leasing = leasing
    session.handing_over = HandingOver(store, context, sync, profile.municipality)
    _with_register(session, store, context, operations, sync)
    store.judge.begin(profile.municipality, context.today)
    session.mended = MendedNotices(store, context)
    session.versions = Versions(
        store, sync, profile.municipality, lambda: context.today, clock.monotonic
    )
    if not profile.alone:
        attaching.carry(link, sync.files_changed)
        sync.then = attaching.poke
        sync.subscribe(attaching.heard)
        session.versions.begin()
    sync.start()
    return session


def _with_register(
    session: Session, store: Store, context: Context, operations: Operations, sync: Synchronising
) -> None:
    """Who belongs in the register, who is who, the way out of it, and what is given out of it."""
    session.targets = TargetGroup(context, store, operations, sync.told)
    session.same_person = SamePerson(context, operations)
    session.night = Night(context, operations, sync)
    session.actors = Actors(context, operations)
    session.sharing = Sharing(context, operations)
    session.self_audit = SelfAudit(context, store, operations)
    session.leaving = LeavingGroup(context, operations, sync.look_again)
    session.early = Early(context, operations)
    papers = session.papers = Papers(store, operations)
    papers.put_right()
    session.scb = Scb(context, store, operations, papers, sync.told)
    session.extracts = Extracts(context, operations, papers)
    session.journal_papers = JournalPapers(context, operations, papers)
    session.statistics = Statistics(context, store, sync)
    session.reports = Reports(context, papers, session.statistics)
    session.goals = Goals(context, operations, session.statistics)
    sync.subscribe(session.goals.heard)
    session.budgets = Budgets(context, operations)
    session.evaluations = Evaluations(context, operations, session.statistics)
    session.evaluation_papers = EvaluationPapers(context, papers, session.evaluations)
    session.plans = Plans(context, operations, papers)
    session.archiving = Archiving(context, store, session.attachments, session.erasing.due, papers)
    session.reaching = Reaching(context, operations)
    session.rounds = VisitRounds(context, operations, papers)
    session.routines = Routines(context, operations)
    session.kept_forms = KeptForms(store)
    session.letters = Letters(store, context, operations, papers, sync.told)
    session.letters.enter_former()


def _with_role(profile: Profile, role: int) -> Profile:
    """The profile with the role that the server last said: the program may have ended in between."""
    if not Standing(profile.role).take(role):
        return profile
    changed = profile._replace(role=role)
    with contextlib.suppress(StoreFault):  # a full disk: it is said again at the next renewal
        profiles.write(changed)
    return changed


def _new_role(profile: Profile, sync: Synchronising, role: int) -> None:
    """The server has said another role: kept for the next start, and told to the window."""
    _with_role(profile, role)
    sync.role_changed()


def link_of(profile: Profile, store: Store, replica: StoreReplica, clock: Clock) -> Link:
    """The connection to the profile's server, with the device's own key."""
    if profile.alone:
        from kaa_desktop.app import practice_link  # noqa: PLC0415 - the demo, for who practises

        return practice_link.link_of(profile, store, replica, clock)
    private = store.setting(DEVICE_KEY)
    if private is None:
        raise StoreDamaged
    client = Client(
        profile.server,
        Signer.from_bytes(private),
        monotonic=clock.monotonic,
        ca_file=profile.ca_file,
    )
    return Link(client, replica, profile.municipality, profile.device.bytes)


def identity_of(profile: Profile) -> Identity:
    """Whose profile it is."""
    worker = None if profile.worker is None else WorkerId(RecordId(profile.worker))
    return Identity(
        user=UserId(profile.user),
        worker=worker,
        device=DeviceId(profile.device),
        who=Who(
            name=profile.user_name,
            role=role_label(profile.role),
            worker=worker,
            municipality=profile.municipality_name,
            device=profile.device_name,
            practice=profile.practice,
            alone=profile.alone,
        ),
        standing=Standing(profile.role),
        server=profile.server,
        municipality=profile.municipality,
    )
