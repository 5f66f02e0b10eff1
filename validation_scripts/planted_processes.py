"""Processes with inefficiencies that are known, because they were planted.

What the analysis says of their runs can be compared with the truth.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from validation_scripts.planted_runs import Plant, Process, Task, Team

STEPS = ("Register request", "Check documents", "Assess request", "Calculate amount",
         "Prepare decision", "Send answer")  # fmt: skip
WAITING = {"lean-waiting-activity", "lean-waiting-transition", "constraints-longest-queue",
           "operating-model-interface", "lean-waiting-contention", "lean-waiting-prioritisation",
           "lean-waiting-unavailability", "lean-waiting-extraneous", "lean-inventory-batches",
           "lean-inventory-timetable"}  # fmt: skip
SLOWNESS = {"lean-flow-efficiency", "agile-unpredictable", "agile-long-tail", *WAITING}
LOAD = {"operating-model-overloaded", "operating-model-unbalanced", "lean-inventory-growth",
        "operating-model-one-role", "agile-slower"}  # fmt: skip
DEFECTS = {"lean-defects-rework", "operating-model-first-pass-yield", "lean-perfection-sigma",
           "operating-model-rolled-yield"}  # fmt: skip


def healthy(random: Random) -> Process:
    """Return a process in which cases flow: low load, few teams, one approval, no returns."""
    names = STEPS[: random.randint(4, 6)]
    teams = ("Front office", "Back office")
    split = random.randint(2, len(names) - 1)
    tasks = [
        Task(
            name,
            teams[0] if at < split else teams[1],
            work_h=random.uniform(0.3, 0.8),
            routes=((names[at + 1], 1.0),) if at + 1 < len(names) else (),
        )
        for at, name in enumerate(names)
    ]
    interarrival_h = random.uniform(1.0, 2.0)
    work = {team: sum(t.work_h for t in tasks if t.team == team) for team in teams}
    people = {team: max(1, round(work[team] / interarrival_h / 0.5 + 0.5)) for team in teams}
    return Process(
        tuple(tasks),
        tuple(Team(team, people[team] + 1) for team in teams),
        interarrival_h,
        has_start_times=random.random() < 0.7,
    )


def _insert(process: Process, before: str, *new: Task) -> Process:
    """Return the process with a chain of tasks in front of one, or at the end."""
    chain = [replace(t, routes=((n.name, 1.0),)) for t, n in pairwise(new)]
    last = new[-1] if new[-1].routes else replace(new[-1], routes=((before, 1.0),))
    chain.append(last)
    tasks: list[Task] = []
    for task in process.tasks:
        if task.name == before:
            tasks += chain
        routes = tuple((new[0].name if t == before else t, p) for t, p in task.routes)
        tasks.append(replace(task, routes=routes))
    return replace(process, tasks=tuple(tasks))


def _steps(process: Process) -> list[Task]:
    """Return the steps that every case passes, without what was planted beside them."""
    return [task for task in process.tasks if task.name in STEPS]


def _branching(task: Task, target: str, share: float) -> Task:
    """Return the task from which a share of the cases goes elsewhere, all others as before."""
    onward = tuple((t, p * (1 - share)) for t, p in task.routes or ((None, 1.0),))
    return replace(task, routes=((target, share), *onward))


def _plant(process: Process, plant: Plant) -> Process:
    return replace(process, plants=(*process.plants, plant))


def understaffed(process: Process, random: Random) -> Process:
    """One expert does a step of all cases, and is busy nearly all the time."""
    task = random.choice(_steps(process)[1:])
    load = random.uniform(0.97, 1.1)
    expert = replace(task, team="Expert", work_h=process.interarrival_h * load)
    planted = replace(process.with_task(expert), teams=(*process.teams, Team("Expert", 1)))
    where = frozenset({task.name, "Expert"})
    seen, follows = frozenset(WAITING | LOAD), frozenset(SLOWNESS)
    return _plant(planted, Plant("understaffed", where, seen, follows, "contention"))


def growing(process: Process, random: Random) -> Process:
    """More cases come than a team can do."""
    task = random.choice(_steps(process)[1:])
    load = random.uniform(1.25, 1.6)
    crew = replace(task, team="Crew", work_h=process.interarrival_h * load * 2)
    planted = replace(process.with_task(crew), teams=(*process.teams, Team("Crew", 2)))
    where = frozenset({task.name, "Crew"})
    seen, follows = frozenset({"lean-inventory-growth"}), frozenset(SLOWNESS | LOAD)
    return _plant(planted, Plant("growing", where, seen, follows, "contention"))


def starved(process: Process, random: Random) -> Process:
    """A busy expert takes the newest case first, so that old ones wait on."""
    task = random.choice(_steps(process)[1:])
    load = random.uniform(0.85, 0.95)
    expert = replace(task, team="Expert", work_h=process.interarrival_h * load)
    team = Team("Expert", 1, takes="newest")
    planted = replace(process.with_task(expert), teams=(*process.teams, team))
    where = frozenset({task.name, "Expert"})
    seen = frozenset(SLOWNESS)
    return _plant(planted, Plant("starved", where, seen, frozenset(LOAD), "prioritisation"))


def unbalanced(process: Process, random: Random) -> Process:
    """One team is busy nearly all the time while five others of the same rank have hardly work."""
    steps = _steps(process)
    at = random.randint(1, len(steps) - 2)
    task, other = steps[at], steps[at + 1]
    busy = replace(task, team="Desk A", work_h=process.interarrival_h * random.uniform(0.88, 0.94))
    idle = replace(other, team="Desk B", work_h=process.interarrival_h * random.uniform(0.2, 0.4))
    planted = replace(
        process.with_task(busy).with_task(idle),
        teams=(*process.teams, Team("Desk A", 1), Team("Desk B", 5)),
        has_start_times=True,  # without them nobody can know
    )
    where = frozenset({task.name, "Desk A", other.name, "Desk B"})
    seen = frozenset({"operating-model-overloaded", "operating-model-unbalanced"})
    follows = frozenset(SLOWNESS | LOAD | {"lean-transportation-handoffs"})  # two more teams
    return _plant(planted, Plant("unbalanced", where, seen, follows))


def batched(process: Process, random: Random) -> Process:
    """A step is only done once a week, for all that is there."""
    task = random.choice(_steps(process)[1:])
    at = random.choice((2, 3, 4)) * 24.0 + 14
    planted = process.with_task(replace(task, batch_at_h=at))
    seen = frozenset(WAITING)
    where = frozenset({task.name, task.team or ""})
    return _plant(planted, Plant("batched", where, seen, frozenset(SLOWNESS), "batching"))


def unavailable(process: Process, random: Random) -> Process:
    """A step is done by somebody who is there on one day of the week."""
    task = random.choice(_steps(process)[1:])
    day = random.choice((1, 3))
    people = max(2, round(9 * task.work_h / process.interarrival_h / 2.5) + 2)
    visitor = Team("Visiting officer", people, ((day * 24.0 + 8, day * 24.0 + 17),))
    planted = replace(
        process.with_task(replace(task, team=visitor.name)), teams=(*process.teams, visitor)
    )
    where = frozenset({task.name, visitor.name})
    seen = frozenset(WAITING)
    return _plant(planted, Plant("unavailable", where, seen, frozenset(SLOWNESS), "unavailability"))


def sent_back(process: Process, random: Random) -> Process:
    """A share of the cases is rejected and has to be registered again."""
    steps = _steps(process)
    check, first = random.choice(steps[1:-1]), steps[0]
    share = random.uniform(0.15, 0.35)
    name = f"Request rejected by {(check.team or '').lower()}"
    rejection = Task(name, check.team, 0.1, routes=((first.name, 1.0),))
    routed = process.with_task(_branching(check, name, share))
    planted = replace(routed, tasks=(*routed.tasks, rejection))
    seen = frozenset({"lean-defects-rejection", "lean-defects-rejecting-step"})
    follows = frozenset({*DEFECTS, "agile-late-feedback", "lean-transportation-ping-pong",
                         "lean-transportation-handoffs"})  # fmt: skip
    return _plant(planted, Plant("sent_back", frozenset(), seen, follows | seen))


def reworked(process: Process, random: Random) -> Process:
    """A step has to be done again for a share of the cases."""
    task = random.choice(_steps(process)[1:])
    share = random.uniform(0.15, 0.35)
    again = _branching(task, task.name, share)
    seen, follows = frozenset({"lean-defects-rework"}), frozenset(DEFECTS)
    return _plant(
        process.with_task(again), Plant("reworked", frozenset({task.name}), seen, follows)
    )


def ping_pong(process: Process, random: Random) -> Process:
    """A check asks the registering team back, and gets the case again."""
    steps = _steps(process)
    check = replace(random.choice(steps[1:]), team="Review desk")
    share = random.uniform(0.25, 0.4)
    asked = Task("Complete information", steps[0].team, 0.2, routes=((check.name, 1.0),))
    routed = process.with_task(_branching(check, asked.name, share))
    desk = Team("Review desk", 2 + round(2 * check.work_h / process.interarrival_h / 0.5))
    planted = replace(routed, tasks=(*routed.tasks, asked), teams=(*process.teams, desk))
    seen = frozenset({"lean-transportation-ping-pong"})
    follows = frozenset(DEFECTS | {"lean-transportation-handoffs"})
    return _plant(planted, Plant("ping_pong", frozenset(), seen, follows))


def over_approved(process: Process, random: Random) -> Process:
    """Four people approve what one could."""
    approvers = ("Team lead", "Head of department", "Controller", "Director")
    tasks = [Task(f"Approved by {who.lower()}", who, 0.1) for who in approvers]
    teams = tuple(Team(who, 1 + round(0.5 / process.interarrival_h)) for who in approvers)
    planted = _insert(process, _steps(process)[-1].name, *tasks)
    seen = frozenset({"lean-overprocessing-approvals", "operating-model-approval-layers"})
    follows = frozenset({"lean-transportation-handoffs"}) | seen
    return _plant(
        replace(planted, teams=(*planted.teams, *teams)),
        Plant("over_approved", frozenset(), seen, follows),
    )


def passed_around(process: Process, random: Random) -> Process:
    """Seven teams in turn do a little of each case."""
    teams = tuple(Team(f"Team {letter}", 2) for letter in "ABCDEFG")
    tasks = [Task(f"Complete part {team.name[-1]}", team.name, 0.15) for team in teams]
    planted = _insert(process, _steps(process)[-1].name, *tasks)
    seen = frozenset({"lean-transportation-handoffs"})
    return _plant(
        replace(planted, teams=(*planted.teams, *teams)),
        Plant("passed_around", frozenset(), seen, frozenset()),
    )


def turned_down_late(process: Process, random: Random) -> Process:
    """After all the work a share of the cases is declined."""
    last = _steps(process)[-1]
    share = random.uniform(0.3, 0.5)
    declined = Task("Request declined", last.team, 0.1)
    routed = process.with_task(_branching(last, declined.name, share))
    planted = replace(routed, tasks=(*routed.tasks, declined))
    seen = frozenset({"lean-overproduction-turned-down", "agile-late-feedback"})
    follows = seen | {*DEFECTS, "lean-defects-rejecting-step", "lean-overproduction-knock-out"}
    return _plant(planted, Plant("turned_down_late", frozenset(), seen, follows))


def knocked_out_late(process: Process, random: Random) -> Process:
    """The cheap decision that ends many cases is taken after all the work."""
    last = _steps(process)[-1]
    share = random.uniform(0.2, 0.35)
    accept = Task("Eligibility approved", last.team, 0.1)
    reject = Task("Eligibility rejected", last.team, 0.1)
    ends = tuple((accept.name if t is None else t, p) for t, p in last.routes or ((None, 1.0),))
    routed = process.with_task(_branching(replace(last, routes=ends), reject.name, share))
    planted = replace(routed, tasks=(*routed.tasks, accept, reject))
    seen = frozenset({"lean-overproduction-knock-out"})
    follows = seen | {"lean-overproduction-turned-down", "agile-late-feedback", *DEFECTS}
    return _plant(planted, Plant("knocked_out_late", frozenset(), seen, follows))


def outside_wait(process: Process, random: Random) -> Process:
    """The customer takes days to hand in a document."""
    target = random.choice(_steps(process)[1:]).name
    days = random.uniform(4, 10)
    receipt = Task("Receive documents from customer", None, delay_h=24 * days)
    seen = frozenset({"lean-waiting-outside"})
    follows = frozenset({"lean-flow-efficiency", "agile-unpredictable", "agile-long-tail"})
    return _plant(
        _insert(process, target, receipt), Plant("outside_wait", frozenset(), seen, follows)
    )


def exceptional(process: Process, random: Random) -> Process:
    """A few cases need a clarification that takes weeks."""
    steps = _steps(process)
    at = random.randint(1, len(steps) - 2)
    task, following = steps[at], steps[at + 1].name
    share = random.uniform(0.06, 0.09)
    clarify = Task("Clarify exception", task.team, 0.5, delay_h=24 * 40, routes=((following, 1.0),))
    routed = process.with_task(_branching(task, clarify.name, share))
    planted = replace(routed, tasks=(*routed.tasks, clarify))
    seen = frozenset({"agile-unpredictable", "agile-long-tail"})
    return _plant(
        planted, Plant("exceptional", frozenset({clarify.name}), seen, frozenset(SLOWNESS))
    )


def drifted(process: Process, random: Random) -> Process:
    """From the middle on, a step has to wait for some days for something new."""
    task = random.choice(_steps(process)[1:])
    # A lasting change shows in half a year, not in the few weeks of the other processes.
    long = replace(process, cases=1000)
    delay_h = 24 * random.uniform(2, 5)
    delayed = replace(task, delay_h=delay_h, delayed_from_case=long.cases // 2)
    seen, follows = frozenset({"agile-slower"}), frozenset(SLOWNESS | {"lean-inventory-growth"})
    return _plant(long.with_task(delayed), Plant("drifted", frozenset({task.name}), seen, follows))


PLANTS: tuple[Callable[[Process, Random], Process], ...] = (
    understaffed,
    batched,
    unavailable,
    sent_back,
    reworked,
    over_approved,
    passed_around,
    turned_down_late,
    outside_wait,
    exceptional,
    growing,
    starved,
    unbalanced,
    ping_pong,
    knocked_out_late,
    drifted,
)
TOGETHER = frozenset(
    {understaffed, batched, unavailable, growing, starved, unbalanced, ping_pong}
)  # these hide one another: one at most


def planted_processes(count: int, seed: int = 1) -> Iterator[Process]:
    """Yield processes: every sixth is healthy, the others have one or two plants, in turn."""
    random = Random(seed)  # noqa: S311 (no secret)
    turn = 0
    for number in range(count):
        process = healthy(random)
        if number % 6:
            first = PLANTS[turn % len(PLANTS)]
            process = first(process, random)
            turn += 1
            second = random.choice(PLANTS)
            if random.random() < 0.4 and second is not first and not {first, second} <= TOGETHER:
                process = second(process, random)
        yield process
