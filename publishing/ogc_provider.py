"""The extract as a source of features for pygeoapi: in memory, and to be read only."""

from typing import Any

from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from publishing.ogc_table import Table
from publishing.open_schema import Field

NAME = "publishing.ogc_provider.ExtractProvider"


class ExtractProvider(BaseProvider):
    """Answers pygeoapi's questions about one layer; made anew for each request.

    Parameters
    ----------
    provider_def : dict
        Its ``data`` is a ``Table``.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.table: Table = provider_def["data"]
        self._fields = self.get_fields()

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return the columns as pygeoapi names them, titled in the language in use."""
        return {code: described(field) for code, field in self.table.fields.items()}

    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: list[float] | None = None,
        properties: list[tuple[str, str]] | None = None,
        sortby: list[dict[str, str]] | None = None,
        select_properties: list[str] | None = None,
        skip_geometry: bool = False,
        **_others: Any,
    ) -> dict[str, Any]:
        """Return a page of features, and how many there are in all."""
        box = _flat(bbox or [])
        order = [(each["property"], each["order"] == "-") for each in sortby or []]
        rows = self.table.rows(box, properties or [], order)
        page = rows[:0] if resulttype == "hits" else rows[offset : offset + limit]
        columns = [code for code in self.table.columns if not select_properties or code in select_properties]
        return {
            "type": "FeatureCollection",
            "features": self.table.features(page, columns, not skip_geometry),
            "numberMatched": len(rows),
            "numberReturned": len(page),
        }

    def get(self, identifier: str, **_others: Any) -> dict[str, Any]:
        """Return the feature with this key.

        Raises
        ------
        ProviderItemNotFoundError
        """
        row = self.table.place(identifier)
        if row is None:
            raise ProviderItemNotFoundError(identifier)
        return self.table.features(self.table.rows([], [], [])[row : row + 1], self.table.columns, True)[0]


def _flat(bbox: list[float]) -> list[float]:
    """Leave out the heights of a box with six numbers."""
    return bbox if len(bbox) < 6 else [*bbox[:2], *bbox[3:5]]


def described(field: Field) -> dict[str, Any]:
    """Return a column as a JSON schema, titled in the language in use."""
    told: dict[str, Any] = {"type": "string" if field.type == "date" else field.type, "title": field.title}
    if field.type == "date":
        told["format"] = "date"
    if field.values:
        told["enum"] = list(field.values)
    return told
