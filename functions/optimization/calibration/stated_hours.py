"""How many hours a week the people of a role work, where calendars say it."""

from common.model.workflow import Workflow

HOURS_PER_WEEK = 168.0


def working_h_per_week(workflow: Workflow) -> dict[str, float]:
    """Return the mean hours of one member, by role; roles without resources are absent.

    A resource without a calendar works always. Holidays are not counted: they are of no one week.
    """
    open_h = {
        calendar.id: sum(shift.ends_s - shift.begins_s for shift in calendar.shifts) / 3600
        for calendar in workflow.calendars
    }
    people: dict[str, int] = {}
    hours: dict[str, float] = {}
    for resource in workflow.resources:
        if resource.role is not None:
            week = HOURS_PER_WEEK if resource.calendar is None else open_h[resource.calendar]
            people[resource.role] = people.get(resource.role, 0) + resource.amount
            hours[resource.role] = hours.get(resource.role, 0.0) + resource.amount * week
    return {role: hours[role] / people[role] for role in people if hours[role] > 0}
