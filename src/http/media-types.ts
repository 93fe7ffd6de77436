export const JSON_TYPE = 'application/json';
export const HTML_TYPE = 'text/html';
