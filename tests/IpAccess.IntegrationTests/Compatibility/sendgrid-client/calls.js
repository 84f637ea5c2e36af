"use strict";
// Every call of SendGrid's IP access management, made by its own client. The caller is 127.0.0.1; the account has had two attempts.
const assert = require("node:assert/strict");
const { Client } = require("@sendgrid/client");
const { classes: { ResponseError } } = require("@sendgrid/helpers");

const whitelist = "/v3/access_settings/whitelist";

function clientWith(key) {
  const client = new Client();
  client.setApiKey(key);
  client.setDefaultRequest("baseUrl", process.env.IPACCESS_URL);
  return client;
}

async function answered(client, request, status) {
  const [response, body] = await client.request(request);
  assert.equal(response.statusCode, status);
  assert.ok(!body || !("errors" in body));
  return body;
}

async function refused(client, request, status, message) {
  const error = await client.request(request).then(() => assert.fail("It was answered."), (fault) => fault);
  assert.ok(error instanceof ResponseError, String(error));
  assert.equal(error.code, status);
  assert.match(error.response.body.errors[0].message, message);
  assert.match(error.toString(), message);
}

async function main() {
  const client = clientWith(process.env.IPACCESS_KEY);
  const ips = ["127.0.0.1", "192.*.*.*", "192.168.100.14/24", "2001:db8::1"].map((ip) => ({ ip }));
  const added = await answered(client, { url: whitelist, method: "POST", body: { ips } }, 201);
  assert.deepEqual(added.result.map((entry) => entry.ip), ["127.0.0.1/32", "192.0.0.0/8", "192.168.100.0/24", "2001:db8::1/128"]);
  const ids = added.result.map((entry) => entry.id);

  const again = await answered(client, { url: whitelist, method: "POST", body: { ips: { ip: "192.*.*.*" } } }, 201);
  assert.deepEqual(again.result, [added.result[1]]);
  assert.deepEqual(await answered(client, { url: whitelist, method: "GET" }, 200), added);
  assert.deepEqual(await answered(client, { url: `${whitelist}/${ids[1]}`, method: "GET" }, 200), { result: [added.result[1]] });

  await answered(client, { url: `${whitelist}/${ids[1]}`, method: "DELETE" }, 204);
  await answered(client, { url: whitelist, method: "DELETE", body: { ids: [ids[2], ids[3], 77] } }, 204);
  assert.deepEqual((await answered(client, { url: whitelist, method: "GET" }, 200)).result, [added.result[0]]);

  const activity = (limit) => answered(client, { url: "/v3/access_settings/activity", method: "GET", qs: { limit } }, 200);
  assert.deepEqual((await activity(20)).result.map((entry) => entry.ip).sort(), ["1.1.1.1", "127.0.0.1"]);
  assert.equal((await activity(1)).result.length, 1);

  await refused(client, { url: whitelist, method: "POST", body: { ips: [{ ip: "010.0.0.1" }] } }, 400, /leading zeros/);
  await refused(client, { url: whitelist, method: "POST", body: { ips: [{ ip: "0.0.0.0/0" }] } }, 400, /allow_broad/);
  await refused(clientWith("SG.wrong"), { url: whitelist, method: "GET" }, 401, /key/);
  await refused(clientWith(process.env.IPACCESS_VIEWER), { url: whitelist, method: "DELETE", body: { ids } }, 403, /allowlist\.manage/);
  await refused(client, { url: `${whitelist}/${ids[1]}`, method: "GET" }, 404, /nothing/);
  await refused(client, { url: whitelist, method: "PUT", body: {} }, 405, /methods/);
  const padding = " ".repeat(1024 * 1024);
  await refused(client, { url: whitelist, method: "POST", body: { ips: [{ ip: padding }] } }, 413, /1048576/);
  await refused(client, { url: whitelist, method: "POST", body: "ips", headers: { "Content-Type": "text/plain" } }, 415, /application\/json/);

  client.setImpersonateSubuser(process.env.IPACCESS_CHILD);
  assert.deepEqual(await answered(client, { url: whitelist, method: "GET" }, 200), { result: [] });
  await refused(client, { url: whitelist, method: "POST", body: { ips: [{ ip: "10.0.0.1" }] } }, 409, /127\.0\.0\.1/);
}

main().catch((fault) => {
  console.error(fault);
  process.exit(1);
});
