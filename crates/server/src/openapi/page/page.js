// Shows /openapi.json: an index on the left, one record or part of the API on the right.

const METHODS = ["get", "post", "put", "delete"];
const main = document.getElementById("content");
const index = document.getElementById("index");
const filter = document.getElementById("filter");
const found = document.getElementById("found");
const token = document.getElementById("token");

const api = await fetch("/openapi.json").then((answer) => answer.json());
const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })));

/** An element with its attributes and children; text is never read as markup. */
function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
        if (value === true) element.setAttribute(key, "");
        else if (value !== undefined && value !== false) element.setAttribute(key, value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
    return element;
}

/** Words of the description: what stands between backticks is code, an empty line ends a paragraph. */
function words(text = "") {
    return text.split("`").map((part, nth) => (nth % 2 ? make("code", {}, part) : part));
}

function paragraphs(text = "") {
    return text.split("\n\n").filter(Boolean).map((part) => make("p", {}, words(part)));
}

/** What a reference within the description leads to. */
function resolve(thing) {
    if (!thing?.$ref) return thing;
    const there = thing.$ref.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/")], api);
    const { $ref, ...own } = thing;
    return { ...resolve(there), ...own };
}

/** The properties of a schema and which must be there, those of its parts included. */
function members(schema) {
    const { properties = {}, required = [], allOf = [] } = resolve(schema) ?? {};
    const parts = allOf.map(members);
    return {
        properties: Object.assign({}, ...parts.map((part) => part.properties), properties),
        required: [...parts.flatMap((part) => part.required), ...required],
    };
}

const nameOf = (schema) => schema.$ref?.split("/").pop();
const isRecord = (name) => api.tags.some((tag) => tag.name === name);

/** A type in a few words, with links to records and the values of enums. */
function type(schema) {
    const name = nameOf(schema);
    if (name && isRecord(name)) return make("a", { href: `#${name}` }, name);
    const { type: kind, format, items, anyOf, allOf, properties, const: only, enum: values, "x-enumNames": names, "x-references": record } = resolve(schema);
    if (only !== undefined) return make("code", {}, String(only));
    if (name && properties) return name;
    if (names) return values.map((value, nth) => [make("code", {}, String(value)), ` ${names[nth]}`, nth + 1 < values.length ? ", " : ""]);
    if (anyOf) return anyOf.flatMap((one, nth) => (nth ? [" or ", type(one)] : [type(one)]));
    if (allOf) return name ?? "object";
    if (values && !format) return values.map((value) => String(value)).join(" · ");
    const kinds = [kind ?? "anything"].flat().map((one) => (one === "array" ? ["list of ", type(items)] : format && one !== "null" ? format : one));
    const shown = kinds.flatMap((one, nth) => (nth ? [" or ", one] : [one]));
    return record ? [shown, ", id of ", make("a", { href: `#${record}` }, record)] : shown;
}

/** A value that fits a schema: what must be there, and no more. */
function example(schema, name = "") {
    const { type: kind, format, anyOf, enum: values, const: only, default: usual, examples, items, minItems, "x-references": record } = resolve(schema);
    if (only !== undefined) return only;
    if (usual !== undefined) return usual;
    if (examples) return examples[0];
    if (values) return values[0];
    if (anyOf) return example(anyOf[0], name);
    const { properties, required } = members(schema);
    if (Object.keys(properties).length) return Object.fromEntries(required.map((key) => [key, example(properties[key], key)]));
    switch ([kind].flat()[0]) {
        case "integer": return record || name === "Id" ? 1414900101 : 1;
        case "number": return 10.5;
        case "boolean": return true;
        case "array": return minItems ? [example(items, name)] : [];
        case "string": return format === "date-time" ? `${new Date().toISOString().slice(0, 19)}Z` : format === "uuid" ? crypto.randomUUID?.() ?? "" : name;
        default: return null;
    }
}

function table(heads, rows) {
    const head = make("tr", {}, heads.map((text) => make("th", { scope: "col" }, text)));
    return make("div", { class: "wide" }, make("table", {}, make("thead", {}, head), make("tbody", {},
        rows.map((cells) => make("tr", {}, cells.map((cell) => make("td", {}, cell)))))));
}

/** The fields of a record: how each is shown, and whether a body may set it. */
function fields(name) {
    const [read, create, update] = ["", "Create", "Update"].map((end) => members(api.components.schemas[name + end]));
    const taken = (field) => {
        if (create.required.includes(field) || update.required.includes(field)) return "required";
        if (create.properties[field]) return "optional";
        return update.properties[field] && field !== "Id" ? "in updates" : "read-only";
    };
    const all = { ...update.properties, ...create.properties, ...read.properties };
    const order = [...new Set([...Object.keys(read.properties), ...Object.keys(all)])];
    const rows = order.map((field) => [field, type(all[field]), taken(field), words(resolve(all[field]).description)]);
    return [make("h3", {}, "Fields"), table(["Name", "Type", "In a body", "Meaning"], rows)];
}

function parameters(operation) {
    const rows = operation.parameters.map(resolve).map((one) => [
        one.name, one.in, type(one.schema),
        [one.required ? "Required. " : "", words(one.description),
            one["x-aliases"] ? make("span", { class: "quiet" }, ` Also ${one["x-aliases"].join(", ")}.`) : ""],
    ]);
    return rows.length ? [make("h4", {}, "Parameters"), table(["Name", "In", "Type", "Meaning"], rows)] : [];
}

/** Each member of a schema and of what is in it, under its path. Records have a table of their own. */
function lines(schema, before = "") {
    const { properties, required } = members(schema);
    return Object.entries(properties).flatMap(([key, value]) => {
        const { items, anyOf, description } = resolve(value);
        const inner = items ? resolve(items).anyOf ?? [items] : anyOf ?? [value];
        const below = inner.filter((one) => !isRecord(nameOf(one))).flatMap((one) => lines(one, `${before}${key}${items ? "[]" : ""}.`));
        return [[before + key, type(value), required.includes(key) ? "always" : "", words(description)], ...below];
    });
}

/** The members of a body or an answer, where the record of the operation does not tell them. */
function inside(operation, schema) {
    if (!schema || (isRecord(operation.tags[0]) && api.components.schemas[operation.tags[0]] && !/commands?$/.test(operation.path))) return [];
    const { anyOf, items } = resolve(schema);
    const shapes = (anyOf ?? [items ?? schema]).map((one) => lines(resolve(one).items ?? one)).filter((rows) => rows.length);
    return shapes.map((rows) => table(["Member", "Type", "There", "Meaning"], rows));
}

function bodyOf(operation) {
    const content = operation.requestBody?.content ?? {};
    const [kind] = Object.keys(content);
    return kind && { kind, schema: content[kind].schema, value: example(content[kind].schema), kinds: Object.keys(content) };
}

function sent(body) {
    return body.kind === "application/json" ? JSON.stringify(body.value, null, 2) : new URLSearchParams(body.value).toString();
}

function answers(operation) {
    const rows = Object.entries(operation.responses).map(([status, answer]) => {
        const { description, content = {} } = resolve(answer);
        const schema = Object.values(content)[0]?.schema;
        return [status, schema ? nameOf(schema) ?? type(schema) : "nothing", words(description)];
    });
    const well = Object.values(resolve(operation.responses["200"])?.content ?? {})[0]?.schema;
    return [make("h4", {}, "Answers"), table(["Status", "Body", "When"], rows), inside(operation, well)];
}

/** A form that asks the server this page came from. */
function attempt(operation, body) {
    const inPath = operation.parameters.map(resolve).filter((one) => one.in === "path");
    const paths = inPath.map((one) => [one.name, make("input", { required: true })]);
    const inQuery = operation.parameters.map(resolve).filter((one) => one.in === "query");
    const query = inQuery.length > 0 && make("input", {
        value: inQuery.filter((one) => one.required).map((one) => `${one.name}=${example(one.schema)}`).join("&"),
        placeholder: inQuery.slice(0, 2).map((one) => `${one.name}=${example(one.schema)}`).join("&"),
    });
    const text = body && make("textarea", { spellcheck: "false" });
    if (text) text.value = sent(body);
    const shown = make("pre", { tabindex: "0", hidden: true, role: "status" });
    const form = make("form", {}, paths.map(([name, input]) => make("label", {}, name, input)),
        query && make("label", {}, "Query", query), text && make("label", {}, `Body (${body.kind})`, text), make("button", {}, "Send"));
    let underWay = null;
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const path = paths.reduce((at, [name, input]) => at.replace(`{${name}}`, encodeURIComponent(input.value)), operation.path);
        const headers = { ...(token.value && { Authorization: `Bearer ${token.value.trim()}` }), ...(body && { "Content-Type": body.kind }) };
        shown.hidden = false;
        underWay?.abort();
        underWay = new AbortController();
        try {
            const answer = await fetch(query && query.value ? `${path}?${query.value}` : path, { method: operation.method.toUpperCase(), headers, body: text?.value, signal: underWay.signal });
            if (answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return await follow(answer, shown);
            const said = await answer.text();
            let pretty = said;
            try { pretty = JSON.stringify(JSON.parse(said), null, 2); } catch { /* no JSON */ }
            shown.textContent = `${answer.status} ${answer.statusText}\n${pretty}`;
        } catch (error) {
            shown.textContent = String(error);
        }
    });
    return make("div", { class: "try" }, make("h4", {}, "Try it"), form, shown);
}

/** Shows what does not end as it comes. */
async function follow(answer, shown) {
    shown.textContent = `${answer.status} ${answer.statusText}\n`;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) shown.append(part.value);
}

function details(operation) {
    const body = bodyOf(operation);
    return make("div", {}, paragraphs(operation.description),
        make("p", { class: "quiet" }, "Name in clients: ", make("code", {}, operation.operationId),
            operation["x-role"] ? [" · Role: ", make("code", {}, operation["x-role"])] : ""),
        parameters(operation),
        body && [make("h4", {}, "Body"), make("p", { class: "quiet" }, body.kinds.join(" or "), ", for instance"), make("pre", { tabindex: "0" }, sent(body)), inside(operation, body.schema)],
        answers(operation), attempt(operation, body));
}

/** One operation, filled when it is first opened. */
function folded(operation, open) {
    const summary = make("summary", {}, make("span", { class: `method ${operation.method}` }, operation.method.toUpperCase()),
        make("span", { class: "path" }, operation.path), make("span", { class: "quiet" }, operation.summary));
    const element = make("details", { class: "operation", id: operation.operationId, open }, summary);
    const fill = () => element.children.length > 1 || element.append(details(operation));
    if (open) fill();
    element.addEventListener("toggle", () => element.open && fill());
    return element;
}

const ofTag = (name) => operations.filter((operation) => operation.tags[0] === name);

function showTag(name, opened) {
    const tag = api.tags.find((one) => one.name === name);
    main.replaceChildren(make("h2", {}, name), ...paragraphs(tag.description), make("h3", {}, "Operations"),
        ...ofTag(name).map((operation) => folded(operation, operation.operationId === opened)),
        ...(api.components.schemas[name] ? fields(name) : []));
}

function showStart() {
    main.replaceChildren(make("h2", {}, `${api.info.title} ${api.info.version}`), ...paragraphs(api.info.description),
        make("h3", {}, "Who asks"), table(["Name", "Meaning"], Object.entries(api.components.securitySchemes).map(([name, one]) => [name, words(one.description)])),
        make("h3", {}, "Parts"), table(["Name", "Meaning"], api.tags.map((tag) => [make("a", { href: `#${tag.name}` }, tag.name), words(tag.description)])));
}

function show() {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const operation = operations.find((one) => one.operationId === wanted);
    const tag = operation?.tags[0] ?? (isRecord(wanted) ? wanted : undefined);
    if (wanted === "content") return;
    if (tag) showTag(tag, operation?.operationId);
    else showStart();
    document.title = tag ? `${wanted} · Vestibule API` : "Vestibule API";
    for (const link of index.querySelectorAll("a")) {
        if (link.hash === `#${wanted}` || link.hash === `#${tag}`) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    if (operation) document.getElementById(wanted).scrollIntoView();
    else window.scrollTo(0, 0);
}

/** The index: all parts, or those parts and operations that the filter finds. */
function list() {
    const wanted = filter.value.trim().toLowerCase();
    const fits = (text) => text?.toLowerCase().includes(wanted);
    const hits = (name) => wanted ? ofTag(name).filter((one) => fits(one.operationId) || fits(`${one.method} ${one.path}`) || fits(one.summary)) : [];
    const named = (name) => !wanted || fits(name) || Object.keys(api.components.schemas[name]?.properties ?? {}).some(fits);
    const groups = api["x-tagGroups"].map((group) => {
        const tags = group.tags.filter((name) => named(name) || hits(name).length);
        const items = tags.map((name) => make("li", {}, make("a", { href: `#${name}` }, name),
            make("ul", {}, hits(name).map((one) => make("li", {}, make("a", { href: `#${one.operationId}` }, one.operationId))))));
        return { tags, element: [make("h2", {}, group.name), make("ul", {}, items)] };
    });
    const left = groups.filter((group) => group.tags.length);
    index.replaceChildren(...left.flatMap((group) => group.element));
    found.textContent = wanted ? `${left.flatMap((group) => group.tags).length} found` : "";
}

document.getElementById("who").addEventListener("submit", (event) => event.preventDefault());
filter.addEventListener("input", list);
window.addEventListener("hashchange", () => { show(); main.focus({ preventScroll: true }); });
window.addEventListener("beforeprint", () => document.querySelectorAll("details.operation").forEach((one) => {
    one.open = true;
    one.children.length > 1 || one.append(details(operations.find((operation) => operation.operationId === one.id)));
}));
document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName)) {
        event.preventDefault();
        filter.focus();
    }
});
list();
show();
