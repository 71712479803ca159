#!/usr/bin/env bash
# A visit from beginning to end, by nothing but curl and jq.
#
# Written against the published API alone: give it the address of a server and an administrator, and, if it is to show
# a webhook, an address that takes one. (The examples in other languages take it themselves, and verify it.)
#
#     VESTIBULE_URL=http://127.0.0.1:8700 VESTIBULE_EMAIL=... VESTIBULE_PASSWORD=... HOOK_URL=... ./visit.sh
set -euo pipefail

url=${VESTIBULE_URL:-http://127.0.0.1:8700}
email=${VESTIBULE_EMAIL:-admin@harbour.example}
password=${VESTIBULE_PASSWORD:-a-demo-password}

token=$(curl -sS --fail-with-body "$url/api/token" -d grant_type=password \
    --data-urlencode "username=$email" --data-urlencode "password=$password" | jq -r .access_token)

ask() { # METHOD PATH [JSON]
    curl -sS -X "$1" "$url$2" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' ${3:+-d "$3"}
}
# The Value of a write; some refusals come with status 200, so the body has the last word.
value() { jq -ce 'if .WasSuccessful then .Value // {} else error(.Message) end'; }
minutes_ago() { jq -nr --argjson minutes "$1" 'now - $minutes * 60 | todate'; }

location=$(ask GET '/api/sys/businesses?Business_WebAddress=yard' | jq -c '.Records[0]')
here=$(jq .Id <<<"$location")

page=1 customers=0 more=true
while [ "$more" = true ]; do
    answer=$(ask GET "/api/spaces/coworkers?page=$page&size=10")
    customers=$((customers + $(jq '.Records | length' <<<"$answer")))
    more=$(jq .HasNextPage <<<"$answer")
    page=$((page + 1))
done
echo "$customers customers; checking in at $(jq -r .Name <<<"$location")"

# Action 47 is an opened check-in.
if [ -n "${HOOK_URL:-}" ]; then
    hook=$(ask POST /api/sys/webhooks "$(jq -nc --argjson here "$here" --arg url "$HOOK_URL" \
        '{BusinessId: $here, Name: "visits", Action: 47, URL: $url, Active: true}')" | value | jq .Id)
fi

person=$(ask POST /api/spaces/coworkers "$(jq -c --arg email "curl.$(date +%s).$$@example.com" \
    '{FullName: "Zoë Curl", Email: $email, CountryId, SimpleTimeZoneId, Businesses: [.Id]}' <<<"$location")" |
    value | jq .Id)
visit="{\"BusinessId\":$here,\"CoworkerId\":$person,\"FromTime\":\"$(minutes_ago 1)\",\"Source\":1}"
echo "without a pass: $(ask POST /api/spaces/checkins "$visit" | jq -r .Message)"

kind=$(ask GET "/api/billing/timepasses?TimePass_Business=$here&TimePass_Name=Guest+Day" | jq '.Records[0].Id // empty')
kind=${kind:-$(ask POST /api/billing/timepasses "$(jq -c \
    '{BusinessId: .Id, Name: "Guest Day", Price: 0, CurrencyId}' <<<"$location")" | value | jq .Id)}
ask POST /api/billing/coworkertimepasses \
    "{\"BusinessId\":$here,\"CoworkerId\":$person,\"TimePassId\":$kind,\"CreateMultiple\":1}" | value >/dev/null
id=$(ask POST /api/spaces/checkins "$visit" | value | jq .Id)
whole=$(ask GET "/api/spaces/checkins/$id")
echo "checked in on the pass just given: $(jq -r .FromTime <<<"$whole")"

ask PUT /api/spaces/checkins "$(jq -c --arg to "$(minutes_ago 0)" '.ToTime = $to' <<<"$whole")" | value >/dev/null
echo "checked out: $(ask GET "/api/spaces/checkins/$id" | jq -r .ToTime)"
echo "on record: $(ask GET "/api/spaces/failedcheckins?FailedCheckin_Coworker=$person" |
    jq -r '.Records[0].Description')"

if [ -n "${hook:-}" ]; then
    echo "webhook: $(ask GET "/api/sys/webhooks/$hook" | jq -r '"last heard \(.LastTrigger), \(.ErrorCount) failures"')"
    ask DELETE "/api/sys/webhooks/$hook" | value >/dev/null
fi
