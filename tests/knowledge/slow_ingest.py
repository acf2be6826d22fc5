"""Ingests a folder slowly, so that a kill can hit every step: python -m tests.knowledge.slow_ingest DATA DOCUMENTS."""

import random
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import event

from knowledge.database import Database
from knowledge.documents import Audience, Declared
from knowledge.folder import DATABASE_FILE, FolderLock
from knowledge.index import ChromaIndex
from knowledge.library import CHROMA_FOLDER, Library
from knowledge.readers import read
from tests.fakes import HashEmbedder
from tests.knowledge.conftest import TODAY

LONGEST_PAUSE_SECONDS = 0.008


def pause(*_: object) -> None:
    time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))


class SlowIndex(ChromaIndex):
    """Chroma with a pause before and after each change, which may be cut in two."""

    def add(self, index: str, version: str, vectors: NDArray[np.float32]) -> None:
        pause()
        half = len(vectors) // 2
        super().add(index, version, vectors[:half])
        pause()
        super().add(index, version, vectors)
        pause()

    def remove(self, index: str, version: str) -> None:
        pause()
        super().remove(index, version)
        pause()


def main(data: Path, documents: Path) -> None:
    lock = FolderLock(data, "slow ingest")
    database = Database(f"sqlite:///{data / DATABASE_FILE}")
    event.listen(database.engine, "begin", pause)
    event.listen(database.engine, "commit", pause)
    index = SlowIndex.embedded(data / CHROMA_FOLDER)
    with Library.assembled(
        database, index, HashEmbedder(before=pause), lock=lock, read=read, today=lambda: TODAY
    ) as library:
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        library.ingest(documents, declared=Declared(audience=Audience.PUBLIC), prune=True)
        sys.stdout.write("ended\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
