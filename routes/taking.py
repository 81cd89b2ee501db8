"""What leaves by its address: marked and noted before the answer goes out."""

from __future__ import annotations

from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes.answers import Endpoint, refusing
from routes.viewer import viewer_of
from service.access_log.file_words import FileKind
from service.access_log.taking import Leaving, take


def taken(
    endpoint: Endpoint, kind: FileKind, ending: str, name: str = "code", *, is_marked: bool = False
) -> Endpoint:
    """Return the endpoint of a file or page to print: marked and noted, it is answered.

    Parameters
    ----------
    ending
        How the mark is written (`service.access_log.mark`).
    name
        Of the part or parameter of the address that names the thing.
    is_marked
        As `service.access_log.taking.Leaving` has it.
    """

    @wraps(endpoint)
    def answer(request: Request) -> Response:
        made = endpoint(request)
        if made.status_code != 200:
            return made
        leaving = Leaving(kind, None, _named(request, name), is_marked)
        made.body = take(viewer_of(request), open_store(), leaving, bytes(made.body), ending)
        made.headers["Content-Length"] = str(len(made.body))
        # It was of the file before the mark, and the mark is another every minute.
        if "ETag" in made.headers:
            del made.headers["ETag"]
        return made

    return refusing(answer)


def _named(request: Request, name: str) -> str | None:
    found = request.path_params.get(name) or request.query_params.get(name)
    return None if found is None else str(found)[:100]
