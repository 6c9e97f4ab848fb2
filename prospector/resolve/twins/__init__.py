"""Companies that may be one: looked up by words of their names, compared, suggested."""
