"""The proof of one package: per question the gates that answer it and what withdraws that, then the analysis."""

from __future__ import annotations

from collections.abc import Mapping

from engine.check.model import Node
from engine.check.package import PackageModel
from engine.check.privacy.analysis import Analysis, Passed
from engine.check.privacy.beside import Beside
from engine.check.privacy.permissions import Question, gives, is_gate, withdraws


class Proof:
    """Answers questions about a package; equal sets of gates are analysed once."""

    def __init__(self, package: PackageModel, written: Mapping[Node, set[str] | None]) -> None:
        self._package = package
        self._written = written
        self._beside = Beside(package)
        self._gates = [node for node in package.nodes() if is_gate(node)]
        self._analyses: dict[tuple[frozenset[Node], frozenset[Node]], Analysis] = {}

    def lacking(self, node: Node, asked: Question) -> list[Passed] | None:
        """A short path to the element on which nothing allows what is asked; None: the permission holds on all."""
        gates = frozenset(gate for gate in self._gates if gives(gate, asked, self._written.__getitem__))
        taking = frozenset(each for each in self._package.nodes() if withdraws(self._package, each, asked))
        return self._analysis(gates, taking).lacking(node)

    def _analysis(self, gates: frozenset[Node], taking: frozenset[Node]) -> Analysis:
        key = (gates, taking)
        if key not in self._analyses:
            self._analyses[key] = Analysis(self._package, self._beside, gates, taking)
        return self._analyses[key]
