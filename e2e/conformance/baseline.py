"""How much was proven at least, kept in a file per service: it may rise and not fall."""

import json
import os
from pathlib import Path

FOLDER = Path(__file__).parent
RAISE = "CARILLON_RAISE_BASELINE"


class Tally:
    """What this run proved."""

    def __init__(self, file, what="conformance"):
        self.file, self.what = FOLDER / file, what
        self.operations, self.passed = set(), 0

    def add(self, operation, passed):
        self.operations.add(operation)
        self.passed += passed

    def summary(self):
        """The line at the end of a run."""
        least = self.stored()
        return (
            f"{self.what}: {len(self.operations)} operations, {self.passed} cases passed "
            f"(baseline {least['operations']} operations, {least['cases']} cases)"
        )

    def settle(self):
        """Holds a whole run against the baseline; writes it where it is to be raised."""
        now, least = {"operations": len(self.operations), "cases": self.passed}, self.stored()
        if os.environ.get(RAISE):
            self.file.write_text(json.dumps({key: max(now[key], least[key]) for key in now}, indent=2) + "\n")
            return
        for key, value in now.items():
            assert value >= least[key], f"{value} {key} passed, {least[key]} did before: {self.summary()}"

    def stored(self):
        return json.loads(self.file.read_text()) if self.file.exists() else {"operations": 0, "cases": 0}


TALLY = Tally("baseline.json")
SMS = Tally("baseline-sms.json", "conformance of messaging")
