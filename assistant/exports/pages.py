"""Exports for reading: HTML pages, and the PDF that is made from one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from assistant.drafting.reasons import reasons
from assistant.drafting.records import Clause
from assistant.drafting.slots import FIGURES, slot, slots
from assistant.exports.material import Material, promises
from assistant.exports.words import as_html, parts, plain
from knowledge.errors import InvalidInput


def html(material: Material) -> bytes:
    """The code as a page: printable, readable by screen readers, without scripts or anything from elsewhere."""
    return _page("code.html", material)


def summary(material: Material) -> bytes:
    """The promises on one page, as HTML."""
    return _page("summary.html", material, promises=tuple(filter(_tells, promises(material.clauses))))


def _tells(clause: Clause) -> bool:
    """Whether a promise holds a limit, a sum or a way to somebody: what a summary is read for."""
    figures = any(slot(fact.slot).kind in FIGURES for fact in clause.facts)
    return clause.edited or figures or clause.kind == "outside-body" or clause.id == "complaint-routes"


def staff_card(material: Material) -> bytes:
    """What staff need at hand: each promise, what follows when it is missed, what is excepted. HTML."""
    rows = [(clause, parts(clause.text)) for clause in promises(material.clauses)]
    return _page("card.html", material, rows=rows)


def working_papers(material: Material) -> bytes:
    """Rationales with their sources, indicators, procedures, communication plan and training list. HTML."""
    return _page("papers.html", material, papers=material.papers, reasons=reasons(), slots=slots())


def pdf(material: Material) -> bytes:
    """The code as a tagged PDF (PDF/UA-1).

    Raises:
        InvalidInput: the package that makes PDFs is not installed.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - an optional extra, and slow to load
    except (ImportError, OSError) as error:  # OSError: it is there, its system libraries are not
        raise InvalidInput(
            "PDF needs one more package: pip install 'pledge[pdf]' (and the Pango library of the system). "
            "The HTML export prints as well."
        ) from error
    page = HTML(string=html(material).decode(), url_fetcher=_refuse)
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1"))


def _refuse(url: str, *_args: object, **_named: object) -> dict[str, Any]:
    raise ValueError(f"A code's page loads nothing from elsewhere, not even {url}.")


def _page(template: str, material: Material, **more: object) -> bytes:
    return _environment().get_template(template).render(code=material, **more).encode()


@cache
def _environment() -> Environment:
    folder = files("assistant.exports").joinpath("templates")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(words=as_html, plain=plain)
    return environment
