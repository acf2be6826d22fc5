"""A code in the forms in which people need it: pages, documents, data, cards and the attestation pack."""

from assistant.exports.attestation import ClauseEvidence, attestation_docx, attestation_rows, attestation_xlsx
from assistant.exports.formats import FORMATS, Format, export, format_named, frozen_exports
from assistant.exports.material import Material

__all__ = [
    "FORMATS",
    "ClauseEvidence",
    "Format",
    "Material",
    "attestation_docx",
    "attestation_rows",
    "attestation_xlsx",
    "export",
    "format_named",
    "frozen_exports",
]
