// A proxy in front of a server: it can lose what the server says, and reset every connection that it
// carries, on both sides. It counts what it did.
import { once } from "node:events";
import net from "node:net";

export const proxied = async (port) => {
  const pairs = new Set();
  const did = { sockets: 0, resets: 0, lost: [] };
  const proxy = net.createServer((near) => {
    const far = net.connect(Number(port), "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    near.once("data", (head) => (did.sockets += /^upgrade: *websocket/im.test(head) ? 1 : 0));
    near.pipe(far);
    far.pipe(near);
    for (const socket of pair) {
      socket.on("error", () => {});
      socket.on("close", () => {
        pairs.delete(pair);
        pair.forEach((one) => one.destroy());
      });
    }
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const each = (act) => [...pairs].flat().forEach(act);
  return {
    did,
    port: proxy.address().port,
    // From here to the reset nothing that the server says arrives.
    lose: () => {
      const place = did.lost.push(0) - 1;
      for (const [near, far] of pairs) {
        far.unpipe(near);
        far.on("data", (data) => (did.lost[place] += data.length)).resume();
      }
    },
    reset: () => {
      did.resets += pairs.size > 0 ? 1 : 0;
      each((socket) => socket.resetAndDestroy());
    },
    // Carries what is left to be carried: a goodbye that is cut off looks like another reset.
    close: async () => {
      proxy.close();
      await once(proxy, "close");
    },
    destroy: () => {
      proxy.close();
      each((socket) => socket.destroy());
    },
  };
};
