"""A caller's keys, encrypted for a customer's certificate, and opened by the AWS Encryption SDK."""

import base64
import datetime
import json

import aws_encryption_sdk
import pytest
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import CreateRawRsaKeyringInput, PaddingScheme
from aws_encryption_sdk.identifiers import CommitmentPolicy
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from phone import Phone, eventually

KEY_ID = "2f0c1c3e-input"
CARD = "4111111111111111"


def pair():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(private):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def certificate(private):
    """Self-signed, as OpenSSL makes it together with the pair."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "input.example")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(private.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=30))
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def opened(ciphertext, private):
    """What the SDK finds in a message, and the algorithm suite's number."""
    form = serialization.PrivateFormat.PKCS8
    pem = private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    keyring = AwsCryptographicMaterialProviders(MaterialProvidersConfig()).create_raw_rsa_keyring(
        CreateRawRsaKeyringInput(
            key_namespace="AmazonConnect",
            key_name=KEY_ID,
            padding_scheme=PaddingScheme.OAEP_SHA512_MGF1,
            private_key=pem,
        )
    )
    # The suite has no key commitment; the SDK wants to be told that this is known.
    policy = CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
    client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=policy)
    text, header = client.decrypt(source=base64.b64decode(ciphertext), keyring=keyring)
    return text.decode(), header.algorithm.algorithm_id


def action(name, kind, parameters, after, errors=("NoMatchingError",)):
    return {
        "Identifier": name, "Type": kind, "Parameters": parameters,
        "Transitions": {
            "NextAction": after, "Conditions": [],
            "Errors": [{"NextAction": "failed", "ErrorType": error} for error in errors],
        },
    }


def flow(pem):
    """Asks for a card number, keeps it encrypted, and says in an attribute how it went."""
    keep = lambda name, values: action(
        name, "UpdateContactAttributes", {"Attributes": values, "TargetContact": "Current"}, "wait"
    )
    store = {
        "Text": "Your card number, please.", "StoreInput": "True", "InputTimeLimitSeconds": "20",
        "InputValidation": {"CustomValidation": {"MaximumLength": "20"}},
        "InputEncryption": {"EncryptionKeyId": KEY_ID, "Key": pem},
    }
    wait = {"Text": "Thank you. " * 60}
    return {
        "Version": "2019-10-30", "StartAction": "ask", "Metadata": {},
        "Actions": [
            action("ask", "GetParticipantInput", store, "keep"),
            keep("keep", {"outcome": "kept", "card": "$.StoredCustomerInput"}),
            keep("failed", {"outcome": "failed", "card": "$.StoredCustomerInput"}),
            action("wait", "MessageParticipant", wait, "end"),
            {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
        ],
    }


@pytest.fixture
def line(carillon):
    """An instance and a number whose flow can be chosen."""
    connect = carillon.client("connect")
    made = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InstanceAlias="cards",
        InboundCallsEnabled=True, OutboundCallsEnabled=False,
    )
    i = {"InstanceId": made["Id"]}
    free = connect.search_available_phone_numbers(**i, PhoneNumberCountryCode="US", PhoneNumberType="DID", MaxResults=1)
    number = free["AvailableNumbersList"][0]["PhoneNumber"]
    claimed = connect.claim_phone_number(**i, PhoneNumber=number)

    def ask(pem, name):
        """One call that keys in the number; the attributes that the flow has set."""
        content = json.dumps(flow(pem))
        made = connect.create_contact_flow(**i, Name=name, Type="CONTACT_FLOW", Content=content)
        connect.associate_phone_number_contact_flow(
            **i, PhoneNumberId=claimed["PhoneNumberId"], ContactFlowId=made["ContactFlowId"]
        )
        caller = f"+1206555{len(name):04}"
        phone = Phone(carillon.sip_udp, number, carillon.folder, caller=caller)
        eventually("the question is heard", lambda: len(phone.last(0.2)) and abs(phone.last(0.2)).max() > 500)
        phone.press(CARD + "#")

        def kept():
            for contact in contacts(connect, i):
                read = connect.get_contact_attributes(**i, InitialContactId=contact["Id"])["Attributes"]
                if contact["Id"] not in seen and "outcome" in read:
                    seen.add(contact["Id"])
                    return read
            return None

        read = eventually("the flow has kept the number", kept, 30)
        phone.hang_up()
        assert phone.ended()
        return read

    seen = set()
    yield connect, i, ask


def contacts(connect, i):
    now = datetime.datetime.now(datetime.UTC)
    hour = datetime.timedelta(hours=1)
    span = {"Type": "INITIATION_TIMESTAMP", "StartTime": now - hour, "EndTime": now + hour}
    return connect.search_contacts(**i, TimeRange=span)["Contacts"]


def test_the_aws_encryption_sdk_opens_what_a_caller_has_keyed_in(line, carillon):
    connect, i, ask = line
    private = pair()
    connect.associate_security_key(**i, Key=public_pem(private))
    read = ask(certificate(private), "Cards")
    assert read["outcome"] == "kept"
    assert opened(read["card"], private) == (CARD, 0x0178)
    # The number itself is nowhere: not in the log, and not in what is kept on disk.
    assert CARD not in carillon.log_file.read_text(errors="replace")
    for file in carillon.data.rglob("*"):
        assert not file.is_file() or CARD.encode() not in file.read_bytes(), file


def test_a_certificate_that_no_security_key_has_signed_is_an_error(line):
    connect, i, ask = line
    kept = connect.associate_security_key(**i, Key=public_pem(pair()))
    private = pair()
    read = ask(certificate(private), "Stranger")
    assert read["outcome"] == "failed" and CARD not in str(read)
    # Its key comes in the place of the other, while the exchange runs.
    connect.disassociate_security_key(**i, AssociationId=kept["AssociationId"])
    connect.associate_security_key(**i, Key=public_pem(private))
    read = ask(certificate(private), "Known")
    assert opened(read["card"], private)[0] == CARD
