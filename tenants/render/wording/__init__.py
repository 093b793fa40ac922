"""Sentences for codes: the pure stages carry codes and facts, the words for them stand here."""
