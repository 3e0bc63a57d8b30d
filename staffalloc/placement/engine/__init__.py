"""The engine: people to seats in whole numbers, by generated pairs, with proof; no case in it."""
