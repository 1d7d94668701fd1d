"""Reading plain YAML values key by key, with a sentence for whatever is missing, unknown or of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.core.errors import ErrorCode, Problem
from services.core.words import Words, _l


def wrong(sentence: Words) -> Problem:
    """A refusal of the profile or the table."""
    return Problem(ErrorCode.INVALID, sentence)


class Keys:
    """The keys of one mapping; each is asked for once, and what nobody asked for is refused at the end."""

    def __init__(self, told: object, path: str) -> None:
        if not isinstance(told, Mapping):
            raise wrong(_l("配置里的 %(key)s 应是“键: 值”的形式。", key=path or _l("最外层")))
        self.path = path
        self._left = {str(key): value for key, value in told.items()}

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether something is said under the key."""
        return self._left.get(key) is not None

    def maybe_text(self, key: str, longest: int = 120) -> str | None:
        """A text, or None where nothing is said."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, date)) or not str(value).strip():
            raise wrong(_l("配置里的 %(key)s 应是文字。", key=self._name(key)))
        text = str(value).strip()
        if len(text) > longest:
            raise wrong(_l("配置里的 %(key)s 最多 %(most)d 个字。", key=self._name(key), most=longest))
        return text

    def text(self, key: str, longest: int = 120) -> str:
        """A text that must be there."""
        found = self.maybe_text(key, longest)
        if found is None:
            raise wrong(_l("配置里缺少 %(key)s。", key=self._name(key)))
        return found

    def separator(self, key: str) -> str | None:
        """What stands between parts; blanks in it are kept."""
        value = self._left.pop(key, None)
        if value is not None and (not isinstance(value, str) or not value):
            raise wrong(_l("配置里的 %(key)s 应是文字。", key=self._name(key)))
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        """One of the words allowed."""
        found = self.maybe_text(key) or default
        if found not in allowed:
            words = ", ".join(word for word in allowed if word)
            raise wrong(_l("配置里的 %(key)s 只能是：%(words)s。", key=self._name(key), words=words))
        return found

    def flag(self, key: str) -> bool:
        """true or false; false where nothing is said."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise wrong(_l("配置里的 %(key)s 只能是 true 或 false。", key=self._name(key)))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where nothing is said."""
        value = self._left.pop(key, None) or []
        if not isinstance(value, list) or not all(isinstance(word, (str, int)) for word in value):
            raise wrong(_l("配置里的 %(key)s 应是文字的列表。", key=self._name(key)))
        return tuple(str(word).strip() for word in value)

    def mapping(self, key: str) -> dict[str, str]:
        """Text → text, empty where nothing is said."""
        value = self._left.pop(key, None) or {}
        if not isinstance(value, Mapping) or not all(isinstance(word, (str, int)) for word in value.values()):
            raise wrong(_l("配置里的 %(key)s 应是“键: 值”的形式。", key=self._name(key)))
        return {str(word).strip(): str(code).strip() for word, code in value.items()}

    def choices(self, key: str, allowed: Sequence[str]) -> dict[str, str]:
        """Text → one of the words allowed; at least one."""
        found = self.mapping(key)
        if not found or not set(found.values()) <= set(allowed):
            name, words = self._name(key), ", ".join(allowed)
            raise wrong(_l("配置里的 %(key)s 要把表里的词对应到这些：%(words)s。", key=name, words=words))
        return found

    def inner(self, key: str) -> Keys:
        """The mapping under a key, which must be there."""
        if not self.has(key):
            raise wrong(_l("配置里缺少 %(key)s。", key=self._name(key)))
        return Keys(self._left.pop(key), self._name(key))

    def list_of_keys(self, key: str) -> Iterator[Keys]:
        """The mappings listed under a key, none where nothing is said."""
        value = self._left.pop(key, None) or []
        if not isinstance(value, list):
            raise wrong(_l("配置里的 %(key)s 应是列表。", key=self._name(key)))
        return (Keys(inner, f"{self._name(key)}[{place}]") for place, inner in enumerate(value, start=1))

    def nothing_else(self) -> None:
        """Refuses keys that nobody asked for: a misspelt key should not be passed over."""
        if self._left:
            unknown = ", ".join(self._name(key) for key in self._left)
            raise wrong(_l("配置里有不认识的键：%(keys)s。请核对拼写。", keys=unknown[:200]))
