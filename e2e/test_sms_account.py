"""The account of messaging: registrations, verified numbers, limits, templates, who may what."""

import json

from botocore.config import Config

from sms import ARN, gone, name, number, refused

TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
VALUES = {"TEXT": "An example of some length that will do for all", "website": "https://example.com", "isoCountryCode": "US",
          "supportEmail": "help@example.com", "supportPhoneNumber": "+14255550199", "zipCode": "98101"}


def fill(sms, id, kind, attachment):
    """Fills in all that is required."""
    pages = sms.get_paginator("describe_registration_field_definitions").paginate(RegistrationType=kind)
    fields = [it for page in pages for it in page["RegistrationFieldDefinitions"]]
    for field in fields:
        if field["FieldRequirement"] != "REQUIRED":
            continue
        last = field["FieldPath"].split(".")[1]
        value = {
            "SELECT": lambda: {"SelectChoices": [field["SelectValidation"]["Options"][0]]},
            "ATTACHMENT": lambda: {"RegistrationAttachmentId": attachment},
            "TEXT": lambda: {"TextValue": VALUES.get(last, VALUES["TEXT"])},
        }[field["FieldType"]]()
        sms.put_registration_field_value(RegistrationId=id, FieldPath=field["FieldPath"], **value)
    return fields


def test_a_registration_from_its_draft_to_its_end(sms):
    file = sms.create_registration_attachment(AttachmentBody=b"a picture")
    assert file["AttachmentStatus"] == "UPLOAD_COMPLETE"
    made = sms.create_registration(RegistrationType=TOLL_FREE, Tags=[{"Key": "Name", "Value": "a"}])
    of = {"RegistrationId": made["RegistrationId"]}
    assert (made["RegistrationStatus"], made["CurrentVersionNumber"]) == ("CREATED", 1)
    with refused("ValidationException", "FIELD_VALIDATION_FAILED", "companyInfo.companyName"):
        sms.submit_registration_version(**of)
    with refused("ValidationException", "UNKNOWN_REGISTRATION_FIELD"):
        sms.put_registration_field_value(**of, FieldPath="companyInfo.none", TextValue="a")
    with refused("ValidationException", "FIELD_VALIDATION_FAILED", "companyInfo.website"):
        sms.put_registration_field_value(**of, FieldPath="companyInfo.website", TextValue="no address")
    fields = fill(sms, of["RegistrationId"], TOLL_FREE, file["RegistrationAttachmentId"])
    kept = sms.describe_registration_field_values(**of, SectionPath="companyInfo")
    assert {it["FieldPath"].split(".")[0] for it in kept["RegistrationFieldValues"]} == {"companyInfo"}
    gone_field = sms.delete_registration_field_value(**of, FieldPath="companyInfo.city")
    assert gone_field["TextValue"] == VALUES["TEXT"]
    sms.put_registration_field_value(**of, FieldPath="companyInfo.city", TextValue="Seattle")
    it = number(sms, "US", "TOLL_FREE")
    linked = sms.create_registration_association(**of, ResourceId=it["PhoneNumberId"])
    assert (linked["ResourceType"], linked["PhoneNumber"]) == ("phone-number", it["PhoneNumber"])
    with refused("ConflictException", "RESOURCE_ALREADY_ASSOCIATED"):
        sms.create_registration_association(**of, ResourceId=it["PhoneNumberArn"])
    submitted = sms.submit_registration_version(**of)
    assert (submitted["RegistrationVersionStatus"], submitted["AwsReview"]) == ("SUBMITTED", False)
    assert set(submitted["RegistrationVersionStatusHistory"]) == {"DraftTimestamp", "SubmittedTimestamp"}
    [shown] = sms.describe_registrations(RegistrationIds=[made["RegistrationArn"]])["Registrations"]
    assert (shown["RegistrationStatus"], shown["ApprovedVersionNumber"]) == ("COMPLETE", 1)
    with refused("ConflictException", "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED"):
        sms.put_registration_field_value(**of, FieldPath="companyInfo.city", TextValue="Paris")
    with refused("ConflictException", "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED"):
        sms.discard_registration_version(**of)
    assert sms.create_registration_version(**of)["VersionNumber"] == 2
    with refused("ConflictException", "CREATE_REGISTRATION_VERSION_NOT_ALLOWED"):
        sms.create_registration_version(**of)
    versions = sms.describe_registration_versions(**of)["RegistrationVersions"]
    assert [it["RegistrationVersionStatus"] for it in versions] == ["APPROVED", "DRAFT"]
    assert len(sms.describe_registration_versions(**of, VersionNumbers=[2])["RegistrationVersions"]) == 1
    with refused("ValidationException", "UNKNOWN_REGISTRATION_VERSION"):
        sms.describe_registration_field_values(**of, VersionNumber=7)
    [association] = sms.list_registration_associations(**of)["RegistrationAssociations"]
    assert association["ResourceArn"] == it["PhoneNumberArn"]
    with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        sms.delete_registration(**of)
    gone(sms, it)
    assert sms.delete_registration(**of)["RegistrationStatus"] == "DELETED"
    id = file["RegistrationAttachmentId"]
    assert sms.describe_registration_attachments(RegistrationAttachmentIds=[id])["RegistrationAttachments"][0]["AttachmentStatus"] == "UPLOAD_COMPLETE"
    assert sms.delete_registration_attachment(RegistrationAttachmentId=id)["AttachmentStatus"] == "DELETED"
    assert len(fields) > 10


def test_forms_are_described(sms):
    types = sms.describe_registration_type_definitions()["RegistrationTypeDefinitions"]
    names = [it["RegistrationType"] for it in types]
    assert {TOLL_FREE, "US_TEN_DLC_BRAND_REGISTRATION", "US_TEN_DLC_CAMPAIGN_REGISTRATION", "SG_SENDER_ID_REGISTRATION"} <= set(names)
    of_senders = [{"Name": "supported-association-resource-type", "Values": ["sender-id"]}]
    senders = sms.describe_registration_type_definitions(Filters=of_senders)["RegistrationTypeDefinitions"]
    assert all(it["RegistrationType"].endswith("SENDER_ID_REGISTRATION") for it in senders) and senders
    for kind in names:
        sections = sms.describe_registration_section_definitions(RegistrationType=kind)["RegistrationSectionDefinitions"]
        first = sections[0]["SectionPath"]
        fields = sms.describe_registration_field_definitions(RegistrationType=kind, SectionPath=first)
        assert {it["SectionPath"] for it in fields["RegistrationFieldDefinitions"]} == {first}
    with refused("ValidationException", "UNKNOWN_REGISTRATION_TYPE"):
        sms.create_registration(RegistrationType="NONE")
    with refused("ValidationException", "UNKNOWN_REGISTRATION_SECTION"):
        sms.describe_registration_section_definitions(RegistrationType=TOLL_FREE, SectionPaths=["none"])


def test_a_registration_waits_for_its_review_where_it_is_told_to(make_carillon):
    sms = make_carillon(config="[sms]\nregistrations_wait = true\nsandbox = true\n").client("pinpoint-sms-voice-v2")
    file = sms.create_registration_attachment(AttachmentBody=b"a picture")["RegistrationAttachmentId"]
    of = {"RegistrationId": sms.create_registration(RegistrationType=TOLL_FREE)["RegistrationId"]}
    fill(sms, of["RegistrationId"], TOLL_FREE, file)
    it = number(sms, "US", "TOLL_FREE", RegistrationId=of["RegistrationId"])
    assert sms.describe_phone_numbers(PhoneNumberIds=[it["PhoneNumberId"]])["PhoneNumbers"][0]["Status"] == "PENDING"
    sms.submit_registration_version(**of)
    with refused("ConflictException", "REGISTRATION_ALREADY_SUBMITTED"):
        sms.submit_registration_version(**of)
    with refused("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION"):
        sms.release_phone_number(PhoneNumberId=it["PhoneNumberId"])
    with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        sms.delete_registration(**of)
    assert sms.discard_registration_version(**of)["RegistrationVersionStatus"] == "DISCARDED"
    assert sms.create_registration_version(**of)["VersionNumber"] == 2
    assert len(sms.describe_registration_field_values(**of)["RegistrationFieldValues"]) > 10
    assert sms.describe_account_attributes()["AccountAttributes"] == [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX"}]


def test_verified_numbers(sms):
    made = sms.create_verified_destination_number(DestinationPhoneNumber="+14255550142")
    of = {"VerifiedDestinationNumberId": made["VerifiedDestinationNumberId"]}
    assert made["Status"] == "PENDING"
    with refused("ConflictException", "RESOURCE_ALREADY_EXISTS"):
        sms.create_verified_destination_number(DestinationPhoneNumber="+14255550142")
    [shown] = sms.describe_verified_destination_numbers(DestinationPhoneNumbers=["+14255550142"])["VerifiedDestinationNumbers"]
    assert shown["VerifiedDestinationNumberArn"] == made["VerifiedDestinationNumberArn"]
    assert len(sms.describe_verified_destination_numbers(Filters=[{"Name": "status", "Values": ["VERIFIED"]}])["VerifiedDestinationNumbers"]) == 0
    with refused("ValidationException", "VERIFICATION_CODE_MISMATCH", "VerificationCode"):
        sms.verify_destination_number(**of, VerificationCode="000000")
    with refused("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"):
        sms.delete_verified_destination_number(**of)
    with refused("ResourceNotFoundException"):
        sms.send_destination_number_verification_code(VerifiedDestinationNumberId="verified-missing", VerificationChannel="TEXT")


def test_spend_limits_are_set_below_the_accounts(sms):
    for channel in ("text", "media", "voice", "rcs", "notify"):
        put = getattr(sms, f"set_{channel}_message_spend_limit_override")
        assert put(MonthlyLimit=5)["MonthlyLimit"] == 5
        with refused("ValidationException", "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"):
            put(MonthlyLimit=100_000_000)
        with refused("ValidationException", "INVALID_PARAMETER", "MonthlyLimit"):
            put(MonthlyLimit=0)
    limits = {it["Name"]: it for it in sms.describe_spend_limits()["SpendLimits"]}
    assert len(limits) == 5 and all(it["EnforcedLimit"] == 5 and it["Overridden"] for it in limits.values())
    for channel in ("text", "media", "voice", "rcs", "notify"):
        assert getattr(sms, f"delete_{channel}_message_spend_limit_override")()["MonthlyLimit"] == 1_000_000
    limits = sms.describe_spend_limits(MaxResults=2)
    assert len(limits["SpendLimits"]) == 2 and not limits["SpendLimits"][0]["Overridden"] and limits["NextToken"]


def test_account_limits_say_what_is_used(sms):
    def used():
        return {it["Name"]: it["Used"] for it in sms.describe_account_limits()["AccountLimits"]}

    before = used()
    sms.create_opt_out_list(OptOutListName=name("list"))
    assert used()["OPT_OUT_LISTS"] == before["OPT_OUT_LISTS"] + 1 and len(before) == 8


def test_the_figures_of_the_hosted_service(make_carillon):
    product = make_carillon(config='[quotas]\nprofile = "aws"\n')
    sms = product.client("pinpoint-sms-voice-v2")
    for n in range(24):
        sms.create_opt_out_list(OptOutListName=f"list-{n}")
    with refused("ServiceQuotaExceededException", "OPT_OUT_LISTS_PER_ACCOUNT"):
        sms.create_opt_out_list(OptOutListName="one-more")
    assert {it["MaxLimit"] for it in sms.describe_spend_limits()["SpendLimits"]} == {1}


def test_requests_are_throttled_as_the_hosted_service_does(make_carillon):
    product = make_carillon(config='[throttles]\nprofile = "aws"\n')
    sms = product.client("pinpoint-sms-voice-v2", config=Config(retries={"max_attempts": 0}))
    with refused("ThrottlingException"):
        for _ in range(20):
            sms.describe_pools()


def test_a_number_is_looked_up(sms):
    found = sms.carrier_lookup(PhoneNumber="+44 (7400) 123456")
    assert found["E164PhoneNumber"] == "+447400123456" and found["PhoneNumberType"] == "MOBILE"
    assert (found["IsoCountryCode"], found["DialingCountryCode"], found["Country"]) == ("GB", "44", "United Kingdom")
    assert sms.carrier_lookup(PhoneNumber="+442071838750")["PhoneNumberType"] == "LANDLINE"
    assert sms.carrier_lookup(PhoneNumber="+4420")["PhoneNumberType"] == "INVALID"


def test_notify_configurations_and_their_templates(sms):
    templates = [it["TemplateId"] for it in sms.describe_notify_templates()["NotifyTemplates"]]
    made = sms.create_notify_configuration(
        DisplayName="Example", UseCase="CODE_VERIFICATION", EnabledChannels=["SMS"], EnabledCountries=["US"], DefaultTemplateId=templates[0],
    )
    of = {"NotifyConfigurationId": made["NotifyConfigurationId"]}
    assert (made["Status"], made["Tier"]) == ("ACTIVE", "ADVANCED")
    with refused("ResourceNotFoundException"):
        sms.update_notify_configuration(**of, DefaultTemplateId="none")
    send = dict(DestinationPhoneNumber="+14255550123", TemplateVariables={"code": "123456"})
    with refused("ValidationException", "CHANNEL_NOT_ENABLED"):
        sms.send_notify_voice_message(**of, **send)
    with refused("ValidationException", "COUNTRY_NOT_ENABLED"):
        sms.send_notify_text_message(**of, **{**send, "DestinationPhoneNumber": "+447400123456"})
    with refused("ValidationException", "MISSING_PARAMETER", "TemplateVariables"):
        sms.send_notify_text_message(**of, **{**send, "TemplateVariables": {}})
    changed = sms.update_notify_configuration(**of, DefaultTemplateId="UNSET_DEFAULT_TEMPLATE", DeletionProtectionEnabled=True)
    assert "DefaultTemplateId" not in changed
    with refused("ConflictException", "DELETION_PROTECTION_ENABLED"):
        sms.delete_notify_configuration(**of)
    sms.update_notify_configuration(**of, DeletionProtectionEnabled=False)
    filters = [{"Name": "enabled-countries", "Values": ["US"]}]
    assert len(sms.describe_notify_configurations(Filters=filters)["NotifyConfigurations"]) == 1
    assert "GB" in {it["IsoCountryCode"] for page in sms.get_paginator("list_notify_countries").paginate() for it in page["NotifyCountries"]}
    sms.delete_notify_configuration(**of)


def user(product, *statements):
    """A messaging client of a user with a policy."""
    iam = product.client("iam")
    who = name("user")
    iam.create_user(UserName=who)
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    iam.put_user_policy(UserName=who, PolicyName="p", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName=who)["AccessKey"]
    return product.client("pinpoint-sms-voice-v2", key["AccessKeyId"], key["SecretAccessKey"])


def test_policies_are_asked_about_resources_and_tags(product, sms):
    mine, other = (sms.create_opt_out_list(OptOutListName=name("list"), Tags=[{"Key": "team", "Value": team}]) for team in "ab")
    by_arn = user(product, {"Effect": "Allow", "Action": "sms-voice:*OptedOutNumber*", "Resource": mine["OptOutListArn"]})
    by_arn.put_opted_out_number(OptOutListName=mine["OptOutListName"], OptedOutNumber="+14255550100")
    with refused("AccessDeniedException"):
        by_arn.put_opted_out_number(OptOutListName=other["OptOutListName"], OptedOutNumber="+14255550100")
    tagged = {"StringEquals": {"aws:ResourceTag/team": "b"}}
    by_tag = user(product, {"Effect": "Allow", "Action": "sms-voice:*", "Resource": "*", "Condition": tagged})
    assert by_tag.describe_opted_out_numbers(OptOutListName=other["OptOutListName"])["OptedOutNumbers"] == []
    with refused("AccessDeniedException"):
        by_tag.describe_opted_out_numbers(OptOutListName=mine["OptOutListName"])
    asked = {"StringEquals": {"aws:RequestTag/team": "c"}}
    makers = user(product, {"Effect": "Allow", "Action": "sms-voice:CreateOptOutList", "Resource": f"{ARN}opt-out-list/*", "Condition": asked})
    makers.create_opt_out_list(OptOutListName=name("list"), Tags=[{"Key": "team", "Value": "c"}])
    with refused("AccessDeniedException"):
        makers.create_opt_out_list(OptOutListName=name("list"))


def test_a_number_is_judged_by_its_identifier(product, sms):
    mine, other = number(sms), number(sms)
    client = user(product, {"Effect": "Allow", "Action": "sms-voice:DescribeKeywords", "Resource": mine["PhoneNumberArn"]})
    for identity in (mine["PhoneNumberId"], mine["PhoneNumberArn"]):
        assert client.describe_keywords(OriginationIdentity=identity)["Keywords"]
    with refused("AccessDeniedException"):
        client.describe_keywords(OriginationIdentity=other["PhoneNumberId"])
    gone(sms, mine, other)


def test_what_the_model_forbids_is_told_by_field(product):
    sms = product.client("pinpoint-sms-voice-v2", config=Config(parameter_validation=False))
    with refused("ValidationException", "MISSING_PARAMETER", "OptOutListName"):
        sms.create_opt_out_list()
    with refused("ValidationException", "INVALID_PARAMETER", "OptOutListName"):
        sms.create_opt_out_list(OptOutListName="no spaces")


def test_what_was_made_survives_a_kill(make_carillon):
    product = make_carillon()
    sms = product.client("pinpoint-sms-voice-v2")
    it = number(sms)
    sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber="+14255550100")
    product.kill9()
    product.start()
    sms = product.client("pinpoint-sms-voice-v2")
    assert sms.describe_phone_numbers()["PhoneNumbers"][0]["PhoneNumberId"] == it["PhoneNumberId"]
    assert len(sms.describe_opted_out_numbers(OptOutListName="Default")["OptedOutNumbers"]) == 1
    assert number(sms)["PhoneNumber"] != it["PhoneNumber"]
