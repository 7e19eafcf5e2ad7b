// Signing keys, made at each start: one ES256 and one RS256, as ProConnect publishes.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const jwk = (type, options, alg) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  use: 'sig', alg, kid: randomBytes(12).toString('base64url'),
});

export const makeKeys = () => [
  jwk('ec', { namedCurve: 'P-256' }, 'ES256'),
  jwk('rsa', { modulusLength: 2048 }, 'RS256'),
];
