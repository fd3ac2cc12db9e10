"""The beginning of a container: lays the lessons into its user's home, then becomes the command that is named."""

import os
import sys
from pathlib import Path

COLLECTION = Path(__file__).resolve().parent.parent
sys.path.append(str(COLLECTION))

from tools import lessons  # noqa: E402  (only now is it found)

try:
    lessons.lay(COLLECTION, Path.home() / "Liuzhou", os.environ.get("LESSONS_LANGUAGE", "en"))
except OSError as error:
    # A full disk, say: only in JupyterLab can she make room.
    print(error, file=sys.stderr)
os.chdir(Path.home())
os.execvp(sys.argv[1], sys.argv[1:])
