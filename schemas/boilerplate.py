"""What is counted of a source's paragraphs, to learn which of them stand in all its releases."""

from pydantic import Field

from schemas.base import Model


class ParagraphCount(Model):
    """How often one paragraph stands in the releases of one source."""

    digest: str = Field(
        pattern=r"^[0-9a-f]{16}$", description="Of its letters, case folded: see digest_paragraph."
    )
    releases: int = Field(ge=1, description="Releases of different text that hold it.")
    late: int = Field(ge=0, description="Those that hold it in their last paragraphs.")


class StandingRule(Model):
    """When a paragraph counts as standing text: what it says is of the publisher, not the news."""

    min_releases: int = Field(default=4, ge=2, description="It stands in at least so many.")
    min_share: float = Field(
        default=0.1, gt=0, le=1, description="And in this share of the source's releases."
    )
    min_late: float = Field(
        default=0.8, gt=0, le=1, description="And in this share of those near their end."
    )
