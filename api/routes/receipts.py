"""`GET /v1/receipts/{id}`: how an answer came about."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.caller import Customer
from api.refusals import WITH_KEY, refusals
from api.schemas import ReceiptOut
from api.state import state_of
from assistant.roles import Role

router = APIRouter(prefix="/v1/receipts", tags=["asking"])


@router.get("/{receipt_id}", responses={**WITH_KEY, **refusals(404, 422)})
def receipt(
    request: Request, caller: Customer, receipt_id: Annotated[str, Path(min_length=1, max_length=64)]
) -> ReceiptOut:
    """A receipt, for keys that may read what the answer was made from."""
    found = state_of(request).assistant.receipts.get(receipt_id, caller.audiences)
    return ReceiptOut.of(found, dropped=caller.role.may(Role.STAFF))
