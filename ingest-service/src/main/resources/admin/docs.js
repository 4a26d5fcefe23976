// Shows openapi.json: each operation with its parameters, its body and its answers.
"use strict";

function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function rows(parent, title, entries) {
  if (entries.length === 0) return;
  add(parent, "h4", title);
  const table = add(parent, "table");
  for (const [name, text] of entries) {
    const row = add(table, "tr");
    add(add(row, "td"), "code", name);
    add(row, "td", text);
  }
}

function fields(api, schema) {
  const found = schema.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema;
  return Object.entries(found.properties || {}).map(([name, field]) => {
    const required = (found.required || []).includes(name) ? "required" : "";
    const values = field.enum ? field.enum.join(" | ") : "";
    return [name, [required, values, field.description || ""].filter(Boolean).join("; ")];
  });
}

function show(api) {
  document.getElementById("about").textContent = api.info.description;
  const main = document.getElementById("operations");
  for (const tag of api.tags) {
    add(main, "h2", tag.name);
    if (tag.description) add(main, "p", tag.description);
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of ["get", "post", "put", "patch", "delete"]) {
        const operation = item[method];
        if (!operation || !operation.tags.includes(tag.name)) continue;
        const details = add(main, "details");
        const summary = add(details, "summary");
        add(summary, "code", method.toUpperCase(), "method");
        add(summary, "code", path);
        add(summary, "span", " " + operation.summary);
        const parameters = [...(item.parameters || []), ...(operation.parameters || [])];
        rows(details, "Parameters", parameters.map((it) => [it.name, it.in + "; " + it.description]));
        if (operation.requestBody) {
          rows(details, "Body", fields(api, operation.requestBody.content["application/json"].schema));
        }
        rows(details, "Answers", Object.entries(operation.responses).map(([code, it]) => [code, it.description]));
      }
    }
  }
}

fetch("openapi.json").then((answer) => answer.json()).then(show);
