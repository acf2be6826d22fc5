"""The register of commitments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "commitment_readings",
        sa.Column("version_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recipe", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_key"],
            ["versions.key"],
            name=op.f("fk_commitment_readings_version_key_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_key", name=op.f("pk_commitment_readings")),
    )
    op.create_table(
        "commitments",
        sa.Column("version_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("promise", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("strength", sa.String(length=20), nullable=False),
        sa.Column("principles", sa.Text(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_key"],
            ["versions.key"],
            name=op.f("fk_commitments_version_key_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_key", "ordinal", name=op.f("pk_commitments")),
    )
    op.create_index("ix_commitments_promise", "commitments", ["promise"])
