// Drives Microsoft's own client with stateful reconnect through resets of its TCP connection, and
// prints what happened as one JSON object. Usage: node stateful.mjs PORT ENCODING
import { HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { proxied } from "./proxy.mjs";

const [port, encoding] = process.argv.slice(2);
const proxy = await proxied(port);
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

try {
  const connection = new HubConnectionBuilder()
    .withUrl(`http://127.0.0.1:${proxy.port}/stateful?tag=stateful`)
    .withHubProtocol(encoding === "json" ? new JsonHubProtocol() : new MessagePackHubProtocol())
    .withAutomaticReconnect()
    .withStatefulReconnect()
    .configureLogging(LogLevel.None)
    .build();
  const seen = { reconnecting: 0, closed: 0, items: [], notes: [] };
  connection.onreconnecting(() => (seen.reconnecting += 1));
  connection.onclose(() => (seen.closed += 1));
  await connection.start();
  seen.same = [await connection.invoke("Me")];
  const streamed = new Promise((resolve, reject) =>
    connection.stream("Count", 60, 10).subscribe({
      next: (item) => seen.items.push(item),
      complete: resolve,
      error: reject,
    }),
  );
  const calls = [];
  for (let number = 0; number < 30; number += 1) {
    calls.push(connection.invoke("Note", String(number)).catch((error) => error.message));
    // A reset of a connection that is not back yet is another matter: the client gives up then.
    if (number % 10 === 4) await Promise.all(calls);
    if (number % 10 === 5) proxy.reset();
    await after(10);
  }
  seen.notes = await Promise.all(calls);
  await streamed;
  seen.same.push(await connection.invoke("Me"));
  await connection.stop();
  await proxy.close();
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
proxy.destroy();
