"""The notice form's pages: plain HTML that needs no script, in Swedish.

Everything that anybody wrote goes through `html.escape`. The colours are those of the desktop
(kaa_desktop/gui/tokens.py); a test holds the two together, and their contrast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from kaa_core.model.enums import NoticeKind
from kaa_server import notice_form
from kaa_server.municipalities import Municipality
from kaa_server.notice_senders import Sender
from kaa_server.notices import SWEDEN, Receipt

STYLE_PATH: Final = "/anmalan/stil.css"
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
KIND_LABELS: Final = {
    "began": "Eleven har börjat hos oss",
    "left": "Eleven har slutat hos oss",
    "absence": "Eleven är frånvarande i betydande utsträckning utan giltigt skäl",
}
EDUCATION_LABELS: Final = {
    "national": "Nationellt program i gymnasieskolan",
    "introductory": "Introduktionsprogram",
    "adapted": "Anpassad gymnasieskola",
    "international": "Internationell gymnasieutbildning",
    "other": "Annan utbildning",
}
_LABELS: Final = {
    "kind": "Vad gäller anmälan?",
    "identity_number": "Elevens personnummer",
    "given_name": "Elevens förnamn",
    "family_name": "Elevens efternamn",
    "school": "Skola",
    "education": "Utbildning",
    "programme": "Program (om du vet)",
    "date": "Datum",
}
_HINTS: Final = {
    "identity_number": "Tolv siffror: ååååmmddnnnn. Samordningsnummer går också bra, men inte TF-nummer.",
    "education": "Behövs när eleven har börjat.",
    "date": "Dagen eleven började, sista dagen, eller dagen då frånvaron började. Skriv ÅÅÅÅ-MM-DD.",
}
_DONE: Final = {
    NoticeKind.BEGAN: "En elev har börjat",
    NoticeKind.LEFT: "En elev har slutat",
    NoticeKind.ABSENCE: "En elev är frånvarande i betydande utsträckning",
}
assert KIND_LABELS.keys() == notice_form.KINDS.keys()
assert EDUCATION_LABELS.keys() == notice_form.EDUCATIONS.keys()

STYLE: Final = """\
:root { --canvas: #F1F4F3; --surface: #FFFFFF; --line: #D3DBD8; --ctrl: #71807C; --text: #16211F;
  --text2: #4A5855; --accent: #17595F; --onaccent: #FFFFFF; --link: #12565C; --focus: #1D4FC4;
  --danger: #981B1B; --dangerback: #FBEAE8; --ok: #1A5A33; --okback: #E2F1E6; --warn: #734600;
  --warnback: #FBF0DA; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --canvas: #111817; --surface: #19211F; --line: #34413E;
  --ctrl: #82928E; --text: #E6EDEB; --text2: #AAB8B4; --accent: #8AD0CE; --onaccent: #0B1F1F;
  --link: #8AD0CE; --focus: #A9C7FF; --danger: #FFB6AD; --dangerback: #42201D;
  --ok: #97D8AA; --okback: #1A3524; --warn: #F3CB82; --warnback: #3B2D12; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--text);
  font: 1.125rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
header, main, footer { max-width: 42rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center;
  justify-content: space-between; }
main { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; }
footer, .hint { color: var(--text2); }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
a { color: var(--link); }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.field, fieldset { margin: 0 0 1.5rem; padding: 0; border: 0; }
label, legend { display: block; font-weight: 600; padding: 0; }
.choice { display: flex; gap: .75rem; align-items: flex-start; min-height: 2.75rem; padding: .5rem 0; }
.choice label { font-weight: 400; }
.choice input { width: 1.5rem; height: 1.5rem; margin: 0; flex: none; accent-color: var(--accent); }
.hint, .problem { margin: 0 0 .25rem; }
.problem { color: var(--danger); font-weight: 600; }
input, select { font: inherit; color: var(--text); background: var(--surface);
  border: 2px solid var(--ctrl); border-radius: .25rem; }
input.text, select { display: block; width: 100%; min-height: 2.75rem; padding: .5rem; }
[aria-invalid=true] { border-color: var(--danger); }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.25rem;
  color: var(--onaccent); background: var(--accent); border: 2px solid var(--accent);
  border-radius: .25rem; cursor: pointer; }
button.plain { color: var(--link); background: transparent; }
.box { margin: 0 0 1.5rem; padding: 1rem; border-left: .375rem solid; }
.wrong { color: var(--danger); background: var(--dangerback); }
.wrong a { color: inherit; }
.done { color: var(--ok); background: var(--okback); }
.practice { color: var(--warn); background: var(--warnback); }
dt { font-weight: 600; }
dd { margin: 0 0 .75rem; }
.number { font-size: 1.5rem; letter-spacing: .05em; }
.byhand { border-bottom: 1px solid var(--ctrl); height: 2.5rem; }
@media print { body, main { background: none; border: 0; color: #000; }
  header form, footer, .skip, .noprint { display: none; } }
"""


def login(where: Municipality, csrf: str, said: str = "") -> str:
    """Where a school shows its key. `said`: why it is asked for (again)."""
    body = [_box("wrong", "Du är inte inloggad", said)] if said else []
    body.append(
        "<p>Här anmäler skolor med annan huvudman till elevens hemkommun att en elev har börjat, "
        "slutat eller är frånvarande i betydande utsträckning utan giltigt skäl "
        "(15 kap. 15 § skollagen).</p>"
        f'<form method="post" action="{_path(where)}/logga-in">{_hidden("csrf", csrf)}'
        '<div class="field"><label for="key">Skolans nyckel</label>'
        '<p class="hint" id="key-hint">24 tecken i grupper om fyra. Skolan har fått den av kommunen.</p>'
        '<input class="text" type="password" id="key" name="key" autocomplete="current-password" '
        'required aria-describedby="key-hint" spellcheck="false"></div>'
        "<button>Logga in</button></form>"
    )
    return _page(where, "Logga in för att anmäla", body, wrong=bool(said))


def form(
    where: Municipality,
    sender: Sender,
    csrf: str,
    once: str,
    values: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    """The form, empty or as it was sent, with what to put right."""
    body = [_summary(problems)] if problems else []
    body.append(
        "<p>Skriv bara det som frågas efter, och ingenting om varför eleven har slutat eller är borta."
        "</p><p>Har eleven skyddade personuppgifter? Anmäl inte här. Ring kommunen.</p>"
        f'<form method="post" action="{_path(where)}" novalidate>'
        f"{_hidden('csrf', csrf)}{_hidden('once', once)}"
    )
    body += [
        _FIELDS.get(name, _input)(name, values.get(name, ""), problems.get(name, ""))
        for name in notice_form.FIELDS
    ]
    body.append("<button>Skicka anmälan</button></form>")
    return _page(where, "Anmäl en elev", body, sender=sender, csrf=csrf, wrong=bool(problems))


def receipt(where: Municipality, sender: Sender, csrf: str, one: Receipt) -> str:
    """That it has come in. Names no pupil: the page may lie in a printer."""
    when = one.received.astimezone(SWEDEN)
    body = (
        '<div class="box done" role="status"><h2>Kommunen har tagit emot anmälan</h2></div><dl>'
        f'<dt>Kvittonummer</dt><dd class="number">{escape(one.number)}</dd>'
        f"<dt>Mottagen</dt><dd>{when:%Y-%m-%d} klockan {when:%H.%M}</dd>"
        f"<dt>Anmälan gäller</dt><dd>{escape(_DONE[one.kind])}</dd>"
        f"<dt>Avsändare</dt><dd>{escape(sender.name)}, skolenhetskod {escape(sender.school_unit)}</dd>"
        f"<dt>Mottagare</dt><dd>{escape(where.name)}</dd></dl>"
        "<p>På kvittot står inget om eleven. Skriv ut det och fyll i för hand, eller skriv "
        "kvittonumret i elevens akt.</p>"
        '<p>Elev:</p><div class="byhand"></div>'
        '<p class="noprint">Skriv ut sidan med webbläsarens utskrift (Ctrl+P).</p>'
        f'<p class="noprint"><a href="{_path(where)}">Anmäl en elev till</a></p>'
    )
    return _page(where, "Kvitto på anmälan", [body], sender=sender, csrf=csrf)


def told(where: Municipality | None, title: str, sentences: Sequence[str]) -> str:
    """A page that says why something was not done."""
    body = [_box("wrong", title, " ".join(sentences))]
    if where is not None:
        body.append(f'<p><a href="{_path(where)}">Till anmälan</a></p>')
    return _page(where, "Det gick inte", body, wrong=True)


# -- parts


def _page(
    where: Municipality | None,
    title: str,
    body: Sequence[str],
    *,
    sender: Sender | None = None,
    csrf: str = "",
    wrong: bool = False,
) -> str:
    name = escape(where.name) if where else "Anmälan"
    head = f"<p><strong>{name}</strong></p>"
    if where is not None and sender is not None:
        head += (
            f'<form method="post" action="{_path(where)}/logga-ut">{_hidden("csrf", csrf)}'
            f'<span>{escape(sender.name)}</span> <button class="plain">Logga ut</button></form>'
        )
    practice = ""
    if where is not None and where.practice:
        practice = _box(
            "practice", "Övning", "Det här är en övning. Skriv bara påhittade personer."
        )
    return (
        '<!doctype html>\n<html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{'Rätta: ' if wrong else ''}{escape(title)} – {name}</title>"
        f'<link rel="stylesheet" href="{STYLE_PATH}"></head><body>'
        f'<a class="skip" href="#innehall">Till innehållet</a><header>{head}</header>'
        f'<main id="innehall"><h1>{escape(title)}</h1>{practice}{"".join(body)}</main>'
        "<footer><p>Uppgifterna används bara för kommunens aktivitetsansvar "
        "(29 kap. 9 § skollagen). De skickas krypterat.</p></footer></body></html>\n"
    )


def _path(where: Municipality) -> str:
    return f"/anmalan/{escape(where.code)}"


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _box(kind: str, title: str, sentence: str) -> str:
    role = ' role="alert"' if kind == "wrong" else ""
    return f'<div class="box {kind}"{role}><h2>{escape(title)}</h2><p>{escape(sentence)}</p></div>'


def _summary(problems: Mapping[str, str]) -> str:
    rows = "".join(
        f'<li><a href="#{name}">{escape(_LABELS[name])}</a>: {escape(sentence)}</li>'
        for name, sentence in problems.items()
    )
    return (
        '<div class="box wrong" role="alert"><h2>Anmälan är inte skickad. Rätta det här:</h2>'
        f"<ul>{rows}</ul></div>"
    )


def _described(name: str, problem: str) -> tuple[str, str]:
    """The hint and the problem before a field, and the attributes that bind them to it."""
    before, ids = "", []
    if name in _HINTS:
        before += f'<p class="hint" id="{name}-hint">{escape(_HINTS[name])}</p>'
        ids.append(f"{name}-hint")
    if problem:
        before += f'<p class="problem" id="{name}-problem">{escape(problem)}</p>'
        ids.append(f"{name}-problem")
    attributes = f' aria-describedby="{" ".join(ids)}"' if ids else ""
    if problem and name != "kind":  # a group of buttons is not itself filled in
        attributes += ' aria-invalid="true"'
    return before, attributes


def _input(name: str, value: str, problem: str) -> str:
    before, attributes = _described(name, problem)
    if name == "identity_number":
        attributes += ' inputmode="numeric"'
    if name != "programme":
        attributes += " required"
    return (
        f'<div class="field"><label for="{name}">{escape(_LABELS[name])}</label>{before}'
        f'<input class="text" type="text" id="{name}" name="{name}" value="{escape(value)}" '
        f'autocomplete="off" spellcheck="false"{attributes}></div>'
    )


def _choices(name: str, value: str, problem: str) -> str:
    before, attributes = _described(name, problem)
    rows = []
    for number, (code, label) in enumerate(KIND_LABELS.items()):
        place = name if number == 0 else f"{name}-{code}"
        checked = " checked" if code == value else ""
        rows.append(
            f'<div class="choice"><input type="radio" id="{place}" name="{name}" value="{code}"'
            f'{checked} required><label for="{place}">{escape(label)}</label></div>'
        )
    return (
        f"<fieldset{attributes}><legend>{escape(_LABELS[name])}</legend>{before}"
        f"{''.join(rows)}</fieldset>"
    )


def _select(name: str, value: str, problem: str) -> str:
    before, attributes = _described(name, problem)
    rows = '<option value="">Välj</option>' + "".join(
        f'<option value="{code}"{" selected" if code == value else ""}>{escape(label)}</option>'
        for code, label in EDUCATION_LABELS.items()
    )
    return (
        f'<div class="field"><label for="{name}">{escape(_LABELS[name])}</label>{before}'
        f'<select id="{name}" name="{name}"{attributes}>{rows}</select></div>'
    )


_FIELDS: Final = {"kind": _choices, "education": _select}
