"""Route of proofs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from backend.access import Permission
from backend.answers import private
from backend.asking import Ask, Asking, allow
from backend.proof import service
from backend.proof.claims import LONGEST
from backend.proof.schemas import Proof

router = APIRouter(prefix="/proof", tags=["proof"])


@router.get("/{proof_id}", response_model=Proof)
async def get_proof(
    ask: Annotated[Ask, Depends(allow(Permission.READ))],
    proof_id: Annotated[str, Path(max_length=LONGEST)],
) -> Response:
    """Query, parameters, rows and quality behind one number, executed again now."""
    asking = Asking(ask.scope, ask.parts.claims)
    return private(await ask.parts.answers.in_thread(lambda: service.proof(asking, proof_id)))
