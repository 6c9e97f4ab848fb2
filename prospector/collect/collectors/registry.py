"""Every collector that fetches: one line each."""

from prospector.collect.collector import Collector
from prospector.collect.collectors import (
    ashby,
    github_stars,
    greenhouse,
    http,
    hubspot,
    imap,
    instantly,
    lemlist,
    lemlist_signals,
    lever,
    smartlead,
)
from prospector.rules.models import CollectorName

COLLECTORS: dict[CollectorName, Collector] = {
    CollectorName.HTTP: http.COLLECTOR,
    CollectorName.GREENHOUSE: greenhouse.COLLECTOR,
    CollectorName.LEVER: lever.COLLECTOR,
    CollectorName.ASHBY: ashby.COLLECTOR,
    CollectorName.IMAP: imap.COLLECTOR,
    CollectorName.GITHUB_STARS: github_stars.COLLECTOR,
    CollectorName.HUBSPOT: hubspot.COLLECTOR,
    CollectorName.LEMLIST: lemlist.COLLECTOR,
    CollectorName.LEMLIST_SIGNALS: lemlist_signals.COLLECTOR,
    CollectorName.SMARTLEAD: smartlead.COLLECTOR,
    CollectorName.INSTANTLY: instantly.COLLECTOR,
}
