"""A library that others wrote for the hosted service, pointed at a server of ours by its base address alone.

    pip install -r requirements.txt
    VESTIBULE_URL=http://127.0.0.1:8700 VESTIBULE_EMAIL=... VESTIBULE_PASSWORD=... python3 published.py
"""

import os

from nexudus import nexudus as published

URL = os.environ.get("VESTIBULE_URL", "http://127.0.0.1:8700").rstrip("/")
EMAIL = os.environ.get("VESTIBULE_EMAIL", "admin@harbour.example")
PASSWORD = os.environ.get("VESTIBULE_PASSWORD", "a-demo-password")


def pointed_here(library_class):
    """A client of the library; it logs in with Basic and sends its bodies as forms."""
    path = library_class.BASE_URL.removeprefix(published.DOMAIN_URL)
    client = library_class(EMAIL, PASSWORD)
    client.BASE_URL = f"{URL}/api{path}"
    return client


def value(answer):
    envelope = answer.json()
    assert answer.status_code == 200 and envelope["WasSuccessful"], answer.text
    return envelope["Value"]


def main():
    tokens = pointed_here(published.AccessToken)
    business = tokens.session.get(f"{URL}/api/sys/businesses").json()["Records"][0]["Id"]
    code = "LIBRARY-1"
    for left in tokens.get_access_tokens(AccessToken_AccessCode=code).json()["Records"]:
        tokens.delete_access_token(left["Id"])

    made = value(tokens.create_access_token(BusinessId=business, AccessCode=code, MinutesIncluded=90, MinutesLeft=90))
    assert made["MinutesLeft"] == 90, made
    [found] = tokens.get_access_tokens(AccessToken_AccessCode=code).json()["Records"]
    assert found["Id"] == made["Id"]
    print(f"made {found['AccessCode']} with {found['MinutesLeft']} minutes")

    changed = tokens.update_access_token(
        Id=made["Id"], BusinessId=business, AccessCode=code, MinutesIncluded=120, MinutesLeft=90
    )
    assert value(changed) == {"Id": made["Id"]}
    assert tokens.get_access_token_by_id(made["Id"]).json()["MinutesIncluded"] == 120
    assert value(tokens.delete_access_token(made["Id"])) is None
    assert tokens.get_access_token_by_id(made["Id"]).status_code == 404
    print("changed it, deleted it, and it is gone")


if __name__ == "__main__":
    main()
