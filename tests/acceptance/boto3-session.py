"""What a Python program does with Route 53: paginators, a change, the waiter for it. Prints what it saw as one JSON object."""

import json
import os

import boto3

endpoint = os.environ["FLIPWATCH_LAB"]
route53 = boto3.client("route53", endpoint_url=endpoint)
zone = route53.list_hosted_zones()["HostedZones"][0]["Id"]


def record_names():
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone, PaginationConfig={"PageSize": 1})
    listed = list(pages)
    return len(listed), [record["Name"] for page in listed for record in page["ResourceRecordSets"]]


checks = [
    check["Id"]
    for page in route53.get_paginator("list_health_checks").paginate(PaginationConfig={"PageSize": 1})
    for check in page["HealthChecks"]
]
record = {"Name": "boto3.example.com", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"waited for"'}]}
change = route53.change_resource_record_sets(
    HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
)["ChangeInfo"]
route53.get_waiter("resource_record_sets_changed").wait(Id=change["Id"], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
pages, names = record_names()
try:
    route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    )
    refused = None
except route53.exceptions.InvalidChangeBatch as error:
    refused = error.response["Error"]["Message"]

print(
    json.dumps(
        {
            "checks": checks,
            "before": change["Status"],
            "after": route53.get_change(Id=change["Id"])["ChangeInfo"]["Status"],
            "pages": pages,
            "names": names,
            "refused": refused,
            "observed": len(route53.get_health_check_status(HealthCheckId=checks[0])["HealthCheckObservations"]),
        }
    )
)
