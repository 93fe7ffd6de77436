/** What the stand-in accepts unless told otherwise. Made up: these open nothing anywhere else. */
export const DEMO_CREDENTIALS = {
  appkey: 'demo-appkey-000000',
  username: 'demo@example.test',
  password: 'demo-api-password',
} as const;
