// A proxy in front of a server: it can reset every connection that it carries, on both sides.
import { once } from "node:events";
import net from "node:net";

export const proxied = async (port) => {
  const pairs = new Set();
  const proxy = net.createServer((near) => {
    const far = net.connect(Number(port), "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
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
    port: proxy.address().port,
    reset: () => each((socket) => socket.resetAndDestroy()),
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
