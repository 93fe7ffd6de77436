import { SETTINGS } from './settings.js';

describe('SETTINGS', () => {
  it.each(Object.entries(SETTINGS))(
    '%s has a sentence, and a default that is valid or a reason to have none',
    (_, setting) => {
      expect(setting.about).toMatch(/^[A-Z`].*\.$/);
      const texts = [setting.default, setting.example].filter((text) => text !== undefined);
      for (const text of texts) expect(setting.kind.parse(text)).toHaveProperty('value');
      expect(
        [setting.default, setting.required, setting.otherwise].filter((text) => text !== undefined),
      ).toHaveLength(1);
    },
  );
});
