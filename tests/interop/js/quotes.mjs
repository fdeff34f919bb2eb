// Drives Microsoft's own client against the Data hub and prints what it was told as one JSON object.
// Usage: node quotes.mjs URL KEY
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const ITEMS = 2;
const [url, key] = process.argv.slice(2);
const connection = new HubConnectionBuilder()
  .withUrl(url, { accessTokenFactory: () => key, transport: HttpTransportType.WebSockets })
  .configureLogging(LogLevel.None)
  .build();

const asked = { Symbol: "SPX", Provider: "InteractiveBrokers", PriceFields: "Bid, Ask" };

// Reads a stream until it ends or ITEMS have come, and leaves it then.
const read = (args) =>
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

try {
  await connection.start();
  const seen = {
    stream: await read(asked),
    snapshot: await connection.invoke("GetUnderlyingSnapshot", asked),
    nobody: await read({ Symbol: "SPX" }),
    plain: await connection
      .invoke("StreamUnderlyingData", asked)
      .catch((error) => error.message),
    after: await connection.invoke("GetUnderlyingSnapshot", { Symbol: "SPX" }),
  };
  await connection.stop();
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
