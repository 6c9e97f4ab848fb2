"""The clock of `prospector serve`: it wakes feeds when their slots come; the ledger decides what runs.

APScheduler keeps nothing: its jobs live in memory and are made anew from rules/feeds.yaml. A tick
that comes late, twice or not at all does no harm, since each run is taken from the ledger.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from prospector.collect import Runner
from prospector.collect.due import stage as due
from prospector.collect.slots import Timetable, next_after
from prospector.errors import ProspectorError
from prospector.rules.written import Written

#: Seconds between two looks for what ticks do not bring: lost slots, retries, missed slots.
SWEEP_S = 15.0
#: Seconds between two looks at the rules and at whether the clock was set.
_WATCH_S = 2.0
#: Seconds by which the clock may stray before it counts as set.
_DRIFT_S = 1.5
_DAY_S = 86_400


class SlotTrigger(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Fires at the slots of a timetable: APScheduler's own cron gets changes of the clocks wrong."""

    def __init__(self, table: Timetable) -> None:
        self._table = table

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The next slot; those that passed are the ledger's business."""
        return next_after(self._table, now if previous is None else max(previous, now))


class Scheduler:
    """Runs feeds on their schedules in threads of this process, until it is stopped."""

    def __init__(self, runner: Runner, written: Written, *, sweep_s: float = SWEEP_S) -> None:
        self._runner = runner
        self._written = written
        self._sweep_s = sweep_s
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}
        self._watcher = threading.Thread(target=self._watch, name="scheduler watch", daemon=True)
        self._alarms = BackgroundScheduler(
            timezone=UTC,
            # A late tick is as good as any: the default drops ticks that are a second late.
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin; what was missed while nobody ran is caught up at once."""
        # That an alarm rang while the last one was being answered is no news: the ledger knows.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._wake_at_slots()
        self._alarms.start()
        self._watcher.start()

    def stop(self, timeout: float) -> bool:
        """Let running feeds stop after their page; take their leases from those that do not.

        Returns whether all of them stopped in time.
        """
        limit = time.monotonic() + timeout
        self._stopping.set()
        if self._alarms.running:
            self._alarms.shutdown(wait=False)
            self._watcher.join(timeout)
        with self._lock:
            running = list(self._running.values())
        for thread in running:
            thread.join(max(0.0, limit - time.monotonic()))
        late = [thread for thread in running if thread.is_alive()]
        if late:
            due.let_go(self._runner, now=self._runner.clock())
        return not late

    def _wake_at_slots(self) -> None:
        """One job per feed with a schedule, made anew: their times go by the clock as it is now."""
        self._alarms.remove_all_jobs()
        for feed in self._runner.ruleset.feeds.feeds:
            table = self._runner.timetable(feed)
            if table is not None:
                self._alarms.add_job(self._tick, SlotTrigger(table), args=[feed], id=f"feed {feed}")
        now = self._runner.clock()
        for name, work, seconds in (
            ("sweep", self._sweep, self._sweep_s),
            ("forget", self._forget, _DAY_S),
        ):
            self._alarms.add_job(
                self._begin, "interval", [name, work], id=name, seconds=seconds, next_run_time=now
            )

    def _tick(self, feed: str) -> None:
        """Run a feed's due slots in a thread of its own: a slow feed holds up no other."""
        self._begin(f"feed {feed}", partial(self._run, feed))

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        """Do something in a thread, unless it is being done already."""

        def do() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - one fault must not end the others' runs
                said = str(error) if isinstance(error, ProspectorError) else type(error).__name__
                self._say(trouble=said, at_work=name)
            finally:
                with self._lock:
                    del self._running[name]

        with self._lock:
            if not self._stopping.is_set() and name not in self._running:
                # A daemon: a feed that does not stop must not keep the process.
                self._running[name] = threading.Thread(target=do, name=name, daemon=True)
                self._running[name].start()

    def _run(self, feed: str) -> None:
        runner, stopped = self._runner, self._stopping.is_set
        for report in due.run_due(runner, feed, now=runner.clock(), stopped=stopped):
            counts = {"rows": report.rows, "taken": report.taken, "rejected": report.rejected}
            errors = {"errors": list(report.errors)} if report.errors else {}
            status = "failed" if report.errors else "done"
            self._say(feed=feed, status=status, **counts, **errors)

    def _sweep(self) -> None:
        """Find lost slots, and feeds that have something to do though no slot comes now."""
        runner = self._runner
        now = runner.clock()
        for lost in due.reap(runner, now=now):
            self._say(feed=lost.feed, slot=lost.slot_at.isoformat(), status="lost")
        for feed in runner.ruleset.feeds.feeds:
            if due.is_due(runner, feed, now=now):
                self._tick(feed)

    def _forget(self) -> None:
        due.forget_old(self._runner, now=self._runner.clock())

    def _watch(self) -> None:
        """Notice rules that were edited, and a clock that was set."""
        lead = self._lead()
        while not self._stopping.wait(_WATCH_S):
            ruleset = self._written.look()
            if ruleset is not self._runner.ruleset:
                self._runner = replace(self._runner, ruleset=ruleset)
                self._wake_at_slots()
            elif abs(self._lead() - lead) > _DRIFT_S:
                self._say(clock="was set")
                self._wake_at_slots()
            lead = self._lead()

    def _lead(self) -> float:
        """By how much the clock is ahead of one that nobody can set."""
        return self._runner.clock().timestamp() - time.monotonic()

    def _say(self, **said: object) -> None:
        """One JSON line, as the pages of the same process write them."""
        at = self._runner.clock().isoformat(timespec="seconds")
        self._runner.tell(json.dumps({"at": at, **said}, ensure_ascii=False))
