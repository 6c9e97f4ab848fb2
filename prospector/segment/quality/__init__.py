"""In: rules, scores, memberships.  Out: how well the segments hold, in words and figures."""
