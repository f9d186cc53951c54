"""A help text as a document to read: by eye, with the arrow keys, or by a screen reader."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from kaa_desktop.gui.help.text import Block, Run, Topic
from kaa_desktop.gui.theme import Theme

EDGE = 16  # px at 100 %, round the words


class HelpSheet(QTextEdit):
    """Read only; nothing in it but our own words is ever markup."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Topic, str] | None = None
        self.setObjectName("help_text")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        theme.changed.connect(self._again)

    def show_topic(self, topic: Topic, support: str) -> None:
        """Show a text from its beginning; ``support``: whom to ask, in words."""
        self._shown = topic, support
        self._again()
        self.verticalScrollBar().setValue(0)
        self.setAccessibleName(f"Hjälptext: {topic.title}")

    def _again(self) -> None:
        if self._shown is None:
            return
        topic, support = self._shown
        place = self.verticalScrollBar().value()
        self.document().setDefaultStyleSheet(_style(self._theme))
        self.document().setDocumentMargin(self._theme.px(EDGE))
        self.document().setDefaultFont(self._theme.font(14))
        self.setHtml(_html(topic, support))
        self.verticalScrollBar().setValue(place)


def _style(theme: Theme) -> str:
    t, px = theme.tokens, theme.px
    return f"""
    p {{ color: {t.text}; margin: 0 0 {px(8)}px 0; line-height: 135%; }}
    p.title {{ font-size: {px(20)}px; font-weight: 600; margin: 0 0 {px(10)}px 0; }}
    p.heading {{ font-size: {px(15)}px; font-weight: 600; margin: {px(18)}px 0 {px(6)}px 0; }}
    p.step, p.line {{ margin-left: {px(26)}px; text-indent: -{px(22)}px; }}
    td.rule {{ background-color: {t.info.background}; color: {t.info.text};
               padding: {px(8)}px {px(12)}px; }}
    td.rule p {{ color: {t.info.text}; margin: 0; }}
    span.strong {{ font-weight: 600; }}
    span.key {{ font-weight: 600; color: {t.accent}; }}
    """


def _html(topic: Topic, support: str) -> str:
    parts = [f'<p class="title">{escape(topic.title)}</p>']
    parts += [_block(block, support) for block in topic.blocks]
    return "".join(parts)


def _block(block: Block, support: str) -> str:
    words = "".join(map(_run, block.runs))
    match block.kind:
        case "heading":
            return f'<p class="heading">{words}</p>'
        case "step":
            return f'<p class="step">{block.number}.&nbsp;&nbsp;{words}</p>'
        case "line":
            return f'<p class="line">•&nbsp;&nbsp;&nbsp;{words}</p>'
        case "rule":
            cell = f'<td class="rule"><p>{words}</p></td>'
            return f'<table width="100%" cellspacing="0"><tr>{cell}</tr></table>'
        case "support":
            return f"<p>{escape(support)}</p>"
        case _:
            return f"<p>{words}</p>"


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.style == "key":
        # A key is never broken over two lines.
        return f'<span class="key">{text.replace(" ", "&nbsp;")}</span>'
    return f'<span class="strong">{text}</span>' if run.style == "strong" else text
