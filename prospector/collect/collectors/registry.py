"""Every collector that fetches: one line each."""

from prospector.collect.collector import Collector
from prospector.collect.collectors import http
from prospector.rules.models import CollectorName

COLLECTORS: dict[CollectorName, Collector] = {
    CollectorName.HTTP: http.COLLECTOR,
}
