"""Roles: what somebody may do and read."""

from __future__ import annotations

from enum import StrEnum

from knowledge.documents import CUSTOMER_AUDIENCES, STAFF_AUDIENCES, Audience


class Role(StrEnum):
    """Each may do what those before it may."""

    CUSTOMER = "customer"
    STAFF = "staff"
    AUTHOR = "author"
    ADMIN = "admin"

    def may(self, least: Role) -> bool:
        """Whether this role reaches `least`."""
        order = list(Role)
        return order.index(self) >= order.index(least)

    @property
    def audiences(self) -> frozenset[Audience]:
        """What it may read."""
        return CUSTOMER_AUDIENCES if self is Role.CUSTOMER else STAFF_AUDIENCES
