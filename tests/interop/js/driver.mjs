// Drives Microsoft's own client against a hub server and prints what happened as one JSON object.
// Usage: node driver.mjs URL KEY [skip]   (skip: a bare WebSocket, without negotiation)
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const [url, key, mode] = process.argv.slice(2);
const connection = new HubConnectionBuilder()
  .withUrl(url, {
    accessTokenFactory: () => key,
    transport: HttpTransportType.WebSockets,
    skipNegotiation: mode === "skip",
  })
  .configureLogging(LogLevel.None)
  .build();

const told = [];
connection.on("Told", (number, text) => told.push([number, text]));

const refusal = (call) => call.then(() => "not refused", (error) => error.message);

const stream = (until, ...call) =>
  new Promise((resolve, reject) => {
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
      error: reject,
    });
  });

try {
  await connection.start();
  const seen = {
    echo: await connection.invoke("Echo", { text: "é☃😀", none: null, list: [1, 2.5] }),
    add: await Promise.all([1, 2, 3].map((number) => connection.invoke("add", number, 1))),
    fail: await refusal(connection.invoke("Fail")),
    unknown: await refusal(connection.invoke("Nowhere")),
    tell: await connection.invoke("TellMany", 3),
    told,
    whole: await stream(undefined, "Count", 3),
    part: await stream(2, "Count", 1000000),
    after: await connection.invoke("Add", 20, 22),
  };
  await connection.stop();
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
