"""Swedish for what Qt says itself: context menus, key names in menus, standard buttons."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication


def speak_swedish(app: QApplication) -> bool:
    """Install Qt's own Swedish translation; False when it was not found."""
    QLocale.setDefault(QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return translator.load("qtbase_sv", folder) and app.installTranslator(translator)
