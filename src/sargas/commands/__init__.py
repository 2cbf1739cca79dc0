"""What the commands of `sargas.cli` do: wiring of rooms, files in and out. Imported when its command is run."""
