// Every page there is, in one place: the checks walk through it, and the screenshots are made of it.
//
// `who` looks at it: nobody (not signed in), the desk, or the tablet. `find` makes the path of what the demo holds, once.

import { list, one } from "./support/demo.mjs";

const settings = (path, name = path) => ({ name: `settings-${name}`, path: `/settings/${path}` });

/** The pages, in the order in which people meet them. */
export const pages = [
    { name: "sign-in", path: "/sign-in", who: "nobody" },
    { name: "settings", path: "/settings" },
    settings("tariffs", "plans"),
    settings("tariffs/new", "plan-new"),
    { name: "settings-plan", find: async () => `/settings/tariffs/${(await list("billing/tariffs"))[0].Id}` },
    settings("timepasses", "passes"),
    settings("timepasses/new", "pass-new"),
    settings("coworkers/new", "customer-new"),
    settings("coworkercontracts/new", "contract-new"),
    { name: "settings-business", find: async () => `/settings/businesses/${(await loft()).Id}` },
    settings("businesstimeslots", "opening-hours"),
    settings("businesssettings"),
    settings("doors"),
    settings("automationtiles", "tiles"),
    settings("sensors"),
    settings("webhooks"),
    settings("users"),
    settings("userroles", "roles"),
];

/** The location that the demo begins with. */
export const loft = () => one("sys/businesses", { Business_Name: "Loft" });

/** The path of a page. */
export async function pathOf(page) {
    return page.path ?? (page.path = await page.find());
}
