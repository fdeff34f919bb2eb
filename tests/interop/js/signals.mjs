// Drives Microsoft's own client with stateful reconnect against the Event hub through resets of its
// TCP connection, and prints the signals it heard as one JSON object. Every call of GetLatestEventSeqId
// has one announced. Usage: node signals.mjs PORT KEY
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { proxied } from "./proxy.mjs";

const CALLS = 20;
const [port, key] = process.argv.slice(2);
const proxy = await proxied(port);

try {
  const connection = new HubConnectionBuilder()
    .withUrl(`http://127.0.0.1:${proxy.port}/hubs/event/v1`, { accessTokenFactory: () => key })
    .withAutomaticReconnect()
    .withStatefulReconnect()
    .configureLogging(LogLevel.None)
    .build();
  const seen = { reconnecting: 0, heard: [], answered: 0 };
  connection.onreconnecting(() => (seen.reconnecting += 1));
  const all = new Promise((resolve) =>
    connection.on("OnEntrySignal", (signal) => {
      if (seen.heard.push(signal.EventSeqId) === CALLS) resolve();
    }),
  );
  await connection.start();
  await connection.invoke("SubscribeToStrategies", { Strategies: null });
  const calls = [];
  for (let number = 0; number < CALLS; number += 1) {
    const call = connection.invoke("GetLatestEventSeqId", {});
    calls.push(call.then(() => (seen.answered += 1)));
    // A reset of a connection that is not back yet is another matter: the client gives up then.
    if (number % 6 === 4) await Promise.all(calls);
    if (number % 6 === 5) proxy.reset();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(calls);
  await all;
  await connection.stop();
  await proxy.close();
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
proxy.destroy();
