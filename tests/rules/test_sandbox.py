"""A template reads what it is given, writes text, and does nothing else."""

import time
from collections.abc import Mapping

import pytest

from prospector.rules import sandbox
from prospector.rules.filters import MissingValue
from prospector.rules.sandbox import Readable, Refused, Sandbox


class Person(Readable):
    __slots__ = ("first_name", "secret", "tools")
    readable = frozenset({"first_name", "tools"})

    def __init__(self) -> None:
        self.first_name = "Claire"
        self.tools = ["CRM", "ERP"]
        self.secret = "canary"

    def explode(self) -> str:
        raise AssertionError("a template called a method")


CONTEXT: dict[str, object] = {"lead": Person(), "name": "Acme", "count": 7, "nothing": None}


def run(source: str, context: Mapping[str, object] = CONTEXT) -> str:
    return sandbox.render(sandbox.compile_text(source), context)


def run_files(files: Mapping[str, str], name: str) -> str:
    environment = Sandbox(sandbox.Texts(files))
    return sandbox.render(sandbox.get(environment, name), CONTEXT)


def test_it_writes_what_it_reads() -> None:
    text = run("{% if count > 5 %}Hi {{ lead.first_name }} of {{ name|upper }}{% endif %}!")
    assert text == "Hi Claire of ACME!"


def test_it_loops_over_lists() -> None:
    source = "{% for tool in lead.tools %}{{ tool }}{{ ', ' if not loop.last }}{% endfor %}"
    assert run(source) == "CRM, ERP"


def test_it_refuses_to_write_an_unknown_value_and_names_it() -> None:
    for source in ("{{ nothing }}", "{{ 'a' ~ nothing }}", "{% for x in nothing %}{% endfor %}"):
        with pytest.raises(MissingValue, match="nothing is unknown"):
            run(source)


def test_it_names_the_field_under_a_filter() -> None:
    person = Person()
    person.first_name = None  # type: ignore[assignment] # that is the point
    with pytest.raises(MissingValue, match=r"lead\.first_name is unknown"):
        run("{{ lead.first_name|upper }}", {"lead": person})


def test_it_takes_a_field_of_nothing_for_a_missing_value() -> None:
    for source in ("{{ nothing.claim }}", "{% if nothing.claim %}{% endif %}"):
        with pytest.raises(MissingValue, match="nothing is unknown"):
            run(source)
    with pytest.raises(MissingValue):
        run("{{ lead.tools[9].claim }}")
    assert run("{{ lead.tools[9]|default('none') }}{{ lead.tools[-1] }}") == "noneERP"


def test_it_lets_default_accept_an_unknown_value() -> None:
    assert run("{{ nothing|default('you') }}") == "you"
    with pytest.raises(Refused, match="undefined"):
        run("{{ nobody|default('you') }}")


def test_it_refuses_an_unknown_name_with_its_line() -> None:
    with pytest.raises(Refused, match="nickname") as caught:
        run("first line\n{{ lead.nickname }}")
    assert caught.value.line == 2


def test_it_never_runs_what_a_value_says() -> None:
    for hostile in ("{{ 7 * 7 }}", "{% for x in range(9) %}x{% endfor %}", "{{ lead.secret }}"):
        assert run("Hi {{ name }}", {"name": hostile}) == f"Hi {hostile}"


#: Ways out of a sandbox that have worked somewhere: attributes of methods and classes, format
#: strings, hidden names, syntax that brings code along.
PAYLOADS = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''['__cl' ~ 'ass__'] }}",
    "{{ lead.__class__.__init__.__globals__ }}",
    "{{ lead.__init__.__globals__['os'] }}",
    "{{ lead['__init__'] }}",
    "{{ lead.explode }}",
    "{{ lead.explode() }}",
    "{{ lead.secret }}",
    "{{ lead['secret'] }}",
    "{{ lead.readable }}",
    "{{ [lead]|map(attribute='secret')|first }}",
    "{{ lead.tools|map(attribute='__class__')|join }}",
    "{{ lead.tools|map(attribute='__class__.__mro__')|first }}",
    "{{ lead|attr('secret') }}",
    "{{ ''|attr('__class__') }}",
    "{{ lead.tools|map('attr', '__class__')|first }}",
    "{{ lead.tools|selectattr('__class__')|first|length }}{{ self }}",
    "{{ lead.tools.append('x') }}",
    "{{ lead.tools.__add__ }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self['x'] }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ lipsum(n=3) }}",
    "{{ dict(a=1) }}",
    "{{ config }}",
    "{{ request.application.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ _context }}",
    "{{ context }}",
    "{{ environment }}",
    "{{ caller() }}",
    "{{ varargs }}",
    "{{ super() }}",
    "{{ loop }}",
    "{{ range.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ '{0.__class__}'.format_map({}) }}",
    "{{ '{0.__class__}'|format(name) }}",
    "{{ ('{0.__cla' ~ 'ss__}').format(name) }}",
    "{{ '%s'|format(lead) }}",
    "{{ '%(secret)s' % lead }}",
    "{{ name.upper() }}",
    "{{ name.encode('utf-8') }}",
    "{{ lead|xmlattr }}",
    "{{ lead|tojson }}",
    "{{ lead|pprint }}",
    "{{ lead|string }}",
    "{{ lead|e }}",
    "{{ lead|safe }}",
    "{{ lead }}",
    "{{ lead.tools }}",
    "{{ 'a' ~ lead }}",
    "{{ lead.tools|groupby('__class__') }}",
    "{{ lead.tools|sort(attribute='__class__') }}",
    "{{ lead.tools|unique(attribute='__class__') }}",
    "{{ name|_say('x') }}",
    "{{ name|_loop('x', 0) }}",
    "{% set x = lead.__class__ %}{{ x }}",
    "{% set lead.secret = 1 %}",
    "{% set ns = namespace() %}{% set ns.x = 1 %}",
    "{% set a, b = lead.tools %}",
    "{% set x %}text{% endset %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{% call lead.explode() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'base' %}",
    "{% block x %}{% endblock %}",
    "{% include '/etc/passwd' %}",
    "{% include '_partials/x.j2' %}",
    "{% with x = 1 %}{{ x }}{% endwith %}",
    "{% autoescape true %}x{% endautoescape %}",
    "{% trans %}x{% endtrans %}",
    "{% do lead.explode() %}",
    "{% debug %}",
    "{% for x in {'a': 1} %}{{ x }}{% endfor %}",
    "{% for k, v in lead.tools %}{% endfor %}",
    "{% for x in 'text' %}{{ x }}{% endfor %}",
    "{% for x in lead.tools recursive %}{{ loop(x) }}{% endfor %}",
    "{% for x in lead.tools %}{{ loop.cycle }}{% endfor %}",
    "{% for x in lead.tools %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for x in lead.tools %}{{ loop._iterator }}{% endfor %}",
    "{{ 1 is filter }}",
    "{{ name is callable }}",
    "{{ [lead] }}",
    "{{ (lead, 1) }}",
    "{{ range(*[1, 2]) }}",
    "{{ range(1, **{'a': 2}) }}",
    "{{ 1.real }}",
    "{{ 1.__class__ }}",
    "{{ none.__class__ }}",
    "{{ nobody.__class__ }}",
    "{{ nobody }}",
    "{{ not_closed",
    "{% if %}",
    "{{ '",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_it_stops_every_way_out(payload: str) -> None:
    with pytest.raises((Refused, MissingValue)):
        run(payload)


#: Ways to take all the time or memory.
BOMBS = [
    "{{ range(1000000000) }}",
    "{% for a in range(201) %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{% for a in range(9) %}{% for b in range(9) %}{% for c in range(9) %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in range(200) %}{% for b in range(200) %}{{ a * b }}{{ a + b }}{% endfor %}{% endfor %}",
    "{% for a in range(200) %}{% for b in range(200) %}xx{% endfor %}{% endfor %}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '{:1000000000d}'.format(1) }}",
    "{{ 'x' * 10000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 9999999999999999999999 }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 'x'.zfill(1000000000) }}",
    "{{ 'x'|indent(1000000000) }}",
    "{{ 'x'|ljust(1000000000) }}",
    "{{ lead.tools|batch(1000000000, 'x')|list }}",
    "{{ lead.tools|slice(1000000000)|list }}",
    "{{ name|wordwrap(1, true, 'xxxx') }}",
    "{{ name|urlize }}",
    "{{ lipsum(n=1000000) }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "{% set a = 'x' %}" + "{% set a = a|replace('x', 'xxxxxxxxxx') %}" * 40 + "{{ a }}",
    "{{ ('x' ~ name)|replace('', 'y' ~ 'y')|replace('', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')|replace('', '"
    + "y" * 2000
    + "') }}",
    "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a|string }}",
    "{% set a = (1, 2) %}" + "{% set a = (a, a) %}" * 40 + "{{ a }}",
    "{% set a = 999999999 %}" + "{% set a = a * a %}" * 40 + "{{ a }}",
    "{{ '1e400'|float }}",
    "{{ '9' * 5000 }}",
    "{{ lead.tools|join('" + "x" * 500 + "') }}",
    "{% set a = '" + "x" * 9_000 + "' %}{{ a }}{{ a }}{{ a }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "not " * 4000 + "1 }}",
    "{{ 1" + " + 1" * 4000 + " }}",
    "{{ name" + "|upper" * 2500 + " }}",
    "{% if 1 %}" * 900 + "{% endif %}" * 900,
    "x" * 20_001,
    "{% for a in range(200) %}{% for b in range(200) %}{% endfor %}{% endfor %}" * 200,
    "{{ name[" + "-" * 9000 + "1] }}",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_it_contains_every_bomb(bomb: str) -> None:
    began = time.process_time()
    with pytest.raises(Refused):
        run(bomb)
    assert time.process_time() - began < 2


def test_it_stops_the_slowest_template_it_accepts_in_time() -> None:
    body = "{% set a = t|replace('a', 'b')|upper|lower|trim %}" * 60
    source = "{% set t = '" + "ab" * 4_000 + "' %}"
    source += "{% for i in range(200) %}" + body + "{% endfor %}"
    with pytest.raises(Refused, match="too long"):
        run(source)
    began = time.process_time()
    run(source.replace("range(200)", "range(150)"))  # as many turns as its steps allow
    assert time.process_time() - began < 2


def test_it_includes_partials_of_its_own_files_only() -> None:
    files = {
        "a/1.j2": "{% include '_partials/sign.en.j2' %}",
        "_partials/sign.en.j2": "Yours, {{ name }}",
        "a/2.j2": "{% include '../secret.j2' %}",
        "a/3.j2": "{% include name %}",
        "a/4.j2": "{% include '_partials/../a/1.j2' %}",
        "a/5.j2": "{% include '_partials/none.j2' %}",
        "a/6.j2": "{% include '_partials/none.j2' ignore missing %}",
        "a/7.j2": "{% include ['_partials/sign.en.j2'] %}",
    }
    assert run_files(files, "a/1.j2") == "Yours, Acme"
    for name in ("a/2.j2", "a/3.j2", "a/4.j2", "a/5.j2", "a/6.j2", "a/7.j2"):
        with pytest.raises(Refused):
            run_files(files, name)


def test_it_stops_a_partial_that_includes_itself_or_doubles() -> None:
    files = {"_partials/a.j2": "{% include '_partials/a.j2' %}"}
    for level in range(40):
        include = f"{{% include '_partials/d{level + 1}.j2' %}}"
        files[f"_partials/d{level}.j2"] = include + include
    files["_partials/d40.j2"] = "x"
    for name in ("_partials/a.j2", "_partials/d0.j2"):
        began = time.process_time()
        with pytest.raises(Refused):
            run_files(files, name)
        assert time.process_time() - began < 2


def test_it_names_the_partial_that_failed() -> None:
    files = {"a.j2": "{% include '_partials/b.j2' %}", "_partials/b.j2": "\n{{ 1 / 0 }}"}
    with pytest.raises(Refused, match="division") as caught:
        run_files(files, "a.j2")
    assert (caught.value.name, caught.value.line) == ("_partials/b.j2", 2)


def test_it_names_the_line_of_what_is_not_allowed() -> None:
    with pytest.raises(Refused, match="macro is not allowed") as caught:
        sandbox.compile_text("\n\n{% macro x() %}{% endmacro %}", "file.j2")
    assert (caught.value.name, caught.value.line) == ("file.j2", 3)


def test_it_runs_nothing_while_compiling() -> None:
    sandbox.compile_text("{{ 'x'|upper }}{{ 1 + 1 }}{{ 'a' ~ 'b' }}{{ '9'|int / 0 }}")


def test_it_starts_every_rendering_afresh() -> None:
    template = sandbox.compile_text("{% for a in range(150) %}{{ a }}{% endfor %}")
    for _ in range(300):
        sandbox.render(template, CONTEXT)
