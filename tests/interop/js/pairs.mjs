// Drives Microsoft's own client against an endpoint of the test hub over one transport in one encoding,
// and prints what happened as one JSON object. It asks for stateful reconnect, which not every endpoint
// grants. Usage: node pairs.mjs URL TRANSPORT ENCODING
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, Subject } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";

const [url, transport, encoding] = process.argv.slice(2);

const connect = async (tag) => {
  const connection = new HubConnectionBuilder()
    .withUrl(`${url}?tag=${tag}`, { transport: HttpTransportType[transport] })
    .withHubProtocol(encoding === "json" ? new JsonHubProtocol() : new MessagePackHubProtocol())
    .withStatefulReconnect()
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  return connection;
};

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

const upload = (connection, items, error, ...call) => {
  const subject = new Subject();
  const result = connection.invoke(...call, subject);
  for (const item of items) subject.next(item);
  if (error) subject.error(new Error(error));
  else subject.complete();
  return result;
};

try {
  const connection = await connect("one");
  const other = await connect("other");
  const told = [];
  const heard = [];
  connection.on("Told", (text) => told.push(text));
  other.on("Told", (text) => heard.push(text));
  connection.on("Question", (number) => {
    if (number < 0) throw new Error("no idea");
    return number + 1;
  });
  const shouted = new Subject();
  const shouts = stream(connection, undefined, "Shout", shouted);
  shouted.next("a");
  shouted.next("b");
  shouted.complete();
  const seen = {
    transport: await connection.invoke("MyTransport"),
    stateful: Boolean(connection.connection.features.reconnect), // nothing public says so
    echo: await connection.invoke("Echo", "é漢😀\u2028"),
    add: await Promise.all([1, 2, 3].map((number) => connection.invoke("add", number, 1))),
    nothing: await connection.invoke("Nothing"),
    refused: await refusal(connection.invoke("Refuse")),
    unknown: await refusal(connection.invoke("Nowhere")),
    wrong: await refusal(connection.invoke("Add", "x", 1)),
    price: encoding === "json" ? await connection.invoke("Price") : Number(await connection.invoke("Price")),
    many: await connection.invoke("TellMany", 50),
    told,
    whole: await stream(connection, undefined, "Count", 3, 0),
    part: await stream(connection, 2, "Count", 1000000, 1),
    fails: await stream(connection, undefined, "RefuseAfter", 1),
    sum: await upload(connection, [4, 5], undefined, "Sum"),
    upload: await refusal(upload(connection, ["b"], "went wrong", "Concat", "a")),
    shouts: await shouts,
    asked: await connection.invoke("Ask", 7),
    refusal: await refusal(connection.invoke("Ask", -1)),
    late: await Promise.all([connection.invoke("Slow", 50), connection.invoke("Add", 1, 1)]),
  };
  await connection.invoke("ToOthers", "x");
  await other.invoke("Join", "g");
  await connection.invoke("ToGroup", "g", "y");
  await other.invoke("Add", 1, 1);
  seen.heard = heard;
  const closed = new Promise((resolve) => connection.onclose((error) => resolve(error?.message ?? null)));
  await refusal(connection.invoke("Abort"));
  seen.closed = await closed;
  await other.stop();
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
