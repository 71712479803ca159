"""A visit from beginning to end, by nothing but Python's own library.

Written against the published API alone: give it the address of a server and an administrator.

    VESTIBULE_URL=http://127.0.0.1:8700 VESTIBULE_EMAIL=... VESTIBULE_PASSWORD=... python3 visit.py
"""

import hashlib
import hmac
import json
import os
import queue
import threading
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

URL = os.environ.get("VESTIBULE_URL", "http://127.0.0.1:8700").rstrip("/")
EMAIL = os.environ.get("VESTIBULE_EMAIL", "admin@harbour.example")
PASSWORD = os.environ.get("VESTIBULE_PASSWORD", "a-demo-password")
SECRET = "a secret both sides know"
CHECKIN_CREATED = 47


class Refused(Exception):
    """The server said no, and why."""


class Api:
    """The REST API: bare records, lists page by page, writes in their envelope."""

    def __init__(self, url, email, password):
        self.url = url
        form = urllib.parse.urlencode({"grant_type": "password", "username": email, "password": password})
        token = self.send("POST", "/api/token", form.encode(), "application/x-www-form-urlencoded")
        self.authorization = f"{token['token_type']} {token['access_token']}"

    authorization = ""

    def send(self, method, path, body=None, kind="application/json"):
        headers = {"Content-Type": kind, "Authorization": self.authorization}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            said = json.load(error)
            raise Refused(said["Message"] if isinstance(said, dict) else said) from error

    def write(self, method, path, record=None):
        """Answers the `Value` of the envelope. Some refusals come with status 200, so the body has the last word."""
        body = None if record is None else json.dumps(record).encode()
        envelope = self.send(method, path, body)
        if not envelope["WasSuccessful"]:
            raise Refused(envelope["Message"])
        return envelope["Value"]

    def keep(self, path, record, **filters):
        """Replaces the one that fits the filters, or creates it: run twice, it is there once. Answers the id."""
        for there in self.pages(path, **filters):
            return self.write("PUT", path, {**record, "Id": there["Id"]})["Id"]
        return self.write("POST", path, record)["Id"]

    def pages(self, path, **filters):
        """Every record that fits, page after page."""
        page = 1
        while True:
            query = urllib.parse.urlencode({**filters, "page": page, "size": 10})
            answer = self.send("GET", f"{path}?{query}")
            yield from answer["Records"]
            if not answer["HasNextPage"]:
                return
            page += 1


class Receiver:
    """Takes webhooks on a port of its own."""

    def __init__(self):
        self.deliveries = deliveries = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                deliveries.put((body, self.headers["X-Nexudus-Hook-Signature"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def next(self):
        """The record of the next delivery, its signature verified."""
        body, signature = self.deliveries.get(timeout=30)
        expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(expected, signature.lower()), "the signature does not fit the body"
        return json.loads(body)[0]


def minutes_ago(minutes):
    instant = datetime.now(timezone.utc) - timedelta(minutes=minutes)
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")


def main():
    api = Api(URL, EMAIL, PASSWORD)
    [location] = api.pages("/api/sys/businesses", Business_WebAddress="yard")
    customers = list(api.pages("/api/spaces/coworkers"))
    print(f"{len(customers)} customers; checking in at {location['Name']}")

    receiver = Receiver()
    here = {"BusinessId": location["Id"]}
    secret = {**here, "Name": "WebHooks.SharedSecret", "Value": SECRET}
    names = {"BusinessSetting_Business": location["Id"], "BusinessSetting_Name": secret["Name"]}
    api.keep("/api/sys/businesssettings", secret, **names)
    hook = {**here, "Name": "visits", "Action": CHECKIN_CREATED, "URL": receiver.url, "Active": True}
    hook = api.write("POST", "/api/sys/webhooks", hook)

    person = {"FullName": "José Ångström", "Email": f"jose.{hook['Id']}@example.com"}
    home = {"CountryId": location["CountryId"], "SimpleTimeZoneId": location["SimpleTimeZoneId"]}
    person = api.write("POST", "/api/spaces/coworkers", {**person, **home, "Businesses": [location["Id"]]})
    visit = {**here, "CoworkerId": person["Id"], "FromTime": minutes_ago(1), "Source": 1}
    try:
        api.write("POST", "/api/spaces/checkins", visit)
        raise SystemExit("admitted without a pass")
    except Refused as refusal:
        print(f"without a pass: {refusal}")

    kind = {**here, "Name": "Guest Day", "Price": 0, "CurrencyId": location["CurrencyId"]}
    names = {"TimePass_Business": location["Id"], "TimePass_Name": kind["Name"]}
    kind = api.keep("/api/billing/timepasses", kind, **names)
    given = {**here, "CoworkerId": person["Id"], "TimePassId": kind, "CreateMultiple": 1}
    given = api.write("POST", "/api/billing/coworkertimepasses", given)
    visit = api.write("POST", "/api/spaces/checkins", visit)
    assert visit["CoworkerTimePassGuid"] == given["UniqueId"]
    print(f"checked in on the pass just given: {visit['FromTime']}")

    told = receiver.next()
    assert told["Id"] == visit["Id"] and told["CoworkerFullName"] == person["FullName"]
    print(f"the webhook told of {told['CoworkerFullName']}")

    whole = api.send("GET", f"/api/spaces/checkins/{visit['Id']}")
    api.write("PUT", "/api/spaces/checkins", {**whole, "ToTime": minutes_ago(0)})
    [gone] = api.pages("/api/spaces/checkins", Checkin_Coworker=person["Id"])
    print(f"checked out: {gone['ToTime']}")

    [failure] = api.pages("/api/spaces/failedcheckins", FailedCheckin_Coworker=person["Id"])
    print(f"on record: {failure['Description']}")
    api.write("DELETE", f"/api/sys/webhooks/{hook['Id']}")


if __name__ == "__main__":
    main()
