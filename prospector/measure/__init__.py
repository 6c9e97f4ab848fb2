"""Stage: measure.  In: what was put before us, what came back.  Out: rates with n and interval; writes nothing."""
