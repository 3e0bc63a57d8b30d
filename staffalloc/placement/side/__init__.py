"""Rules over many people at once: rows, the programme they need, the bound they leave."""
