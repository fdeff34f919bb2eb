// Drives one generation of Microsoft's own client against the test hub, over every transport in every
// encoding side by side, and prints what happened as one JSON object.
// Usage: node driver.mjs FOLDER ORIGIN   (FOLDER: the one with the generation's package.json)
import { createRequire } from "node:module";
import path from "node:path";

const [folder, origin] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), "package.json"));
const [client, messages] = Object.entries(require("./package.json").dependencies);
const generation = Number(client[1].split(".")[0]);

// Generation 5 binds a `fetch` that Node has to a `self` that Node has not.
if (generation === 5) globalThis.self = globalThis;
const { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, Subject } = require(client[0]);
const { MessagePackHubProtocol } = require(messages[0]);

const PAIRS = [
  ["WebSockets", "json"],
  ["WebSockets", "messagepack"],
  ["ServerSentEvents", "json"],
  ["LongPolling", "json"],
  ["LongPolling", "messagepack"],
];

const refusal = (call) => call.then(() => "not refused", (error) => error.message);

const stream = (connection, until, ...call) =>
  new Promise((resolve) => {
    const items = [];
    const subscription = connection.stream(...call).subscribe({
      next: (item) => {
        items.push(item);
        if (items.length === until) {
          subscription.dispose();
          resolve({ items, end: "cancelled" });
        }
      },
      complete: () => resolve({ items, end: "completed" }),
      error: (error) => resolve({ items, end: error.message }),
    });
  });

const upload = (connection, items) => {
  const subject = new Subject();
  const sum = connection.invoke("Sum", subject);
  for (const item of items) subject.next(item);
  subject.complete();
  return sum;
};

// What the server noted of a connection, once it has noted the end of it.
const noted = async (name) => {
  for (;;) {
    const lines = await (await fetch(`${origin}/log/${name}`)).json();
    if (lines.at(-1).startsWith("disconnected")) return lines;
  }
};

const talk = async (transport, encoding) => {
  const name = `${transport}-${encoding}`;
  const connection = new HubConnectionBuilder()
    .withUrl(`${origin}/hub?tag=${name}`, HttpTransportType[transport])
    .withHubProtocol(encoding === "json" ? new JsonHubProtocol() : new MessagePackHubProtocol())
    .configureLogging(LogLevel.None)
    .build();
  const told = [];
  const closed = new Promise((resolve) => connection.onclose((error) => resolve(error?.message ?? null)));
  connection.on("Told", (number) => told.push(number));
  connection.on("Question", (number) => number + 1);
  await connection.start();
  const seen = {
    transport: await connection.invoke("MyTransport"),
    echo: await connection.invoke("Echo", "é漢😀\u2028"),
    add: await Promise.all([1, 2, 3].map((number) => connection.invoke("add", number, 1))),
    nothing: (await connection.invoke("Nothing")) ?? null,
    refused: await refusal(connection.invoke("Refuse")),
    unknown: await refusal(connection.invoke("Nowhere")),
    many: (await connection.invoke("TellMany", 3)) ?? null,
    told,
    whole: await stream(connection, undefined, "Count", 3, 0),
    fails: await stream(connection, undefined, "RefuseAfter", 1),
  };
  // The first generation cannot say in MessagePack that it has enough, and it has no uploads.
  if (generation > 1 || encoding === "json")
    seen.part = await stream(connection, 2, "Count", 1000000, 1);
  if (generation > 1) seen.sum = await upload(connection, [4, 5]);
  // Up to 6 they answer no questions: they take being asked one for an error, and leave.
  seen.asked = await connection.invoke("Ask", 7).catch((error) => error.message);
  await connection.stop();
  seen.closed = await closed;
  seen.noted = await noted(name);
  return seen;
};

try {
  const seen = await Promise.all(PAIRS.map((pair) => talk(...pair)));
  const named = seen.map((one, place) => [PAIRS[place].join("-"), one]);
  console.log(JSON.stringify(Object.fromEntries(named)));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
