export const JSON_TYPE = 'application/json';
export const EVENT_STREAM_TYPE = 'text/event-stream';
export const HTML_TYPE = 'text/html';
/** RFC 4180. */
export const CSV_TYPE = 'text/csv';
/** One JSON value on each line. */
export const NDJSON_TYPE = 'application/x-ndjson';
