"""An uploaded document, as multipart form data or as JSON, read into one record."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.document_schemas import UploadForm, UploadIn
from knowledge.documents import Declared
from knowledge.errors import InvalidInput

_MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One file, its name, and what was declared about it."""

    name: str
    content: bytes
    declared: Declared
    document: str | None  #: of which it is an earlier version
    for_staff: bool  #: said with the upload, so that the file's front matter cannot publish it


def _form_schema() -> dict[str, Any]:
    schema = UploadForm.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    schema["properties"]["file"] = {"type": "string", "format": "binary", "description": "The file itself."}
    schema["required"] = ["file"]
    return schema


#: What OpenAPI says of the body, which comes in two content types.
UPLOAD_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/UploadIn"}},
        "multipart/form-data": {"schema": _form_schema()},
    },
}


async def read_upload(request: Request) -> Upload:
    """The upload in a request.

    Raises:
        RequestValidationError: a field cannot be used.
        InvalidInput: there is no file, or the file has no name.
        HTTPException: 415 for another content type, 400 for a body that is not what it says.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _from_json(await request.body())
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
            return await upload_from(form)
    raise HTTPException(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the document as multipart/form-data or as application/json."
    )


async def upload_from(form: FormData, ignored: Collection[str] = ()) -> Upload:
    """The upload in a form; `ignored`: fields that say nothing about the document.

    Raises:
        RequestValidationError: a field cannot be used.
        InvalidInput: there is no file, or the file has no name.
    """
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise InvalidInput("The form has no file. Send the document as the field 'file'.")
    fields = {name: value for name, value in form.items() if name not in {"file", *ignored} and value != ""}
    return _from_form(file.filename or "", await file.read(), fields)


def _from_json(body: bytes) -> Upload:
    try:
        given = json.loads(body)
    except ValueError as error:
        raise RequestValidationError([{"loc": ("body",), "msg": "this is not JSON", "type": "json_invalid"}]) from error
    try:
        upload = UploadIn.model_validate(given)
    except ValidationError as error:
        raise _invalid(error) from error
    return Upload(upload.name, upload.content(), upload.declared(), upload.document, upload.for_staff)


def _from_form(filename: str, content: bytes, fields: Mapping[str, object]) -> Upload:
    own_name = PurePosixPath(filename.replace("\\", "/")).name
    try:
        form = UploadForm.model_validate({"name": own_name or None, **fields})
    except ValidationError as error:
        raise _invalid(error) from error
    if form.name is None:
        raise InvalidInput("The file has no name. Give one in the field 'name'.")
    return Upload(form.name, content, form.declared(), form.document, form.for_staff)


def _invalid(error: ValidationError) -> RequestValidationError:
    problems = [
        {"loc": ("body", *problem["loc"]), "msg": problem["msg"], "type": problem["type"]} for problem in error.errors()
    ]
    return RequestValidationError(problems)
