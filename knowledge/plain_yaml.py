"""YAML without anchors, so that no file can unfold into a giant."""

from __future__ import annotations

import yaml


class PlainLoader(yaml.SafeLoader):
    """The safe loader, which also refuses aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose the next node.

        Raises:
            yaml.composer.ComposerError: The node is an alias.
        """
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML has no types here
            raise yaml.composer.ComposerError(None, None, "anchors and aliases are not allowed", event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node
