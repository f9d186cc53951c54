"""What a column of the file can be taken from, and the lists of codes there are.

Only what 4 § förordningen (2006:39) lets the register hold: who, when, and what kind. No address, no
protection, no word that anybody has written of a youth.
"""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Final

import attrs

from kaa_core.model.enums import (
    Channel,
    Choice,
    ContactOutcome,
    Counterpart,
    DeregistrationReason,
    MeasureEnd,
    MeasureKind,
    OccupationKind,
    RegistrationReason,
    Responsible,
)


class Block(Choice):
    """The five blocks of the collection (domain.md section 5). The numbers are kept in layouts."""

    MANDATORY = 1, "Obligatoriska uppgifter"
    CONTACT = 2, "Kontakt med individen"
    BEGUN = 3, "Insats påbörjad"
    ENDED = 4, "Insats avslutad"
    CLOSED = 5, "Ansvaret upphört"


BLOCKS: Final = MappingProxyType({int(one): one for one in Block})


class Form(enum.Enum):
    """How a value is written."""

    TEXT = "text"
    DATE = "date"
    CODE = "code"
    NUMBER = "number"


@attrs.frozen(kw_only=True)
class Source:
    """What a column is taken from. `codes`: the list that a code is taken from; `blocks`: where it can be."""

    key: str
    label: str
    form: Form = Form.TEXT
    codes: str = ""
    blocks: tuple[Block, ...] = tuple(Block)


CODE_LISTS: Final = MappingProxyType(
    {
        "block": Block,
        "registration_reason": RegistrationReason,
        "occupation": OccupationKind,
        "channel": Channel,
        "counterpart": Counterpart,
        "outcome": ContactOutcome,
        "measure_kind": MeasureKind,
        "responsible": Responsible,
        "measure_end_reason": MeasureEnd,
        "deregistration_reason": DeregistrationReason,
    }
)
"""The lists of codes by name: each member of each has a code of the layout's."""
CODE_LIST_LABELS: Final = MappingProxyType(
    {
        "block": "Block",
        "registration_reason": "Orsak till inskrivning",
        "occupation": "Sysselsättning",
        "channel": "Kontaktsätt",
        "counterpart": "Med vem",
        "outcome": "Utfall av kontakten",
        "measure_kind": "Slag av insats",
        "responsible": "Ansvarig för insatsen",
        "measure_end_reason": "Varför insatsen upphörde",
        "deregistration_reason": "Orsak till avskrivning",
    }
)
_MEASURE: Final = (Block.BEGUN, Block.ENDED)
_SOURCES: Final = (
    Source(key="block", label="Block", form=Form.CODE, codes="block"),
    Source(key="municipality", label="Kommunkod"),
    Source(key="half_year", label="Halvår"),
    Source(key="identity_number", label="Personnummer"),
    Source(key="given_name", label="Förnamn"),
    Source(key="family_name", label="Efternamn"),
    Source(key="registered_on", label="Inskriven", form=Form.DATE),
    Source(
        key="registration_reason",
        label="Orsak till inskrivning",
        form=Form.CODE,
        codes="registration_reason",
        blocks=(Block.MANDATORY, Block.CLOSED),
    ),
    Source(
        key="occupation",
        label="Sysselsättning vid halvårets slut",
        form=Form.CODE,
        codes="occupation",
        blocks=(Block.MANDATORY,),
    ),
    Source(
        key="contacts",
        label="Antal kontakter under halvåret",
        form=Form.NUMBER,
        blocks=(Block.MANDATORY,),
    ),
    Source(key="contact_on", label="Kontaktdatum", form=Form.DATE, blocks=(Block.CONTACT,)),
    Source(
        key="channel",
        label="Kontaktsätt",
        form=Form.CODE,
        codes="channel",
        blocks=(Block.CONTACT,),
    ),
    Source(
        key="counterpart",
        label="Med vem",
        form=Form.CODE,
        codes="counterpart",
        blocks=(Block.CONTACT,),
    ),
    Source(
        key="outcome",
        label="Utfall av kontakten",
        form=Form.CODE,
        codes="outcome",
        blocks=(Block.CONTACT,),
    ),
    Source(key="measure", label="Insatsens beteckning", blocks=_MEASURE),
    Source(
        key="measure_kind",
        label="Slag av insats",
        form=Form.CODE,
        codes="measure_kind",
        blocks=_MEASURE,
    ),
    Source(
        key="responsible",
        label="Ansvarig för insatsen",
        form=Form.CODE,
        codes="responsible",
        blocks=_MEASURE,
    ),
    Source(key="measure_start", label="Insatsen började", form=Form.DATE, blocks=_MEASURE),
    Source(
        key="planned_end", label="Insatsens planerade slut", form=Form.DATE, blocks=(Block.BEGUN,)
    ),
    Source(key="measure_end", label="Insatsen slutade", form=Form.DATE, blocks=(Block.ENDED,)),
    Source(
        key="measure_end_reason",
        label="Varför insatsen upphörde",
        form=Form.CODE,
        codes="measure_end_reason",
        blocks=(Block.ENDED,),
    ),
    Source(key="closed_on", label="Avskriven", form=Form.DATE, blocks=(Block.CLOSED,)),
    Source(
        key="deregistration_reason",
        label="Orsak till avskrivning",
        form=Form.CODE,
        codes="deregistration_reason",
        blocks=(Block.CLOSED,),
    ),
    Source(
        key="last_known_occupation",
        label="Senast kända sysselsättning",
        form=Form.CODE,
        codes="occupation",
        blocks=(Block.CLOSED,),
    ),
)
SOURCES: Final = MappingProxyType({one.key: one for one in _SOURCES})


def of_block(block: Block) -> list[Source]:
    """What the columns of a block can be taken from, in the order they are offered."""
    return [one for one in _SOURCES if block in one.blocks]
