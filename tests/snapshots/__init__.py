"""What the server tells the chat, recorded: the widget's tests read it, and a test of the server compares its shape.

`python -m tests.snapshots.record` records it anew.
"""
