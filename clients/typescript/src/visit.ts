// A visit, from the token to the door and out again, made with nothing but the generated client.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const { url: baseUrl, email, password } = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
assert(baseUrl && email && password, "usage: visit.js '{\"url\": ..., \"email\": ..., \"password\": ...}'");

const api = createClient<paths>({ baseUrl });

/** What was answered, or the end of this program with the error that came instead. */
async function well<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<NonNullable<T>> {
    const { data, error, response } = await asked;
    assert(data !== undefined && data !== null, `${response.url}: ${response.status} ${JSON.stringify(error)}`);
    return data;
}

async function signIn(username: string, secret: string): Promise<void> {
    const token = await well(api.POST("/api/token", {
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: { grant_type: "password", username, password: secret },
    }));
    api.use({
        onRequest({ request }) {
            request.headers.set("Authorization", `Bearer ${token.access_token}`);
        },
    });
}

/** The name of every customer, page by page. */
async function customers(): Promise<string[]> {
    const all: string[] = [];
    for (let page = 1; ; page += 1) {
        const found = await well(api.GET("/api/spaces/coworkers", { params: { query: { page, size: 7, orderBy: "FullName" } } }));
        all.push(...found.Records.map((row) => row.FullName));
        if (!found.HasNextPage) {
            assert.equal(all.length, found.TotalItems);
            return all;
        }
    }
}

/** A new customer, and a pass in their hands. */
async function guest(business: number): Promise<number> {
    const made = await well(api.POST("/api/spaces/coworkers", {
        params: { header: { "Idempotency-Key": randomUUID() } },
        body: {
            FullName: "Gil Guest", Email: `${randomUUID()}@example.com`, CountryId: 1220, SimpleTimeZoneId: 2023,
            CoworkerType: "Individual", Businesses: [business],
        },
    }));
    assert(made.WasSuccessful && made.Value, made.Message);
    const kind = await well(api.POST("/api/billing/timepasses", {
        body: { BusinessId: business, Name: "Guest day", Price: 12.5, CurrencyId: 3005 },
    }));
    assert(kind.Value, kind.Message);
    const pass = await well(api.POST("/api/billing/coworkertimepasses", {
        body: { CoworkerId: made.Value.Id, BusinessId: business, TimePassId: kind.Value.Id, CreateMultiple: 1 },
    }));
    assert.equal(pass.Value?.Price, 12.5);
    return made.Value.Id;
}

await signIn(email, password);

const known = await customers();
assert(known.length > 7, "the demo has more customers than fit on a page");
const places = await well(api.GET("/api/sys/businesses", { params: { query: { orderBy: "Id", dir: "ascending" } } }));
const [loft, yard] = places.Records.map((row) => row.Id);
assert(loft && yard);

const coworker = await guest(loft);
const began = new Date(Date.now() - 60_000).toISOString();
const opened = await well(api.POST("/api/spaces/checkins", {
    body: { BusinessId: loft, CoworkerId: coworker, FromTime: began, Source: "DoorAccess" },
}));
const visit = opened.Value;
assert(visit && visit.Source === 2 && visit.CoworkerTimePassGuid, opened.Message);

const inside = await well(api.GET("/api/spaces/checkins", { params: { query: { Checkin_Coworker: coworker, Checkin_IsOpen: true } } }));
assert.deepEqual(inside.Records.map((row) => row.Id), [visit.Id]);
const same = await well(api.GET("/api/spaces/checkins/", { params: { query: { id: `[${visit.Id}]` } } }));
assert.equal(same[0]?.UniqueId, visit.UniqueId);

const left = await well(api.PUT("/api/spaces/checkins", { body: { ...visit, ToTime: new Date().toISOString() } }));
assert.deepEqual(left.Value, { Id: visit.Id });
const closed = await well(api.GET("/api/spaces/checkins/{id}", { params: { path: { id: visit.Id } } }));
assert(closed.ToTime);

// The one pass is used, and the yard sells none at the door: the refusal is on record with its reason.
const refused = await api.POST("/api/spaces/checkins", {
    body: { BusinessId: yard, CoworkerId: coworker, FromTime: "2020-01-01T12:00:00Z", ToTime: "2020-01-01T13:00:00Z" },
});
assert.equal(refused.response.status, 400);
assert(typeof refused.error === "object" && "Errors" in refused.error);
assert.equal(refused.error.Errors?.[0]?.PropertyName, "Coworker");
const failures = await well(api.GET("/api/spaces/failedcheckins", { params: { query: { FailedCheckin_Coworker: coworker } } }));
assert.deepEqual(failures.Records.map((row) => row.Description), [refused.error.Errors?.[0]?.Message]);

const nothing = await api.GET("/api/spaces/checkins/{id}", { params: { path: { id: 1 } } });
assert.equal(nothing.response.status, 404);
assert.equal(nothing.error, "Not found");

console.log(`${known.length} customers paged, visit ${visit.Id} opened and closed, its refusal read`);
