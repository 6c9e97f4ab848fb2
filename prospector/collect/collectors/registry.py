"""Every collector that fetches: one line each."""

from prospector.collect.collector import Collector
from prospector.collect.collectors import ashby, greenhouse, http, imap, lever
from prospector.rules.models import CollectorName

COLLECTORS: dict[CollectorName, Collector] = {
    CollectorName.HTTP: http.COLLECTOR,
    CollectorName.GREENHOUSE: greenhouse.COLLECTOR,
    CollectorName.LEVER: lever.COLLECTOR,
    CollectorName.ASHBY: ashby.COLLECTOR,
    CollectorName.IMAP: imap.COLLECTOR,
}
