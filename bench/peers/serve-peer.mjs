/**
 * The frame of a peer that runs on Node: it gets one message with its configuration, answers with its port, and
 * ends with the benchmark.
 *
 * @param listen takes the configuration, listens on loopback, and resolves with the port
 */
export function servePeer(listen) {
  process.once('message', async (config) => process.send({ port: await listen(config) }));
  process.once('disconnect', () => process.exit(0));
}
