"""Values that the model allows: from a table where a word has a meaning, else from its rules."""

import itertools
import json
import re
import time
import uuid

from test_api import ALWAYS, FLOW
from test_ops_flows import MODULE
from test_ops_rules import EVENT, POST_CALL, SMS, function
from test_ops_test_cases import case

WEST = "us-west-2"
VOCABULARY = "Phrase\tIPA\tSoundsLike\tDisplayAs\nCarillon\t\t\tCarillon\n"
VIEW = {"Template": json.dumps({"Body": ["$.Customer.Name"]}), "Actions": ["Ok"]}
PEM = "-----BEGIN PUBLIC KEY-----\nMFww\n-----END PUBLIC KEY-----"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NINE_TO_FIVE = {"Day": "THURSDAY", "StartTime": {"Hours": 9, "Minutes": 0}, "EndTime": {"Hours": 17, "Minutes": 0}}
# What an operation needs though its model does not say so.
ALSO = {
    "ClaimPhoneNumber": ["InstanceId"], "SearchAvailablePhoneNumbers": ["InstanceId"], "UpdatePhoneNumber": ["InstanceId"],
    "CreateInstance": ["InstanceAlias"], "AssociateBot": ["LexV2Bot"], "DisassociateBot": ["LexV2Bot"], "CreatePredefinedAttribute": ["Values"],
    "CreateContact": ["UserInfo", "InitiateAs"], "UpdateContact": ["Name"],
}
NUMBERS = itertools.count(1)


def fresh(known, operation):
    return f"c{next(NUMBERS)}"


def alias(known, operation):
    return known.get("ContactFlowModuleAliasId" if "Module" in operation else "ContactFlowAliasId")


def association(known, operation):
    return known.get("SecurityKeyAssociationId" if "SecurityKey" in operation else "StorageAssociationId")


def always(value):
    return lambda known, operation: value


def of(name):
    """What the world has under another name."""
    return lambda known, operation: known.get(name)


def five_minutes(back):
    """So many times five minutes ago, in whole ones."""
    return lambda known, operation: (int(time.time()) // 300 - back) * 300


# By "Operation.Member", by member anywhere in an input, or by shape. An entry is called with what
# the world has and the operation; what is not of the member's kind is no answer. What stands in no entry and that the world
# knows by the member's name (`QueueId`, as CreateQueue answered it) is that, and everything else is
# made from the model's rules.
TABLE = {
    **{name: fresh for name in (
        "Name", "AliasName", "VocabularyName", "SecurityProfileName", "Username", "InstanceAlias", "ReplicaAlias",
        "BucketName", "BotName",
    )},
    **{f"{verb}PredefinedAttribute.Name": of("PredefinedAttributeName") for verb in ("Describe", "Update", "Delete")},
    "AttributeName": lambda known, operation: known.get("DataTableAttributeName") if "DataTable" in operation else None,
    "AliasId": alias,
    "AssociationId": association,
    "UpdateTrafficDistribution.Id": of("TrafficDistributionGroupId"),
    "GetTrafficDistribution.Id": of("TrafficDistributionGroupId"),
    "Content": lambda known, operation: json.dumps(MODULE if "Module" in operation else FLOW),
    "CreateVocabulary.Content": always(VOCABULARY),
    **dict.fromkeys(("CreateTestCase.Content", "UpdateTestCase.Content"), always(case())),
    **dict.fromkeys(("CreateView.Content", "UpdateViewContent.Content"), always(VIEW)),
    "CreateContactFlow.Type": always("CONTACT_FLOW"),
    "IdentityManagementType": always("SAML"),
    "CreateHoursOfOperation.Config": always(ALWAYS),
    "UpdateHoursOfOperation.Config": always(ALWAYS),
    "TimeZone": always("UTC"),
    "EffectiveFrom": always("2026-12-24"),
    "EffectiveTill": always("2026-12-26"),
    "FromDate": always("2026-12-24"),
    "ToDate": always("2026-12-26"),
    "MediaConcurrencies": always([{"Channel": "VOICE", "Concurrency": 1}]),
    "QuickConnectConfig": always({"QuickConnectType": "PHONE_NUMBER", "PhoneConfig": {"PhoneNumber": "+18005550100"}}),
    "CreateTaskTemplate.Fields": always([{"Id": {"Name": "Task name"}, "Type": "NAME"}]),
    "CreatePredefinedAttribute.Values": always({"StringList": ["French"]}),
    "UserProficiencies": lambda known, operation: [
        {"AttributeName": known.get("PredefinedAttributeName"), "AttributeValue": "French", **({} if "Disassociate" in operation else {"Level": 3.0})}
    ],
    "Values": always({"StringList": ["French"]}),
    "S3Uri": always("s3://conformance/sound.wav"),
    "EmailAddress": lambda known, operation: f"{fresh(known, operation)}@example.com",
    "PhoneConfig": always({"PhoneType": "SOFT_PHONE"}),
    "PhoneNumber": always("+18005550100"),
    "ClaimPhoneNumber.PhoneNumber": lambda known, operation: next(known["numbers"]),
    "SecurityProfileIds": lambda known, operation: [known.get("SecurityProfileId")],
    "SecurityProfiles": lambda known, operation: [{"Id": known.get("SecurityProfileId")}],
    "EntityType": always("USER"),
    "EntityArn": of("UserArn"),
    "AssociateSecurityKey.Key": always(PEM),
    "Origin": lambda known, operation: f"https://{fresh(known, operation)}.example",
    "FunctionArn": always("arn:aws:lambda:us-east-1:123456789012:function:conformance"),
    "LexBot": lambda known, operation: {"Name": fresh(known, operation), "LexRegion": "us-east-1"},
    "LexV2Bot": lambda known, operation: {"AliasArn": f"arn:aws:lex:us-east-1:123456789012:bot-alias/ABC/{fresh(known, operation).upper()}"},
    "LexRegion": always("us-east-1"),
    "LexVersion": always("V2"),
    "IntegrationType": always("EVENT"),
    "IntegrationArn": lambda known, operation: f"arn:aws:app-integrations:us-east-1:123456789012:event-integration/{fresh(known, operation)}",
    "UseCaseType": lambda known, operation: "CONNECT_CAMPAIGNS" if "UseCaseId" in known else "RULES_EVALUATION",
    "DataSetId": always("contact_trace_record_20230901"),
    "DataSetIds": always(["contact_trace_record_20230901"]),
    "PhoneNumberCountryCode": always("CA"),
    "PhoneNumberType": always("DID"),
    "ReplicaRegion": always(WEST),
    "resourceArn": of("QueueArn"),
    "tagKeys": always(["team"]),
    "tags": always({"team": "a"}),
    "Tags": always({"team": "a"}),
    "StorageConfig": always({"StorageType": "S3", "S3Config": {"BucketName": "calls", "BucketPrefix": "a"}}),
    "InstanceStorageResourceType": always("CALL_RECORDINGS"),
    "InstanceAttributeType": always("CONTACTFLOW_LOGS"),
    "InstanceAttributeValue": always("true"),
    "FlowAssociationResourceType": always("SMS_PHONE_NUMBER"),
    "FlowId": of("ContactFlowArn"),
    **dict.fromkeys(("AssociateFlow.ResourceId", "GetFlowAssociation.ResourceId", "DisassociateFlow.ResourceId"), always(SMS)),
    "TriggerEventSource": always(POST_CALL),
    "Function": lambda known, operation: function(),
    "Actions": lambda known, operation: [EVENT] if "Rule" in operation else None,
    **dict.fromkeys(("CreateHoursOfOperationOverride.Config", "UpdateHoursOfOperationOverride.Config"), always([NINE_TO_FIVE])),
    "TimeRange": always({"Type": "INITIATION_TIMESTAMP", "StartTime": 1767225600, "EndTime": 1767312000}),
    "DefaultOutboundQueueId": of("QueueId"),
    "ParentGroupId": of("UserHierarchyGroupId"),
    "HierarchyGroupId": of("UserHierarchyGroupId"),
    "TaskTemplateId": of("TaskTemplateId"),
    "LanguageCode": always("en-US"),
    "Filters": lambda known, operation: {"Queues": [known.get("QueueId")]},
    "HierarchyStructure": always({"LevelOne": {"Name": "Region"}}),
    "QuickConnectIds": lambda known, operation: [known.get("QuickConnectId")],
    "EmailAddressesConfig": lambda known, operation: [{"EmailAddressId": known.get("EmailAddressId")}],
    "EmailAddressesId": lambda known, operation: [known.get("EmailAddressId")],
    "ParentHoursOfOperationConfigs": lambda known, operation: [{"HoursOfOperationId": known.get("ParentHoursId")}],
    "CreateContact.Channel": always("TASK"),
    "CreateContact.InitiationMethod": always("API"),
    "CreateContact.UserInfo": lambda known, operation: {"UserId": known.get("UserId")},
    "CreateContact.InitiateAs": always("CONNECTED_TO_USER"),
    "GetContactMetrics.Metrics": always([{"Name": "POSITION_IN_QUEUE"}]),
    "GetMetricDataV2.ResourceArn": of("InstanceArn"),
    "GetMetricDataV2.Filters": lambda known, operation: [{"FilterKey": "QUEUE", "FilterValues": [known.get("QueueId")]}],
    "GetMetricDataV2.Metrics": always([{"Name": "CONTACTS_QUEUED"}]),
    "GetMetricData.HistoricalMetrics": always([{"Name": "CONTACTS_QUEUED", "Statistic": "SUM", "Unit": "COUNT"}]),
    "GetCurrentMetricData.CurrentMetrics": always([{"Name": "AGENTS_ONLINE", "Unit": "COUNT"}]),
    "GetCurrentMetricData.SortCriteria": always([{"SortByMetric": "AGENTS_ONLINE", "SortOrder": "ASCENDING"}]),
    "Groupings": always(["QUEUE"]),
    **{f"{name}.{end}": five_minutes(back) for name in ("GetMetricData", "GetMetricDataV2") for end, back in (("StartTime", 12), ("EndTime", 0))},
    "MetricCalculation": always({"Calculation": "SUM(M1)", "CalculationComponents": [{"Alias": "M1", "MetricName": "CONTACTS_HANDLED"}]}),
    "Recipients": lambda known, operation: [known.get("UserArn")],
    "CreateWorkspacePage.ResourceArn": of("ViewArn"),
    "ResourceArns": lambda known, operation: [known.get("UserArn")],
    "FileName": always("plan.pdf"),
    "FileUseCaseType": always("ATTACHMENT"),
    "AssociatedResourceArn": always("arn:aws:cases:us-east-1:123456789012:domain/d/case/c"),
    "MediaSource": always("iVBORw0KGgo="),
    "ParentHoursOfOperationIds": lambda known, operation: [known.get("ParentHoursId")],
}


class Values:
    """Makes values for the inputs of one world, by a table as the one above."""

    def __init__(self, known, table=TABLE, also=ALSO):
        self.known, self.table, self.also = known, table, also

    def input(self, operation):
        """The least input that the model allows."""
        shape = operation.input_shape
        if not shape:
            return {}
        also = {
            name: self.value(operation.name, name, shape.members[name]) for name in self.also.get(operation.name, ())
        }
        return {**self.structure(operation.name, shape), **also}

    def structure(self, operation, shape, seen=()):
        names = shape.required_members
        if getattr(shape, "is_tagged_union", False):
            names = list(shape.members)[:1]
        return {name: self.value(operation, name, shape.members[name], seen) for name in names}

    def value(self, operation, name, shape, seen=()):
        """A value for a member, or for an element where there is no name."""
        for key in (f"{operation}.{name}", name, shape.name):
            if key in self.table and fits(shape, found := self.table[key](self.known, operation)):
                return found
        if shape.type_name == "string" and isinstance(self.known.get(name), str):
            return self.known[name]
        kind = shape.type_name
        if kind == "structure":
            return {} if shape.name in seen else self.structure(operation, shape, (*seen, shape.name))
        if kind == "list":
            return [self.value(operation, "", shape.member, seen)] * max(1, shape.metadata.get("min", 1))
        if kind == "map":
            return {self.value(operation, "", shape.key, seen): self.value(operation, "", shape.value, seen)}
        return scalar(name, shape)


def fits(shape, value):
    """Whether a value may be of this shape: members of one name are not all of one kind."""
    kinds = {"structure": dict, "map": dict, "list": list, "string": str}
    return isinstance(value, kinds.get(shape.type_name, (bool, int, float, bytes, str)))


def scalar(name, shape):
    """A scalar within its bounds."""
    rules, kind = shape.metadata, shape.type_name
    if kind == "boolean":
        return True
    if kind in ("integer", "long"):
        return max(rules.get("min", 1), min(1, rules.get("max", 1)))
    if kind in ("float", "double"):
        return float(max(rules.get("min", 1), min(1, rules.get("max", 1))))
    if kind == "timestamp":
        return 1767225600
    if kind == "blob":
        return b"a" * max(1, rules.get("min", 1))
    if rules.get("enum"):
        return rules["enum"][0]
    return text(shape, name)


def text(shape, name=""):
    """A text of an allowed length that has the pattern."""
    rules = shape.metadata
    low, high = rules.get("min", 0), rules.get("max", 10**6)
    pattern = compiled(rules.get("pattern"))
    for one in texts():
        one = one.ljust(low, "a") if len(one) < low else one
        if len(one) <= high and (pattern is None or pattern.search(one)):
            return one
    raise AssertionError(f"no text for {name} ({shape.name}: {rules}): give it a row in TABLE")


def texts():
    yield str(uuid.uuid4())
    yield from ("a", "aa", "A1", "1", "+18005550100", "2026-12-24", "us-west-2", "a@example.com", "d-0123456789")
    yield from ("s3://a/b", "https://example.com", "arn:aws:iam::123456789012:role/a", "a" * 64, "Passw0rd")


# What Python's expressions lack of the model's, near enough to tell the texts that are used here.
CLASSES = (
    (r"\p{L}", r"A-Za-z\u00c0-\u024f"), (r"\p{Z}", r"\u0020\u00a0"), (r"\p{N}", "0-9"),
    (r"\P{C}", r"\u0020-\u007e\u00a1-\u024f"), ("\\\\", "\\"),
)


def compiled(pattern):
    """The model's expression, or None where there is none or where it is damaged."""
    if not pattern:
        return None
    if pattern.startswith("/") and pattern.endswith("/"):
        pattern = pattern[1:-1]
    for ours, theirs in CLASSES:
        pattern = pattern.replace(ours, theirs)
    try:
        return re.compile(pattern)
    except re.error:
        return None
