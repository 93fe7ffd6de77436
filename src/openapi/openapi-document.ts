import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

import { AccessGuard, type Taken } from '../access/access.guard.js';
import { addProblems } from './problem-responses.js';
import { addHeaders } from './response-headers.js';
import { addSecurity } from './security-schemes.js';
import { addRateLimitHeaders } from './rate-limit-headers.js';

const DESCRIPTION =
  "A cloud project's machine images, normalised, cached and ready to be filtered, sorted and paginated. " +
  'Errors are application/problem+json with a stable `code`; times are UTC; sizes are bytes.';

/**
 * Describes the API as OpenAPI 3.1, from the routes, their query DTOs and their answers.
 *
 * @param taken the credentials to describe; those that the application takes, unless said otherwise
 */
export function createOpenApiDocument(
  app: INestApplication,
  taken: Taken = app.get(AccessGuard).taken,
): OpenAPIObject {
  const options = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Image Gateway')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .build();
  const described = addProblems(addSecurity(SwaggerModule.createDocument(app, options), taken));
  return addRateLimitHeaders(addHeaders(described));
}
