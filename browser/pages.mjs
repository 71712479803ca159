// Every page there is, in one place: the checks walk through it, and the screenshots are made of it.
//
// `who` looks at it: nobody (not signed in), the desk unless said, or the tablet. `find` makes the path of what the demo
// holds, once; `act` is what is done there before anybody looks; `secret` is what no picture shows.

import { api, create, demo, list, one } from "./support/demo.mjs";
import { tap } from "./support/tablet.mjs";

const settings = (path, name = path, more = {}) => ({ name: `settings-${name}`, path: `/settings/${path}`, ...more });
/** A page that looks like one that is pictured already. */
const ALIKE = { picture: false };

/** The pages, in the order in which people meet them. */
export const pages = [
    { name: "sign-in", path: "/sign-in", who: "nobody" },
    { name: "now", path: "/" },
    { name: "now-found", path: "/?q=an", ...ALIKE },
    { name: "rollcall", path: "/rollcall" },
    { name: "let-in", find: async () => `/refusals/${(await refusal()).Id}/let-in` },
    { name: "account", path: "/account", secret: ["main svg", "main img", "main code"] },
    { name: "customers", path: "/customers" },
    { name: "customer", find: async () => `/customers/${(await customer("Ann Lee")).Id}` },
    { name: "customer-suspended", find: async () => `/customers/${(await customer("Otto Grau")).Id}`, ...ALIKE },
    { name: "visits", find: async () => `/visits?day=${(await visit()).FromTime.slice(0, 10)}` },
    { name: "visit", find: async () => `/visits/${(await visit()).Id}` },
    { name: "visit-delete", find: async () => `/visits/${(await visit()).Id}/delete`, ...ALIKE },
    { name: "refusals", find: async () => `/refusals?day=${(await refusal()).CheckinAttemptTime.slice(0, 10)}` },
    { name: "refusal", find: async () => `/refusals/${(await refusal()).Id}` },
    { name: "figures", path: "/figures" },
    { name: "week", find: async () => `/figures?customer=${(await customer("Ann Lee")).Id}` },
    { name: "settings", path: "/settings" },
    settings("tariffs", "plans"),
    settings("tariffs/new", "plan-new"),
    { name: "settings-plan", find: async () => `/settings/tariffs/${(await list("billing/tariffs"))[0].Id}` },
    settings("timepasses", "passes", ALIKE),
    settings("timepasses/new", "pass-new", ALIKE),
    settings("coworkers/new", "customer-new", ALIKE),
    settings("coworkercontracts/new", "contract-new", ALIKE),
    { name: "settings-business", find: async () => `/settings/businesses/${(await loft()).Id}`, ...ALIKE },
    settings("businesstimeslots", "opening-hours", ALIKE),
    settings("businesssettings", "businesssettings", ALIKE),
    settings("doors", "doors", ALIKE),
    settings("automationtiles", "tiles", ALIKE),
    settings("sensors", "sensors", ALIKE),
    settings("webhooks", "webhooks", ALIKE),
    settings("users", "users", ALIKE),
    settings("userroles", "roles", ALIKE),
    { name: "webhook-deliveries", find: async () => `/settings/webhooks/${await webhook()}/deliveries`, ...ALIKE },
    settings("tablets"),
    { name: "tablet-enrolment", path: "/kiosk/loft", who: "nobody", ...ALIKE },
    { name: "tablet", path: "/kiosk/loft", who: "tablet" },
    {
        name: "tablet-welcome",
        path: "/kiosk/loft",
        who: "tablet",
        act: welcomed,
    },
    {
        name: "tablet-refused",
        path: "/kiosk/loft",
        who: "tablet",
        act: (tablet) => tap(tablet, "12121", /Not just now/),
    },
    {
        name: "tablet-visitor",
        path: "/kiosk/loft",
        who: "tablet",
        act: (tablet) => tablet.getByRole("button", { name: "I am visiting" }).click(),
    },
];

/** The location that the demo begins with. */
export const loft = () => one("sys/businesses", { Business_Name: "Loft" });

const customer = (name) => one("spaces/coworkers", { Coworker_FullName: name });

/** One that is over, of somebody with a plan. */
const visit = async () => {
    const visits = await list("spaces/checkins", { orderBy: "FromTime", dir: "Descending" });
    return visits.find((visit) => visit.ToTime && visit.TariffAtTheTimeOfCheckin);
};

/** The last one at the Loft. */
const refusal = async () => {
    const refusals = await list("spaces/failedcheckins", { orderBy: "CheckinAttemptTime", dir: "Descending" });
    return refusals.find((refusal) => refusal.BusinessName === "Loft");
};

const webhook = async () => {
    const at = await loft();
    const hook = { BusinessId: at.Id, Name: "Hears of visits", Action: 47, URL: `${demo.url}/healthz`, Active: true };
    return create("sys/webhooks", hook);
};

/** Hannah comes in, wherever she was. */
async function welcomed(tablet) {
    const hannah = await customer("Hannah Brook");
    await noEcho();
    const visits = await list("spaces/checkins", { Checkin_Coworker: hannah.Id, orderBy: "FromTime", dir: "Descending" });
    for (const { Id } of visits.filter((visit) => visit.ToTime === null)) {
        const visit = await api("GET", `/api/spaces/checkins/${Id}`);
        await api("PUT", "/api/spaces/checkins", { ...visit, ToTime: new Date().toISOString() });
    }
    await tap(tablet, hannah.AccessPincode, /Welcome, Hannah/);
}

let echoes;

/** Lets the same tap mean something each time at the Loft, however soon it comes again. */
function noEcho() {
    const name = "Vestibule.Checkin.DebounceSeconds";
    echoes ??= loft().then((at) => create("sys/businesssettings", { BusinessId: at.Id, Name: name, Value: "0" }));
    return echoes;
}

/** The path of a page. */
export async function pathOf(page) {
    return page.path ?? (page.path = await page.find());
}
