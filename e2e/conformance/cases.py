"""What an operation must refuse, and what it must do, derived from its model.

A refusal by the model's rules must name the member that breaks one; so a case cannot pass because
its input is wrong somewhere else.
"""

import re
import uuid
from dataclasses import dataclass, field

from conformance.values import UUID, compiled

# Answered whatever the operation models: by the wire, before the operation is known or begun.
OF_THE_WIRE = {"AccessDeniedException", "SerializationException"}
# What an operation answers for broken rules that models none of these.
UNMODELLED = "ValidationException"
RULES = {"InvalidParameterException", "InvalidRequestException", "ValidationException", "BadRequestException"}
# Operations that take an identifier of nothing without complaint, and why.
INDIFFERENT = {
    ("AssociateWorkspace", "ResourceArns"): "each is answered by itself",
    ("CreateTestCase", "TestCaseId"): "the new one gets it",
    ("DisassociateWorkspace", "ResourceArns"): "each is answered by itself",
    ("GetCurrentUserData", "Filters"): "nobody is found",
    **{(f"Get{name}", "Filters"): "what is gone has its past" for name in ("CurrentMetricData", "MetricData", "MetricDataV2")},
    ("DisassociateHoursOfOperations", "ParentHoursOfOperationIds"): "what is no parent stays none",
    ("DisassociateRoutingProfileQueues", "QueueReferences"): "what is not of the profile stays so",
    ("DisassociateRoutingProfileQueues", "ManualAssignmentQueueReferences"): "what is not of the profile stays so",
}
# Reads that the root key, which signs here, may not do.
NOT_FOR_ROOT = {"GetFederationToken"}
# Reads of contacts in a queue: none is made here.
NOTHING_WAITS = {"GetContactMetrics"}
READS = ("Describe", "Get", "List", "Search", "BatchGet")
# Sizes up to which a list or map one above its bound is sent.
LARGEST_LIST = 2_000
WRONG = {
    "string": [5], "integer": ["x", 1.5], "long": ["x", 1.5], "float": ["x"], "double": ["x"], "boolean": ["perhaps", 1],
    "timestamp": ["yesterday"], "list": ["x"], "map": ["x"], "structure": ["x"], "blob": ["*"],
}
# In a path, a query and a header everything is text, so that only what reads it as something else can be wrong.
WRONG_TEXT = {kind: [it for it in values if isinstance(it, (str, float))] for kind, values in WRONG.items()}
WRONG_TEXT.update(string=[], list=[], map=[], structure=[], boolean=["perhaps"])


@dataclass
class Case:
    """One request and what must come back."""

    name: str
    members: dict
    # The member whose rule is broken; None when any refusal that the operation models will do.
    path: str | None = None
    # Codes besides the operation's own.
    codes: set = field(default_factory=set)
    status: int | None = None
    signed: str = "root"


def problems(operation, case, answer):
    """What is wrong with the answer to a refused request; None when nothing is."""
    modelled = {shape.name: shape.metadata.get("error", {}).get("httpStatusCode") for shape in operation.error_shapes}
    if not 400 <= answer.status < 500:
        return f"not refused: {answer}"
    allowed = set(modelled) | OF_THE_WIRE | case.codes
    if not RULES & set(modelled):
        allowed.add(UNMODELLED)
    if answer.code not in allowed:
        return f"not modelled: {answer}"
    if (status := modelled.get(answer.code)) and status != answer.status:
        return f"the model says {status}: {answer}"
    if case.status and case.status != answer.status:
        return f"not {case.status}: {answer}"
    if not answer.message:
        return f"says nothing: {answer}"
    if case.path is not None and f"'{case.path}" not in answer.message:
        return f"does not name {case.path}: {answer}"
    return None


def refusals(world, operation):
    """Everything that must be refused without a trace."""
    base = lambda: world.values.input(operation)
    shape = operation.input_shape
    yield Case("nobody signed", base(), codes={"MissingAuthenticationTokenException", "UnknownOperationException"}, signed="")
    yield Case("no policy allows it", base(), codes={"AccessDeniedException"}, status=403, signed="nobody")
    if not shape:
        return
    walk = Walk(world, operation)
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        put = lambda value, name=name: {**base(), name: value}
        if name in shape.required_members and not (where == "uri" and ends_elsewhere(world, operation, name)):
            without = {key: value for key, value in base().items() if key != name}
            yield missing(f"{name} is missing", without, name, where)
        yield from walk.broken(name, name, member, put, where)
    yield from every(world, operation)
    yield from unknown(world, operation)
    if "NextToken" in shape.members:
        yield Case("NextToken is forged", {**base(), "NextToken": "Zm9yZ2Vk" * 4})


def every(world, operation):
    """All that is missing or wrong is named at once: one case per operation that has more than one."""
    shape = operation.input_shape
    body = [
        name for name in (shape.required_members if shape else ())
        if shape.members[name].serialization.get("location") is None
    ]
    if len(body) > 1:
        members = {key: value for key, value in world.values.input(operation).items() if key not in body}
        for name in body:
            yield Case(f"{name} is missing with all others", members, name)


def missing(name, members, path, where):
    """Without a label there is a path of another operation or of none."""
    if where == "uri":
        return Case(name, members, codes={"UnknownOperationException"})
    return Case(name, members, path)


def ends_elsewhere(world, operation, label):
    """Whether the path without its last label is another operation's: a slash at the end is nothing."""
    uri = operation.http["requestUri"]
    if not uri.endswith("{" + label + "}"):
        return False
    shorter = world.routes.get((operation.http["method"], anonymous(uri.rpartition("/")[0])))
    return shorter is not None


def anonymous(uri):
    """A path with its labels' names left out."""
    return re.sub(r"\{[^}]*\}", "{}", uri.partition("?")[0]).rstrip("/")


def unknown(world, operation):
    """Each identifier in turn is one of nothing."""
    base = world.values.input(operation)
    for name, member in operation.input_shape.members.items():
        # What narrows a listing may name what is not there: it lists nothing. A batch is answered
        # entry by entry.
        narrows = name not in base and operation.name.startswith(READS)
        if narrows or (operation.name.startswith("Batch") and member.type_name == "list"):
            continue
        other = nobody(base.get(name) or world.values.value(operation.name, name, member), world.known)
        if other is not None and (operation.name, name) not in INDIFFERENT:
            yield Case(f"{name} is unknown", {**world.values.input(operation), name: other})


def nobody(value, known):
    """The same value with an identifier that the world knows replaced; None where it has none."""
    if isinstance(value, list):
        other = [nobody(one, known) for one in value]
        return other if any(one is not None for one in other) else None
    if isinstance(value, dict):
        other = {key: nobody(one, known) for key, one in value.items()}
        found = {key: one for key, one in other.items() if one is not None}
        return {**value, **found} if found else None
    if not isinstance(value, str) or value not in known.values():
        return None
    *_, last = [None, *UUID.finditer(value)]
    if last:
        return value[: last.start()] + str(uuid.uuid4()) + value[last.end():]
    return "nothing" if any(value == one for key, one in known.items() if key.endswith("Name")) else None


class Walk:
    """Goes through an input's shape once, breaking one rule at a time."""

    def __init__(self, world, operation):
        self.world, self.values, self.operation = world, world.values, operation
        self.seen = set()

    def broken(self, label, path, shape, put, where):
        """Cases for a member and all below it; `put` makes an input with a value in its place."""
        kind, rules = shape.type_name, shape.metadata
        self.ends = where == "uri" and ends_elsewhere(self.world, self.operation, path)
        at = lambda value: self.at(label, path, put, where, value)
        for value in (WRONG if where is None else WRONG_TEXT)[kind]:
            yield at(value)(f"is {value!r}")
        if kind == "string":
            yield from self.string(shape, rules, where, at)
        elif kind in ("integer", "long", "float", "double"):
            yield from self.number(kind, rules, at)
        elif kind == "list":
            yield from self.list(label, path, shape, rules, put, where, at)
        elif kind == "map":
            yield from self.map(label, path, shape, rules, put, where, at)
        elif kind == "structure" and shape.name not in self.seen:
            self.seen.add(shape.name)
            yield from self.structure(label, path, shape, put, at)

    def at(self, label, path, put, where, value):
        """A case with this value; in a path an empty one is no label at all."""
        members = put(value)

        def named(what):
            if where == "uri" and value == "":
                return missing(f"{label} {what}", members, path, where)
            return Case(f"{label} {what}", members, path)

        return named

    def string(self, shape, rules, where, at):
        if rules.get("enum"):
            yield at("NO_SUCH_WORD")("is a word of no enumeration")
            return
        low, high = rules.get("min", 0), rules.get("max")
        if low > 1 or (low == 1 and not self.ends):
            yield at("a" * (low - 1))("is too short")
        if high is not None:
            yield at("a" * (high + 1))("is too long")
        pattern = compiled(rules.get("pattern"))
        # No header holds a control character.
        first = () if where == "header" else ("\u0001",)
        for text in (*first, " ", "?", "!", "x", "a b", "5" * 7, "", "aws:a") if pattern else ():
            text = text * max(1, low) if text else text
            if low <= len(text) <= (high or len(text)) and text and not pattern.search(text):
                yield at(text)("breaks its pattern")
                break

    def number(self, kind, rules, at):
        step = 1 if kind in ("integer", "long") else 0.5
        if "min" in rules:
            yield at(rules["min"] - step)("is too small")
        if "max" in rules:
            yield at(rules["max"] + step)("is too large")
        if kind == "integer":
            yield at(2**31)("has more than 32 bits")

    def list(self, label, path, shape, rules, put, where, at):
        one = lambda: self.values.value(self.operation.name, "", shape.member)
        low, high = rules.get("min", 0), rules.get("max")
        if low > 0 and where is None:
            yield at([one() for _ in range(low - 1)])("has too few")
        if high is not None and high < LARGEST_LIST:
            yield at([one()] * (high + 1))("has too many")
        if where is None:
            yield self.at(f"{label}[0]", f"{path}[0]", put, where, [None])("is null")
        yield from self.broken(f"{label}[0]", f"{path}[0]", shape.member, lambda value: put([value]), where)

    def map(self, label, path, shape, rules, put, where, at):
        value = lambda: self.values.value(self.operation.name, "", shape.value)
        key = self.values.value(self.operation.name, "", shape.key)
        low, high = rules.get("min", 0), rules.get("max")
        if low > 0:
            yield at({})("has too few")
        if high is not None and high < LARGEST_LIST:
            yield at({f"k{n}": value() for n in range(high + 1)})("has too many")
        if shape.key.metadata.get("max"):
            # Only the start of a long key stands in the path.
            yield self.at(f"a key of {label}", path, put, where, {"a" * (shape.key.metadata["max"] + 1): value()})("is too long")
        yield from self.broken(f"{label}[{key}]", f"{path}[{key}]", shape.value, lambda value: put({key: value}), where)

    def structure(self, label, path, shape, put, at):
        valid = lambda: self.values.structure(self.operation.name, shape)
        for name in shape.required_members:
            without = {key: value for key, value in valid().items() if key != name}
            yield self.at(f"{label}.{name}", f"{path}.{name}", put, None, without)("is missing")
        union = getattr(shape, "is_tagged_union", False)
        if union:
            yield at({})("has no member")
        for name, member in shape.members.items():
            inside = lambda value, name=name: put({**({} if union else valid()), name: value})
            yield from self.broken(f"{label}.{name}", f"{path}.{name}", member, inside, None)


def works(world, operation):
    """What must succeed: a name, and what is wrong or None."""
    base = lambda: world.values.input(operation)
    name = operation.name
    members = operation.input_shape.members if operation.input_shape else {}
    if name.startswith(READS):
        yield from reads(world, operation, base, members)
    elif name.startswith(("Create", "Claim")):
        if "ClientToken" in members:
            yield "a token makes once", once(world, operation, base)
        if {"Tags", "tags"} & set(members):
            yield from tagged(world, operation, base, "Tags" if "Tags" in members else "tags")


def reads(world, operation, base, members):
    if operation.name in NOT_FOR_ROOT or operation.name in NOTHING_WAITS:
        return
    answer = world.wire.send(operation, base())
    # Contacts are made by calls, which is not for here.
    if answer.status == 404 and {"ContactId", "InitialContactId"} & set(members):
        return
    yield "answers", None if answer.status == 200 else str(answer)
    if answer.status != 200:
        return
    known = {member.serialization.get("name", name) for name, member in operation.output_shape.members.items()}
    strange = set(answer.body) - known
    yield "answers what the model has", f"and {strange}" if strange else None
    if "MaxResults" not in members or "NextToken" not in operation.output_shape.members:
        return
    rows = [name for name, shape in operation.output_shape.members.items() if shape.type_name == "list"]
    one = world.wire.send(operation, {**base(), "MaxResults": 1})
    if one.status != 200:
        yield "a page of one", str(one)
        return
    long = [name for name in rows if len(one.output.get(name, ())) > 1]
    yield "a page of one", f"{long} have more" if long else None
    token = one.output.get("NextToken")
    if token:
        next = world.wire.send(operation, {**base(), "MaxResults": 1, "NextToken": token})
        same = [name for name in rows if next.output.get(name) and next.output.get(name) == one.output.get(name)]
        yield "the next page", str(next) if next.status != 200 else f"{same} again" if same else None
    else:
        long = [name for name in rows if len(answer.output.get(name, ())) > 1]
        yield "the next page", f"there is more of {long}, but no token" if long else None


def once(world, operation, base):
    """The same token with the same request makes once; with another request it is refused."""
    asked = {**base(), "ClientToken": str(uuid.uuid4())}
    first = world.wire.send(operation, asked)
    if first.status >= 300:
        return f"not made: {first}"
    before = world.stored()
    second = world.wire.send(operation, asked)
    if (first.status, first.output) != (second.status, second.output):
        return f"first {first.output}, then {second} {second.output}"
    other = {**asked, "Description": "another"} if "Description" in operation.input_shape.members else {**base(), "ClientToken": asked["ClientToken"]}
    third = world.wire.send(operation, other)
    if third.status < 400:
        return f"another request with the token: {third} {third.output}"
    return None if world.stored() == before else "made twice"


def tagged(world, operation, base, member):
    """Tags that a resource was made with are read, added to and taken away."""
    made = world.wire.send(operation, {**base(), member: {"team": "a", "site": "b"}})
    if made.status >= 300:
        yield "made with tags", str(made)
        return
    arn = next((value for value in texts(made.output) if value.startswith("arn:")), None)
    ask = lambda name, **more: world.wire.send(world.operation(name), {"resourceArn": arn, **more})
    is_now = lambda wanted: None if (found := ask("ListTagsForResource")).output.get("tags") == wanted else f"{found} {found.output}"
    yield "made with tags", is_now({"team": "a", "site": "b"})
    ask("TagResource", tags={"site": "c", "floor": "1"})
    yield "a tag is added and changed", is_now({"team": "a", "site": "c", "floor": "1"})
    ask("UntagResource", tagKeys=["team", "floor"])
    yield "tags are taken away", is_now({"site": "c"})


def texts(value):
    """All texts of an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
