"""Names and places that nobody can take for real: made-up family names, streets, towns and schools.

Given names are common ones, so that lists look as they will. Telephone numbers are from the series that
PTS keeps for fiction (070-174 06 05 to 99), addresses end in example.com (RFC 2606), postal codes begin
with 999, which Sweden does not use.
"""

from __future__ import annotations

from math import gcd

import attrs

from kaa_core.demo.dice import Dice


def _words(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


GIRLS = _words(
    "Alva Saga Tindra Linnea Maja Leyla Ella Nour Ines Wilma Alice Vera Astrid Selma Ebba Signe "
    "Freja Elsa Olivia Agnes Stella Alma Juni Lova Nova Ellen Moa Tuva Ida Klara Meja Ester Sara "
    "Amira Fatima Yasmin Hanna Julia Emma Felicia Tilda Elin Nellie Thea Lovisa Cornelia Hedda "
    "Edith Iris Siri Molly Ronja Hodan Zahra Maryam Mira Kajsa Svea Livia Jasmine Aisha Samira "
    "Nadia Aino Katarzyna Oksana Sofia Leia Rut Greta Bianca Minna Tyra Amanda Evelina Matilda"
)
BOYS = _words(
    "Oskar Melker Liam Hugo Adam Elias Noah Yusuf Viggo Lucas William Oliver Alexander Emil Axel "
    "Leo Vincent Arvid Theo Isak Nils Ludvig Gustav Albin Filip Anton Edvin Sixten Malte Valter "
    "Otto Love Charlie Milo Josef Kian Ali Omar Ahmed Mohamed Abdi Hamza Ibrahim Amir Daniel David "
    "Simon Jonathan Samuel Kevin Casper Benjamin Sebastian Wilmer Tage Vidar Folke Loke August "
    "Alfred Harry Jack Frank Ebbe Hjalmar Tarik Mateusz Dmytro Eero Aron Rasmus Joel Linus Gabriel"
)
ADULTS = _words(
    "Carina Maria Anna Helena Susanne Karolina Jenny Malin Camilla Samira Amina Marie Petra Åsa "
    "Fredrik Mikael Johan Stefan Peter Jonas Henrik Mattias Hassan Patrik Daniel Magnus Tomas "
    "Ulrika Elisabeth Katarina Linda Sofie Therese Khadija Fatma Ewa Olena Marko Jari"
)
STEMS = _words(
    "Test Prov Övnings Låtsas Påhitts Exempel Fantasi Skiss Utkast Attrapp Modell Demo Mock Fejk "
    "Hittepå Mall Dikt Kuliss Rekvisit Repetitions Sago Försöks Pröv"
)
ENDINGS = _words("berg sson ström lund gren qvist stedt lind mark dal holm")
STREETS = _words(
    "Exempelgatan Provgatan Påhittsvägen Skissbacken Övningsvägen Testgränd Mallgatan "
    "Utkastvägen Modellvägen Låtsasstigen Kulissgatan Repetitionsgatan Fantasivägen "
    "Diktarvägen Attrappgatan Sagostigen Försöksvägen Demogatan"
)
TOWNS = (
    ("999 01", "Exempelås"),
    ("999 01", "Exempelås"),
    ("999 02", "Exempelås"),
    ("999 03", "Exempelås"),
    ("999 21", "Provhult"),
    ("999 31", "Mallbäck"),
    ("999 41", "Skissfors"),
)
SCHOOLS = (
    "Exempelgymnasiet",
    "Exempelgymnasiet",
    "Exempelgymnasiet",
    "Mallåsgymnasiet (fristående)",
)
PROGRAMMES = (
    "Ekonomiprogrammet",
    "Naturvetenskapsprogrammet",
    "Samhällsvetenskapsprogrammet",
    "Teknikprogrammet",
    "Estetiska programmet",
    "Barn- och fritidsprogrammet",
    "Bygg- och anläggningsprogrammet",
    "El- och energiprogrammet",
    "Fordons- och transportprogrammet",
    "Försäljnings- och serviceprogrammet",
    "Industritekniska programmet",
    "Restaurang- och livsmedelsprogrammet",
    "Naturbruksprogrammet",
)
INTRODUCTORY = (
    "Individuellt alternativ",
    "Programinriktat val",
    "Yrkesintroduktion",
    "Språkintroduktion",
)
PHONES = tuple(f"070-174 06 {last:02d}" for last in range(5, 100))


def _families() -> tuple[str, ...]:
    made = []
    for stem in STEMS:
        for ending in ENDINGS:
            joined = ending.removeprefix("s") if stem.endswith("s") and ending == "sson" else ending
            made.append(stem + joined)
    return tuple(made)


FAMILIES = _families()


@attrs.frozen
class Name:
    """Given name and family name."""

    given: str
    family: str


def name_of(index: int, seed: int) -> Name:
    """Return the name of person number `index`; no two persons of a demo share one."""
    givens = GIRLS + BOYS
    count = len(givens) * len(FAMILIES)
    stride = 7919  # prime, and no factor of the count: every combination comes once
    assert gcd(stride, count) == 1
    place = (index * stride + Dice(seed, 1).below(count)) % count
    given, family = givens[place % len(givens)], FAMILIES[place // len(givens)]
    if family == "Påhittsson" and given in GIRLS:
        family = "Påhittsdotter"
    again = index // count
    if again:
        family += f" {FAMILIES[(place // len(givens) + again) % len(FAMILIES)]}"
    return Name(given, family)


def programme(dice: Dice) -> str:
    """Return a national programme and a made-up school."""
    return f"{dice.pick(PROGRAMMES)}, {dice.pick(SCHOOLS)}"


def address(dice: Dice) -> tuple[str, str, str]:
    """Return street, postal code and town."""
    street = f"{dice.pick(STREETS)} {dice.between(1, 48)}"
    if dice.chance(35):
        street += f", lgh {dice.between(1, 4) + 10:02d}{dice.between(1, 4):02d}"
    return street, *dice.pick(TOWNS)
