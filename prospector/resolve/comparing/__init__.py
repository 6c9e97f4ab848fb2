"""Once everybody is known: companies headlines name, relations, likenesses."""
