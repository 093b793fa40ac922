"""The vocabulary every stage speaks: frozen dataclasses and enums, standard library only."""
