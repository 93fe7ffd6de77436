import { channel } from 'node:diagnostics_channel';

/** Tells whoever listens in this process of every token that a stand-in issues, as a text. */
export const ISSUED_TOKENS = channel('image-gateway:stand-in:token');
