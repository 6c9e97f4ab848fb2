"""People of an online event, as webinar tools list them: one column says who really came."""

from prospector.collect.profile import Profile, aliases, keys, signature, when

_ATTENDED = (
    "Attended; Has attended; Attended live; Attendance; Present; Attended event; A participé; Participé;"
    " Présent; Présence; A assisté"
)
_EMAIL = "Email; E-mail; Email address; Adresse e-mail; Adresse email; Courriel"
_REGISTERED_ON = (
    "Registration date; Registered at; Registered on; Registration time; Registration Date (UTC);"
    " Date d'inscription; Inscrit le; Inscription"
)
_CAME_ON = (
    "Attended at; Joined at; Join time; First join; Session date; Event date; Date de participation;"
    " Date de l'événement; Date de session; Arrivée"
)

PROFILE = Profile(
    name="attendees",
    help="people of a webinar or event with a column that says who came (English or French); the others registered",
    signatures=(signature(_ATTENDED, _EMAIL),),
    aliases=aliases(
        subject="Event; Event name; Event title; Session; Webinar; Événement; Nom de l'événement; Webinaire",
        attribute="Attendance rate; Taux de présence; Taux de participation; Time spent; Durée; utm_source; utm_medium; utm_campaign",
    ),
    ignored=keys(f"{_ATTENDED}; {_REGISTERED_ON}; {_CAME_ON}"),
    kinds=(
        when(
            "event_attended",
            _ATTENDED,
            "yes; y; true; 1; x; oui; vrai; attended; present; a participé; participé; présent",
            dated=_CAME_ON,
        ),
        when(
            "event_registered",
            _ATTENDED,
            "no; n; false; 0; non; faux; absent; not attended; did not attend; registered; no show; inscrit",
            dated=_REGISTERED_ON,
        ),
        when("event_registered", _REGISTERED_ON, dated=_REGISTERED_ON),
        when(None),
    ),
    wants={"subject": "which event it was: --set subject='…'"},
)
