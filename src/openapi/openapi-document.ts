import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

import { API_KEY_SCHEME } from '../access/route.decorator.js';
import { addProblems } from './problem-responses.js';
import { addHeaders } from './response-headers.js';

const DESCRIPTION =
  "A cloud project's machine images, normalised, cached and ready to be filtered, sorted and paginated. " +
  'Errors are application/problem+json with a stable `code`; times are UTC; sizes are bytes.';

/** Describes the API as OpenAPI 3.1, from the routes, their query DTOs and their answers. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const options = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Image Gateway')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, API_KEY_SCHEME)
    .build();
  return addHeaders(addProblems(SwaggerModule.createDocument(app, options)));
}
