import { ApiProperty } from '@nestjs/swagger';

/** What a request for a refresh brought about. */
export class RefreshDto {
  /** A new one began; one was running already; or one was started less than 5 s ago, and none was now. */
  @ApiProperty({ enum: ['started', 'joined', 'recent'] })
  readonly refresh!: 'started' | 'joined' | 'recent';
}
