"""Full-text search that finds Chinese words, the same on both databases."""

from services.core.search.index import WordIndex, bounded, is_of_an_index
from services.core.search.words import Phrase, indexed, phrases

__all__ = ["Phrase", "WordIndex", "bounded", "indexed", "is_of_an_index", "phrases"]
