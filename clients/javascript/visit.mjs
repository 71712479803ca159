// A visit from beginning to end, by nothing but what Node 18 brings.
//
// Written against the published API alone: give it the address of a server and an administrator.
//
//     VESTIBULE_URL=http://127.0.0.1:8700 VESTIBULE_EMAIL=... VESTIBULE_PASSWORD=... node visit.mjs

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const url = (process.env.VESTIBULE_URL ?? "http://127.0.0.1:8700").replace(/\/$/, "");
const email = process.env.VESTIBULE_EMAIL ?? "admin@harbour.example";
const password = process.env.VESTIBULE_PASSWORD ?? "a-demo-password";
const secret = "a secret both sides know";
const CHECKIN_CREATED = 47;

/** The server said no, and why. */
class Refused extends Error {}

let authorization = "";

async function send(method, path, body, type = "application/json") {
  const headers = { "content-type": type, authorization };
  const answer = await fetch(url + path, { method, headers, body });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.Message ?? said.error ?? said);
  return said;
}

/** Answers the `Value` of the envelope. Some refusals come with status 200, so the body has the last word. */
async function write(method, path, record) {
  const envelope = await send(method, path, record && JSON.stringify(record));
  if (!envelope.WasSuccessful) throw new Refused(envelope.Message);
  return envelope.Value;
}

/** Every record that fits, page after page. */
async function all(path, filters = {}) {
  const records = [];
  for (let page = 1, more = true; more; page++) {
    const answer = await send("GET", `${path}?${new URLSearchParams({ ...filters, page, size: 10 })}`);
    records.push(...answer.Records);
    more = answer.HasNextPage;
  }
  return records;
}

/** Replaces the one that fits the filters, or creates it: run twice, it is there once. Answers the id. */
async function keep(path, record, filters) {
  const [there] = await all(path, filters);
  const kept = there ? await write("PUT", path, { ...record, Id: there.Id }) : await write("POST", path, record);
  return kept.Id;
}

/** Takes webhooks on a port of its own; each is the record it told of, its signature verified. */
async function receiver() {
  const deliveries = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const expected = createHmac("sha256", secret).update(body).digest("hex").toUpperCase();
    assert.equal(request.headers["x-nexudus-hook-signature"], expected);
    deliveries.push(JSON.parse(body)[0]);
    response.end();
    server.emit("delivery");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const next = async () => {
    if (deliveries.length === 0) await once(server, "delivery", { signal: AbortSignal.timeout(30_000) });
    return deliveries.shift();
  };
  return { url: `http://127.0.0.1:${server.address().port}/hook`, next, close: () => server.close() };
}

const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const form = new URLSearchParams({ grant_type: "password", username: email, password });
const token = await send("POST", "/api/token", form, "application/x-www-form-urlencoded");
authorization = `${token.token_type} ${token.access_token}`;

const [location] = await all("/api/sys/businesses", { Business_WebAddress: "yard" });
const customers = await all("/api/spaces/coworkers");
console.log(`${customers.length} customers; checking in at ${location.Name}`);

const hooks = await receiver();
const here = { BusinessId: location.Id };
await keep(
  "/api/sys/businesssettings",
  { ...here, Name: "WebHooks.SharedSecret", Value: secret },
  { BusinessSetting_Business: location.Id, BusinessSetting_Name: "WebHooks.SharedSecret" },
);
const hook = await write("POST", "/api/sys/webhooks", {
  ...here, Name: "visits", Action: CHECKIN_CREATED, URL: hooks.url, Active: true,
});

const person = await write("POST", "/api/spaces/coworkers", {
  FullName: "José Ångström",
  Email: `jose.${hook.Id}@example.com`,
  CountryId: location.CountryId,
  SimpleTimeZoneId: location.SimpleTimeZoneId,
  Businesses: [location.Id],
});
const wanted = { ...here, CoworkerId: person.Id, FromTime: minutesAgo(1), Source: 1 };
const refusal = await write("POST", "/api/spaces/checkins", wanted).catch((error) => error);
assert.ok(refusal instanceof Refused, "admitted without a pass");
console.log(`without a pass: ${refusal.message}`);

const kind = await keep(
  "/api/billing/timepasses",
  { ...here, Name: "Guest Day", Price: 0, CurrencyId: location.CurrencyId },
  { TimePass_Business: location.Id, TimePass_Name: "Guest Day" },
);
const pass = await write("POST", "/api/billing/coworkertimepasses", {
  ...here, CoworkerId: person.Id, TimePassId: kind, CreateMultiple: 1,
});
const visit = await write("POST", "/api/spaces/checkins", wanted);
assert.equal(visit.CoworkerTimePassGuid, pass.UniqueId);
console.log(`checked in on the pass just given: ${visit.FromTime}`);

const told = await hooks.next();
assert.deepEqual([told.Id, told.CoworkerFullName], [visit.Id, person.FullName]);
console.log(`the webhook told of ${told.CoworkerFullName}`);

const whole = await send("GET", `/api/spaces/checkins/${visit.Id}`);
await write("PUT", "/api/spaces/checkins", { ...whole, ToTime: minutesAgo(0) });
const [gone] = await all("/api/spaces/checkins", { Checkin_Coworker: person.Id });
console.log(`checked out: ${gone.ToTime}`);

const [failure] = await all("/api/spaces/failedcheckins", { FailedCheckin_Coworker: person.Id });
console.log(`on record: ${failure.Description}`);
await write("DELETE", `/api/sys/webhooks/${hook.Id}`);
hooks.close();
