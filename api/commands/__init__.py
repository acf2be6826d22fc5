"""The commands, one file for each kind of work; they import what they need when they run, so that help is quick."""
