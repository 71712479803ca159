// The running demo: where it listens, who runs it, and its API for what a test arranges or counts.

/** What the demo said when it was ready: `url`, `token`, `email`, `password`. */
export const demo = JSON.parse(process.env.VESTIBULE_DEMO ?? fail());

function fail() {
    throw new Error("VESTIBULE_DEMO is not set: run `cargo xtask browser`");
}

/** Asks the API as the administrator; an answer that is no success is an error, unless it is `expected`. */
export async function api(method, path, body, expected) {
    const headers = { Authorization: `Bearer ${demo.token}`, "Content-Type": "application/json" };
    const response = await fetch(demo.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (expected ? response.status !== expected : !response.ok) {
        throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text === "" ? null : JSON.parse(text);
}

/** The records of a list that a query finds. */
export async function list(path, query = {}) {
    const answer = await api("GET", `/api/${path}?${new URLSearchParams({ size: 100, ...query })}`);
    return answer.Records;
}

/** Creates a record and says its id. */
export async function create(path, record) {
    const answer = await api("POST", `/api/${path}`, record);
    return answer.Value.Id;
}

/** The one record that a query finds. */
export async function one(path, query) {
    const found = await list(path, query);
    if (found.length !== 1) {
        throw new Error(`${found.length} of ${path} with ${JSON.stringify(query)}`);
    }
    return found[0];
}
