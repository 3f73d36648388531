"""Operations of what an instance is associated with and of plain resources, with boto3."""

import uuid

import pytest
from botocore.exceptions import ClientError

from test_api import code, id_of


def refused(error_code, call, **members):
    with pytest.raises(ClientError) as error:
        call(**members)
    assert code(error) == error_code, error.value


def pages(call, member, **members):
    """All rows, one by one, and the same as one page."""
    rows, token = [], None
    while True:
        page = call(**members, MaxResults=1, **({"NextToken": token} if token else {}))
        rows += page[member]
        token = page.get("NextToken")
        if not token:
            break
    assert rows == call(**members)[member]
    return rows


def test_predefined_attributes_are_kept_by_name(connect, instance):
    i = {"InstanceId": instance}
    values = {"StringList": ["French", "German"]}
    for name in ("Language", "Skill"):
        connect.create_predefined_attribute(**i, Name=name, Values=values, Purposes=["ROUTING"])
    refused("DuplicateResourceException", connect.create_predefined_attribute, **i, Name="Skill", Values=values)
    found = connect.describe_predefined_attribute(**i, Name="Skill")["PredefinedAttribute"]
    assert found["Values"] == values and found["LastModifiedTime"]
    assert found["AttributeConfiguration"]["EnableValueValidationOnAssociation"] is True
    connect.update_predefined_attribute(**i, Name="Skill", Values={"StringList": ["x"]})
    assert connect.describe_predefined_attribute(**i, Name="Skill")["PredefinedAttribute"]["Values"]["StringList"] == ["x"]
    rows = pages(connect.list_predefined_attributes, "PredefinedAttributeSummaryList", **i)
    assert [it["Name"] for it in rows] == ["Language", "Skill"]
    criteria = {"StringCondition": {"FieldName": "name", "Value": "lang", "ComparisonType": "STARTS_WITH"}}
    found = connect.search_predefined_attributes(**i, SearchCriteria=criteria)
    assert found["ApproximateTotalCount"] == 1 and found["PredefinedAttributes"][0]["Name"] == "Language"
    connect.delete_predefined_attribute(**i, Name="Skill")
    refused("ResourceNotFoundException", connect.describe_predefined_attribute, **i, Name="Skill")


def test_quick_connects_of_each_type(connect, instance):
    i = {"InstanceId": instance}
    flows = connect.list_contact_flows(**i)["ContactFlowSummaryList"]
    flow = next(it["Id"] for it in flows if it["ContactFlowType"] == "QUEUE_TRANSFER")
    queue = id_of(connect.list_queues(**i, QueueTypes=["STANDARD"])["QueueSummaryList"], "BasicQueue")
    phone = {"QuickConnectType": "PHONE_NUMBER", "PhoneConfig": {"PhoneNumber": "+18005550100"}}
    to_queue = {"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": queue, "ContactFlowId": flow}}
    made = connect.create_quick_connect(**i, Name="Desk", QuickConnectConfig=phone, Tags={"a": "b"})
    q = {**i, "QuickConnectId": made["QuickConnectId"]}
    connect.create_quick_connect(**i, Name="Support", QuickConnectConfig=to_queue)
    found = connect.describe_quick_connect(**q)["QuickConnect"]
    assert found["QuickConnectConfig"] == phone and found["Tags"] == {"a": "b"} and found["QuickConnectARN"] == made["QuickConnectARN"]
    rows = pages(connect.list_quick_connects, "QuickConnectSummaryList", **i)
    assert [(it["Name"], it["QuickConnectType"]) for it in rows] == [("Desk", "PHONE_NUMBER"), ("Support", "QUEUE")]
    assert len(connect.list_quick_connects(**i, QuickConnectTypes=["QUEUE"])["QuickConnectSummaryList"]) == 1
    tagged = {"TagFilter": {"TagCondition": {"TagKey": "a", "TagValue": "b"}}}
    assert connect.search_quick_connects(**i, SearchFilter=tagged)["QuickConnects"][0]["Name"] == "Desk"
    connect.update_quick_connect_name(**q, Name="Desk 2", Description="d")
    connect.update_quick_connect_config(**q, QuickConnectConfig=to_queue)
    found = connect.describe_quick_connect(**q)["QuickConnect"]
    assert (found["Name"], found["Description"], found["QuickConnectConfig"]) == ("Desk 2", "d", to_queue)
    nobody = {"QuickConnectType": "QUEUE", "QueueConfig": {"QueueId": str(uuid.uuid4()), "ContactFlowId": flow}}
    refused("ResourceNotFoundException", connect.create_quick_connect, **i, Name="x", QuickConnectConfig=nobody)
    mixed = {**phone, "QuickConnectType": "USER"}
    refused("InvalidParameterException", connect.create_quick_connect, **i, Name="x", QuickConnectConfig=mixed)
    # What a quick connect leads to stays while it does.
    refused("ResourceInUseException", connect.delete_queue, **i, QueueId=queue)
    connect.delete_quick_connect(**q)
    refused("ResourceNotFoundException", connect.describe_quick_connect, **q)


def test_task_templates_hold_fields_that_fit_together(connect, instance):
    i = {"InstanceId": instance}
    fields = [{"Id": {"Name": "Task name"}, "Type": "NAME"}, {"Id": {"Name": "Size"}, "Type": "SINGLE_SELECT", "SingleSelectOptions": ["S", "L"]}]
    made = connect.create_task_template(**i, Name="Repair", Fields=fields, Constraints={"RequiredFields": [{"Id": {"Name": "Size"}}]})
    t = {**i, "TaskTemplateId": made["Id"]}
    found = connect.get_task_template(**t)
    assert found["Fields"] == fields and found["Status"] == "ACTIVE" and found["Name"] == "Repair"
    assert connect.update_task_template(**t, Status="INACTIVE")["Status"] == "INACTIVE"
    assert [it["Id"] for it in connect.list_task_templates(**i, Status="INACTIVE")["TaskTemplates"]] == [made["Id"]]
    assert connect.list_task_templates(**i, Status="ACTIVE")["TaskTemplates"] == []
    refused("InvalidParameterException", connect.create_task_template, **i, Name="x", Fields=fields[1:])
    refused(
        "InvalidParameterException", connect.create_task_template, **i, Name="x", Fields=fields,
        Constraints={"ReadOnlyFields": [{"Id": {"Name": "Colour"}}]},
    )
    connect.delete_task_template(**t)
    refused("ResourceNotFoundException", connect.get_task_template, **t)


def test_email_addresses_and_their_aliases(connect, instance):
    i = {"InstanceId": instance}
    ids = {}
    for name in ("help@example.com", "sales@example.com"):
        ids[name] = connect.create_email_address(**i, EmailAddress=name, DisplayName="D", Tags={"a": "b"})["EmailAddressId"]
    first = {**i, "EmailAddressId": ids["help@example.com"]}
    refused("DuplicateResourceException", connect.create_email_address, **i, EmailAddress="HELP@example.com")
    refused("InvalidParameterException", connect.create_email_address, **i, EmailAddress="nobody")
    connect.update_email_address_metadata(**first, Description="Help")
    alias = {"EmailAddressId": ids["sales@example.com"]}
    connect.associate_email_address_alias(**first, AliasConfiguration=alias)
    found = connect.describe_email_address(**first)
    assert found["AliasConfigurations"] == [alias] and found["Description"] == "Help" and found["EmailAddress"] == "help@example.com"
    refused("ResourceConflictException", connect.associate_email_address_alias, **first, AliasConfiguration=alias)
    connect.disassociate_email_address_alias(**first, AliasConfiguration=alias)
    criteria = {"StringCondition": {"FieldName": "emailAddress", "Value": "sales", "ComparisonType": "STARTS_WITH"}}
    assert [it["EmailAddressId"] for it in connect.search_email_addresses(**i, SearchCriteria=criteria)["EmailAddresses"]] == [ids["sales@example.com"]]
    connect.delete_email_address(**first)
    refused("ResourceNotFoundException", connect.describe_email_address, **first)


def test_integrations_and_their_use_cases(connect, instance):
    i = {"InstanceId": instance}
    arn = "arn:aws:app-integrations:us-east-1:123456789012:event-integration/crm"
    made = connect.create_integration_association(**i, IntegrationType="EVENT", IntegrationArn=arn, SourceApplicationName="CRM", SourceType="SALESFORCE")
    a = {**i, "IntegrationAssociationId": made["IntegrationAssociationId"]}
    refused("DuplicateResourceException", connect.create_integration_association, **i, IntegrationType="EVENT", IntegrationArn=arn)
    use_case = connect.create_use_case(**a, UseCaseType="RULES_EVALUATION")
    assert connect.list_use_cases(**a)["UseCaseSummaryList"][0]["UseCaseId"] == use_case["UseCaseId"]
    rows = connect.list_integration_associations(**i, IntegrationType="EVENT")["IntegrationAssociationSummaryList"]
    assert rows[0]["IntegrationArn"] == arn and rows[0]["SourceType"] == "SALESFORCE"
    assert connect.list_integration_associations(**i, IntegrationType="VOICE_ID")["IntegrationAssociationSummaryList"] == []
    with pytest.raises(ClientError):
        connect.delete_integration_association(**a)
    connect.delete_use_case(**a, UseCaseId=use_case["UseCaseId"])
    connect.delete_integration_association(**a)
    assert connect.list_integration_associations(**i)["IntegrationAssociationSummaryList"] == []


def test_vocabularies_and_the_default_of_a_language(connect, instance):
    i = {"InstanceId": instance}
    content = "Phrase\tIPA\tSoundsLike\tDisplayAs\nCarillon\t\t\tCarillon\n"
    made = connect.create_vocabulary(**i, VocabularyName="Names", LanguageCode="en-US", Content=content)
    v = {**i, "VocabularyId": made["VocabularyId"]}
    assert made["State"] == "ACTIVE" and connect.describe_vocabulary(**v)["Vocabulary"]["Content"] == content
    with pytest.raises(ClientError):
        connect.create_vocabulary(**i, VocabularyName="Bad", LanguageCode="en-US", Content="a\tb")
    connect.associate_default_vocabulary(**i, LanguageCode="en-US", VocabularyId=made["VocabularyId"])
    default = connect.list_default_vocabularies(**i)["DefaultVocabularyList"]
    assert [(it["LanguageCode"], it["VocabularyName"]) for it in default] == [("en-US", "Names")]
    refused("ResourceInUseException", connect.delete_vocabulary, **v)
    connect.associate_default_vocabulary(**i, LanguageCode="en-US")
    assert connect.search_vocabularies(**i, NameStartsWith="nam", State="ACTIVE")["VocabularySummaryList"][0]["Name"] == "Names"
    assert connect.delete_vocabulary(**v)["State"] == "DELETE_IN_PROGRESS"
    assert connect.search_vocabularies(**i)["VocabularySummaryList"] == []


def test_origins_keys_and_bots(connect, instance):
    i = {"InstanceId": instance}
    for origin in ("https://a.example", "https://b.example:8443"):
        connect.associate_approved_origin(**i, Origin=origin)
    assert pages(connect.list_approved_origins, "Origins", **i) == ["https://a.example", "https://b.example:8443"]
    refused("ResourceConflictException", connect.associate_approved_origin, **i, Origin="https://a.example")
    refused("InvalidParameterException", connect.associate_approved_origin, **i, Origin="ftp://a.example")
    connect.disassociate_approved_origin(**i, Origin="https://a.example")
    assert connect.list_approved_origins(**i)["Origins"] == ["https://b.example:8443"]
    pem = "-----BEGIN PUBLIC KEY-----\nMFww\n-----END PUBLIC KEY-----"
    keys = [connect.associate_security_key(**i, Key=pem)["AssociationId"] for _ in range(2)]
    refused("ServiceQuotaExceededException", connect.associate_security_key, **i, Key=pem)
    refused("InvalidParameterException", connect.associate_security_key, **i, Key="x")
    connect.disassociate_security_key(**i, AssociationId=keys[0])
    assert [it["AssociationId"] for it in connect.list_security_keys(**i)["SecurityKeys"]] == [keys[1]]
    lex = {"Name": "Orders", "LexRegion": "us-east-1"}
    alias = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABC/DEF"
    connect.associate_lex_bot(**i, LexBot=lex)
    connect.associate_bot(**i, LexV2Bot={"AliasArn": alias})
    assert connect.list_lex_bots(**i)["LexBots"] == [lex]
    assert connect.list_bots(**i, LexVersion="V2")["LexBots"] == [{"LexV2Bot": {"AliasArn": alias}}]
    refused("ResourceConflictException", connect.associate_bot, **i, LexBot=lex)
    connect.disassociate_bot(**i, LexV2Bot={"AliasArn": alias})
    connect.disassociate_lex_bot(**i, BotName="Orders", LexRegion="us-east-1")
    assert connect.list_lex_bots(**i)["LexBots"] == []
