"""GET /workflows: what this key has submitted, newest first."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime, Field

from common.aws import sessions
from common.aws.sessions import Session
from common.model.base import Value
from common.model.session import Status
from functions.api.callers import owner
from functions.api.cursors import cursor as mark
from functions.api.cursors import day_or_instant, listed_at_us
from functions.api.documentation import answers, problems
from functions.api.responses import answer, path_to, status_path
from functions.api.routing import new_router
from functions.api.status import status_of

router = new_router()

MAX_READS = 10
MAX_READ = 100


class ListedWorkflow(Value):
    """A session in the list."""

    session_id: UUID
    workflow_id: str
    status: Status
    created_at: AwareDatetime
    updated_at: AwareDatetime
    quality_score: float | None = None
    inefficiency_score: float | None = Field(default=None, description="1 (fine) to 10.")
    optimization_potential: float | None = Field(default=None, description="Share, 0 to 1.")
    reprocess_of: UUID | None = None
    status_url: str


class Page(Value):
    """A page of the list. With filters it may be short and yet have a next page."""

    workflows: tuple[ListedWorkflow, ...]
    next_cursor: str | None = Field(default=None, description="Absent on the last page.")


@router.get(
    "/workflows",
    tags=["sessions"],
    summary="List what was submitted",
    operation_id="listWorkflows",
    responses=answers(HTTPStatus.OK, Page, "A page, newest first.") | problems(422),
)
def list_workflows(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    min_inefficiency_score: Annotated[float | None, Query(ge=1, le=10)] = None,
    min_optimization_potential: Annotated[float | None, Query(ge=0, le=1)] = None,
    from_: Annotated[
        str | None, Query(alias="from", description="ISO date or instant, inclusive.")
    ] = None,
    to: Annotated[str | None, Query(description="ISO date or instant, inclusive.")] = None,
) -> Response[str]:
    found, following = _page(
        owner(router.current_event),
        Filter(inefficiency_score=min_inefficiency_score, potential=min_optimization_potential),
        limit,
        listed_at_us(cursor) if cursor else None,
        (
            day_or_instant(from_, "from") if from_ else 0,
            day_or_instant(to, "to", end=True) if to else 2**62,
        ),
    )
    page = Page(
        workflows=tuple(_listed(session) for session in found),
        next_cursor=None if following is None else mark(following),
    )
    return answer(HTTPStatus.OK, page)


class Filter(Value):
    """Least scores; a session without the score does not pass."""

    inefficiency_score: float | None = None
    potential: float | None = None

    def passes(self, session: Session) -> bool:
        pairs = (
            (self.inefficiency_score, session.inefficiency_score),
            (self.potential, session.optimization_potential),
        )
        return all(least is None or (had is not None and had >= least) for least, had in pairs)

    @property
    def is_empty(self) -> bool:
        return self.inefficiency_score is None and self.potential is None


def _page(
    caller: str, wanted: Filter, limit: int, start: int | None, span_us: tuple[int, int]
) -> tuple[list[Session], int | None]:
    """Return up to ``limit`` sessions and where the next page begins.

    A filter is applied to what was read, so reading goes on until the page is full, the list
    ends, or enough was read for one request.
    """
    found: list[Session] = []
    after_us, before_us = span_us
    for _ in range(MAX_READS):
        read, following = sessions.listed(
            caller,
            newest_first_from=start,
            limit=limit if wanted.is_empty else MAX_READ,
            after_us=after_us,
            before_us=before_us,
        )
        found += (session for session in read if wanted.passes(session))
        if len(found) > limit or (len(found) == limit and following is not None):
            return found[:limit], found[limit - 1].listed_at_us
        if following is None:
            return found, None
        start = following
    return found, start


def _listed(session: Session) -> ListedWorkflow:
    return ListedWorkflow(
        session_id=session.session_id,
        workflow_id=session.workflow_id,
        status=status_of(session),
        created_at=session.created_at,
        updated_at=session.updated_at,
        quality_score=session.summary.quality_score,
        inefficiency_score=session.inefficiency_score,
        optimization_potential=session.optimization_potential,
        reprocess_of=session.reprocess_of,
        status_url=path_to(router.current_event, status_path(session.session_id)),
    )
