// Drives Microsoft's own client with stateful reconnect through resets of its TCP connection, and
// prints what happened as one JSON object. Usage: node stateful.mjs PORT ENCODING
import { HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { proxied } from "./proxy.mjs";

const [port, encoding] = process.argv.slice(2);
const proxy = await proxied(port);
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Waits until the server, asked past the proxy, has made this note, and what it said of it is lost.
const madeInVain = async (number) => {
  for (;;) {
    const lines = await (await fetch(`http://127.0.0.1:${port}/log/stateful`)).json();
    if (lines.includes(`note: ${number}`) && proxy.did.lost.at(-1) > 0) return;
  }
};

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
  const note = (number) =>
    calls.push(connection.invoke("Note", String(number)).catch((error) => error.message));
  for (let number = 0; number < 30; number += 1) {
    if (number % 10 === 5) {
      // The server makes a note and nobody hears of it; then a call does not reach the server.
      proxy.lose();
      note(number);
      await madeInVain(number);
      number += 1;
      note(number);
      proxy.reset();
    } else note(number);
    // A reset of a connection that is not back yet is another matter: the client gives up then.
    if (number % 10 === 4) await Promise.all(calls);
    await after(10);
  }
  seen.notes = await Promise.all(calls);
  await streamed;
  seen.same.push(await connection.invoke("Me"));
  await connection.stop();
  await proxy.close();
  Object.assign(seen, proxy.did);
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
proxy.destroy();
