"""Take in what webhooks brought: from raw bodies to signals, sightings and rejects."""
