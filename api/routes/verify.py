"""`POST /v1/verify`: is what is about to be said backed by the documents in force?"""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.caller import Customer
from api.commitment_schemas import VerifyIn, VerifyOut
from api.refusals import WITH_BODY, refusals
from api.register_desk import LocalRegister
from api.state import state_of

router = APIRouter(prefix="/v1", tags=["verifying"])


@router.post("/verify", responses={**WITH_BODY, **refusals(409)})
def verify(request: Request, caller: Customer, body: VerifyIn) -> VerifyOut:
    """Each sentence: supported, contradicted, not found, or no claim, with quotes and the reason."""
    return LocalRegister(state_of(request).assistant, caller.role).verify(body)
