"""Writes the events of a run to one JSON Lines file, each line whole before the event takes effect.

Screenshots are recorded by their size only; text that was typed is in the actions. The file is
readable by its owner alone. A full disk ends the recording, never the run.
"""

import json
import logging
import time
from pathlib import Path
from typing import IO

from cua_desktop.agent.events import Event, RunStarted, as_json_object

_log = logging.getLogger(__name__)


class RunRecorder:
    """One file a run, in a folder named by its start."""

    def __init__(self, runs_folder: Path) -> None:
        self._runs_folder = runs_folder
        self._file: IO[str] | None = None

    def record(self, event: Event) -> None:
        """Writes one event. Never raises."""
        try:
            if isinstance(event, RunStarted):
                self._begin(event)
            if self._file is not None:
                self._file.write(json.dumps(as_json_object(event), ensure_ascii=False) + "\n")
                self._file.flush()
        except (OSError, ValueError) as error:
            _log.warning("The run is no longer recorded (%s).", type(error).__name__)
            self.close()

    def close(self) -> None:
        """Ends the file; a recorder may begin another run afterwards."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except (OSError, ValueError):
                _log.warning("The end of a recorded run may be missing.")

    def _begin(self, event: RunStarted) -> None:
        self.close()
        stamp = time.strftime("%Y-%m-%d_%H-%M-%S", time.localtime(event.time))
        folder = self._runs_folder / f"{stamp}_{int(event.time * 1000) % 1000:03d}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / "events.jsonl"
        file.touch(mode=0o600)
        self._file = file.open("a", encoding="utf-8", errors="backslashreplace")
