"""A record to write."""

from prospector.export.record import Record

RECORD = Record(
    draft=9,
    lead=1,
    owner="alice",
    sender="bob",
    segment="hiring",
    step=1,
    channel="email",
    language="fr",
    grade="A1",
    why_now="Acme recrute : Commercial",
    email="zoe@acme.example",
    first_name="Zoé",
    last_name="Martin",
    title="Directrice, ventes",
    linkedin_url="linkedin.com/in/zoe",
    phone="+33612345678",
    country="FR",
    time_zone="Europe/Paris",
    company="Acme",
    domain="acme.example",
    subject='Une "question"',
    body="Bonjour Zoé,\n\nUne question.\n",
    send_not_before=None,
)
