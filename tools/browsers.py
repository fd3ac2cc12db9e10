"""Where Chromium, Chrome or Edge is on this computer; standard library only."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)


def chromium(*more: str) -> str | None:
    """The Chromium, Chrome or Edge of this computer.

    Args:
        more: Further paths to try.

    Returns:
        The path of its program, or None where there is none.
    """
    found = (shutil.which(name) for name in NAMES)
    places = (os.path.expandvars(place) for place in PLACES)
    return next((path for path in (*found, *places, *more) if path and Path(path).is_file()), None)
