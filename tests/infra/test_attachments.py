"""The bucket of kept files: private, encrypted, never versioned, and reached by few."""

import json
from pathlib import Path
from typing import Any

from infra.attachments import KEPT_AT_MOST
from shared.domain.settings.desk import LONGEST_KEPT_DAYS
from tests.infra.synth import Synthesised, synthesise
from tests.infra.test_template import may


def bucket(template: Synthesised) -> tuple[str, dict[str, Any]]:
    [(name, made)] = template.of_type("AWS::S3::Bucket").items()
    return name, made


def test_no_file_is_public_or_stored_or_sent_in_the_clear(desk_template: Synthesised) -> None:
    name, made = bucket(desk_template)
    assert set(made["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(made["PublicAccessBlockConfiguration"]) == 4
    assert made["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert made["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    [policy] = [p for p in desk_template.of_type("AWS::S3::BucketPolicy").values() if p["Bucket"] == {"Ref": name}]
    [statement] = policy["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_I6_an_erased_file_has_no_older_version_and_the_bucket_forgets_by_itself(desk_template: Synthesised) -> None:
    name, made = bucket(desk_template)
    assert "VersioningConfiguration" not in made
    [rule] = made["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == KEPT_AT_MOST.to_days() > LONGEST_KEPT_DAYS
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert desk_template.resources[name]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_a_bucket_of_a_stage_for_trying_out_goes_with_its_stack(tmp_path: Path) -> None:
    template = synthesise(tmp_path, removal_policy="destroy")
    assert template.resources[bucket(template)[0]]["DeletionPolicy"] == "Delete"


def test_each_function_may_do_to_files_what_its_work_is(desk_template: Synthesised) -> None:
    name, _ = bucket(desk_template)
    functions = ("IngestPosts", "KeepAttachments", "ReconcileDesk", "DeskApi", "SendReplies", "PollAccounts")
    allowed = {
        function: {action for action in may(desk_template, function) if action.startswith("s3:")}
        for function in functions
    }
    assert allowed == {
        "IngestPosts": {"s3:DeleteObject"},
        "KeepAttachments": {"s3:PutObject", "s3:DeleteObject"},
        "ReconcileDesk": {"s3:DeleteObject", "s3:ListBucket"},
        "DeskApi": {"s3:GetObject"},
        "SendReplies": set(),
        "PollAccounts": set(),
    }
    for function, actions in allowed.items():
        for action in actions:
            resources = may(desk_template, function)[action]
            assert name in json.dumps(resources)
            assert len(resources) == 1


def test_who_shows_files_knows_the_address_that_its_policy_names(desk_template: Synthesised) -> None:
    name, _ = bucket(desk_template)
    [api] = [
        f
        for f in desk_template.of_type("AWS::Lambda::Function").values()
        if f["Handler"].startswith("functions.desk_api")
    ]
    variables = api["Environment"]["Variables"]
    assert variables["DESK_ATTACHMENTS_BUCKET"] == {"Ref": name}
    assert variables["DESK_ATTACHMENTS_URL"] == {
        "Fn::Join": ["", ["https://", {"Fn::GetAtt": [name, "RegionalDomainName"]}]]
    }
