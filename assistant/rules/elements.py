"""The elements of a whole code: where it says for whom it is, who owns it, how it is reviewed, and so on.

Each finder returns the clauses that show its element; coverage and the document rules both read them.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.rules.element_finding import Finder
from assistant.rules.elements_people import (
    adopted,
    confidentiality,
    customers_shape,
    hours_or_staff,
    owner_role,
    retention,
    satisfaction,
    staff_authority,
    training,
    training_repeated,
    who_sees,
)
from assistant.rules.elements_reach import (
    availability,
    complaint_limit,
    complaint_route,
    external_body,
    formats,
    in_complaints,
    reply_limit,
    scope,
    two_routes,
)
from assistant.rules.elements_running import (
    changes_told,
    definitions,
    effective_date,
    feedback,
    kpi,
    results_published,
    results_to_body,
    review,
    rights_preserved,
    version,
)

ELEMENTS: Mapping[str, Finder] = {
    "scope-missing": scope,
    "complaint-route-missing": complaint_route,
    "external-body-missing": external_body,
    "availability-missing": availability,
    "formats-missing": formats,
    "confidentiality-missing": confidentiality,
    "training-missing": training,
    "kpi-missing": kpi,
    "review-missing": review,
    "version-missing": version,
    "owner-role-missing": owner_role,
    "feedback-missing": feedback,
}

__all__ = [
    "ELEMENTS",
    "Finder",
    "adopted",
    "availability",
    "changes_told",
    "complaint_limit",
    "complaint_route",
    "confidentiality",
    "customers_shape",
    "definitions",
    "effective_date",
    "external_body",
    "feedback",
    "formats",
    "hours_or_staff",
    "in_complaints",
    "kpi",
    "owner_role",
    "reply_limit",
    "results_published",
    "results_to_body",
    "retention",
    "review",
    "rights_preserved",
    "satisfaction",
    "scope",
    "staff_authority",
    "training",
    "training_repeated",
    "two_routes",
    "version",
    "who_sees",
]
