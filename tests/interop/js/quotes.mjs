// Drives Microsoft's own client against the Data hub, over every transport in every encoding side by
// side, and prints what it was told as one JSON object. Usage: node quotes.mjs URL KEY
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const ITEMS = 2;
const PAIRS = [
  ["WebSockets", "json"],
  ["WebSockets", "messagepack"],
  ["ServerSentEvents", "json"],
  ["LongPolling", "json"],
  ["LongPolling", "messagepack"],
];
const [url, key] = process.argv.slice(2);
const asked = { Symbol: "SPX", Provider: "InteractiveBrokers", PriceFields: "Bid, Ask" };

// Reads a stream until it ends or ITEMS have come, and leaves it then.
const read = (connection, args) =>
  new Promise((resolve) => {
    const items = [];
    const subscription = connection.stream("StreamUnderlyingData", args).subscribe({
      next: (item) => {
        items.push(item);
        if (items.length === ITEMS) {
          subscription.dispose();
          resolve({ items, end: "cancelled" });
        }
      },
      complete: () => resolve({ items, end: "completed" }),
      error: (error) => resolve({ items, end: error.message }),
    });
  });

const talk = async (transport, encoding) => {
  const connection = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: () => key, transport: HttpTransportType[transport] })
    .withHubProtocol(encoding === "json" ? new JsonHubProtocol() : new MessagePackHubProtocol())
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  const seen = {
    stream: await read(connection, asked),
    snapshot: await connection.invoke("GetUnderlyingSnapshot", asked),
    nobody: await read(connection, { Symbol: "SPX" }),
    plain: await connection.invoke("StreamUnderlyingData", asked).catch((error) => error.message),
    after: await connection.invoke("GetUnderlyingSnapshot", { Symbol: "SPX" }),
  };
  await connection.stop();
  return [`${transport}-${encoding}`, seen];
};

try {
  const seen = await Promise.all(PAIRS.map((pair) => talk(...pair)));
  console.log(JSON.stringify(Object.fromEntries(seen)));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
