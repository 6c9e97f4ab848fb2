"""What messages in a mailbox say: who answered, who is away until when, what did not arrive."""
