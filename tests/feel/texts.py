"""Texts as people may type them, and expressions that are grown from parts."""

from hypothesis import strategies as st

WORDS = [
    *"if then else for in return some every satisfies and or between instance of function true false null".split(),
    *"( ) [ ] { } , . : .. + - * / ** = != < <= > >= @ -> ? ' ~ $ # & | ! % ; \" \\ //".split(),
    *"a b item partial x date time now today not sum count string number list context werkdagen".split(),
    *['"a"', '"2026-01-01"', '"P1D"', "1", "0", "2.5", ".5", "1e99", "-1", "string length", "date and time"],
    *["date and time(", "sort(", "matches(", "flatten(", "for x in", "function(x)", '@"', "[1..", "{a:"],
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=14).map("".join),
)
LEAVES = st.sampled_from(
    [
        "a",
        "b",
        "x",
        "list",
        "time",
        "date",
        "x.a",
        "x.b",
        "item",
        "null",
        "true",
        "false",
        "1",
        "-2.5",
        "0",
        "9e6000",
        '"x"',
        '""',
        '@"2026-01-31"',
        '@"P1D"',
        '@"P1Y"',
        '@"10:00:00Z"',
        '@"2026-01-31T10:00:00"',
        '@"99999-12-31"',
        '@"-0044-03-15T12:00:00+01:00"',
        '@"10:00:00.123456789Z"',
        '@"0001-01-01T00:00:00.000000001+14:00"',
        "[1..5]",
        "[]",
        "{}",
        '[1, null, "a"]',
        "{a: 1}",
        "(< 3)",
        "onbekend",
        "today()",
        "(function(p) p)",
    ]
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from("+ - * / ** = != < <= > >= and or in".split())
    calls = st.sampled_from(
        [
            *"not string number count".split(),
            *"sum min max mean sort flatten reverse abs floor odd sqrt date time duration".split(),
            "string length",
            "distinct values",
            "upper case",
            "date and time",
            "day of week",
            "get entries",
            "median",
            "stddev",
            "mode",
            "all",
            "any",
            "trim",
            "even",
            "exp",
            "log",
            "werkdagen",
            "is defined",
            "context",
        ]
    )
    two = st.sampled_from(
        [
            *"append concatenate contains".split(),
            *"matches split decimal modulo union remove includes before overlaps is".split(),
            "list contains",
            "index of",
            "get value",
            "starts with",
            "years and months duration",
            "substring",
            "sublist",
        ]
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]}[{p[1]}]"),
        st.tuples(calls, inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(two, inner, inner).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"(if {p[0]} then {p[1]} else {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"(for q in {p[0]} return {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"(some q in {p[0]} satisfies {p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} between {p[1]} and {p[2]})"),
        inner.map(lambda text: f"(-{text})"),
        inner.map(lambda text: f"{text}.year"),
    )


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=12)
