"""The base of every scenario object: strict, frozen, one attribute for each key of the file.

Objects here hold parameters only. They draw no luck and do nothing.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """A map of a scenario file; an unknown key is an error, an empty value stands for the default."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_by_name=False,
        validate_by_alias=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_means_default(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        defaulted = {field.alias or name for name, field in cls.model_fields.items() if not field.is_required()}
        return {key: value for key, value in data.items() if value is not None or key not in defaulted}


def misfit(
    message: str, *, key: str | None = None, got: Any = None, suggestion: str | None = None
) -> PydanticCustomError:
    """An error about an object as a whole, pointing at its key `key` where one is to blame."""
    context = {"message": message, "key": key, "got": got, "suggestion": suggestion}
    return PydanticCustomError("misfit", "{message}", context)
