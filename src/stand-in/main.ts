import { generateImages } from './generate-images.js';
import { startStandIn } from './stand-in.js';
import { readStandInSettings } from './stand-in.settings.js';

/** The stand-in as a program of its own, with the control endpoint on. */
async function run(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  const { count, ...settings } = readStandInSettings(process.env);
  const upstream = await startStandIn({
    ...settings,
    images: generateImages(count),
    gzip: true,
    control: true,
  });
  console.log(`Stand-in upstream: ${count} images at ${upstream.url}`);
}

run().catch((error: unknown) => {
  console.error(`Stand-in upstream: ${error instanceof Error ? error.message : 'cannot start'}`);
  process.exitCode = 1;
});
