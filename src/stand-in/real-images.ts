/** What an image of the vendor is made for; it shows in the name and in the properties. */
export type ProductClass = 'os' | 'nat' | 'container' | 'app' | 'gpu' | 'appliance';

/** A public image of the vendor. What is not given is derived from the name. */
export interface Release {
  readonly name: string;
  readonly productClass: ProductClass;
  readonly id?: string;
  readonly size?: number;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** The name of the one user image among the real names. */
export const REAL_USER_IMAGE = 'photo-api-20250101-120000';

/** Forty-four images that the vendor has published, as its API spells them, with the ids that are known. */
export const REAL_IMAGES: readonly Release[] = [
  {
    name: 'CentOS 6.10 (2018.10.23)',
    productClass: 'os',
    id: '1c868787-6207-4ff2-a1e7-ae1331d6829b',
    size: 1_778_843_648,
    createdAt: '2018-10-23T02:17:43.000000',
    updatedAt: '2018-12-11T01:01:35.000000',
  },
  { name: 'CentOS 7.9 (2024.08.20)', productClass: 'os' },
  { name: 'CentOS 7.9 for NAT (2023.08.22)', productClass: 'nat' },
  { name: 'CentOS 7.9 - Container (2023.11.21)', productClass: 'container' },
  { name: 'CentOS 7.9 with MariaDB 10.11.7 (2024.04.23)', productClass: 'app' },
  { name: 'CentOS 7.8 with Tibero 6 (2022.01.25)', productClass: 'app' },
  { name: 'CentOS 7.8 with WebtoB5Fix4 (2022.03.22)', productClass: 'app' },
  { name: 'CentOS 7.9 with Apache Kafka 3.3.1 (2022.12.20)', productClass: 'app' },
  { name: 'Ubuntu Server 18.04.3 LTS (2020.02.18)', productClass: 'os' },
  {
    name: 'Ubuntu Server 18.04.6 LTS (2021.12.21)',
    productClass: 'os',
    id: '5396655e-166a-4875-80d2-ed8613aa054f',
  },
  { name: 'Ubuntu Server 20.04.1 LTS (2020.12.22)', productClass: 'os' },
  { name: 'Ubuntu Server 20.04.6 LTS (2023.11.21)', productClass: 'os' },
  { name: 'Ubuntu Server 20.04.6 LTS with Redis 7.2.4 (2025.03.25)', productClass: 'app' },
  { name: 'Ubuntu Server 22.04.3 LTS (2023.11.21)', productClass: 'os' },
  {
    name: 'Ubuntu Server 22.04.4 LTS (2024.05.21)',
    productClass: 'os',
    id: '280399f1-af96-41b7-b13b-2fae3752e97f',
  },
  { name: 'Ubuntu Server 22.04.5 LTS (2025.07.15)', productClass: 'os' },
  {
    name: 'Ubuntu Server 22.04.5 LTS (2026.03.10)',
    productClass: 'os',
    id: '0f07c795-2a46-44fc-a61b-fa0d96763ce2',
    createdAt: '2026-03-09T01:34:35.000000',
    updatedAt: '2026-03-09T21:14:13.000000',
  },
  { name: 'Ubuntu Server 22.04.5 LTS - Container (2026.03.10)', productClass: 'container' },
  { name: 'Ubuntu Server 22.04.5 LTS for NAT (2026.03.10)', productClass: 'nat' },
  { name: 'Ubuntu Server 22.04.5 LTS with NVIDIA (2026.03.10)', productClass: 'gpu' },
  { name: 'Ubuntu Server 22.04.5 LTS for Deep Learning v8.0.0 (2026.04.28)', productClass: 'gpu' },
  {
    name: 'Ubuntu Server 24.04.2 LTS (2025.07.15)',
    productClass: 'os',
    id: 'a727b80a-ed4b-4d71-973f-8d57a08910e0',
  },
  {
    name: 'Ubuntu Server 24.04.3 LTS (2026.03.10)',
    productClass: 'os',
    id: '5c38715f-0375-4167-af4e-56f75ba8b252',
    createdAt: '2026-03-09T01:34:35.000000',
    updatedAt: '2026-03-09T21:14:17.000000',
  },
  { name: 'Ubuntu Server 24.04.4 LTS - Container (2026.03.10)', productClass: 'container' },
  { name: 'Ubuntu Server 24.04.5 LTS with Valkey 8.1.6 (2026.04.28)', productClass: 'app' },
  { name: 'Ubuntu Server 24.04.5 LTS with PostgreSQL 17 (2026.04.28)', productClass: 'app' },
  { name: 'Ubuntu Server 24.04.5 LTS with CUBRID 11.4.4 (2026.04.28)', productClass: 'app' },
  { name: 'Ubuntu Server 24.04.3 LTS with Apache Kafka 3.9.2 (2026.04.28)', productClass: 'app' },
  { name: 'Rocky Linux 8.10 (2024.08.20)', productClass: 'os' },
  { name: 'Rocky Linux 9.7 (2026.03.10)', productClass: 'os' },
  { name: 'Rocky Linux 9.5 - Container (2025.11.18)', productClass: 'container' },
  { name: 'Rocky Linux 8.10 for NAT (2026.03.10)', productClass: 'nat' },
  { name: 'Rocky Linux 9.7 with Tibero 7 Enterprise 294582 (2026.04.28)', productClass: 'app' },
  { name: 'Debian 10.13 Buster (2024.05.21)', productClass: 'os' },
  { name: 'Debian 11.11 Bullseye (2026.03.10)', productClass: 'os' },
  { name: 'Debian 12.13 Bookworm (2026.03.10)', productClass: 'os' },
  { name: 'Windows 2012 R2 STD (2020.02.18) EN', productClass: 'os' },
  { name: 'Windows 2016 STD with MS-SQL 2019 Express (2026.03.10) KO', productClass: 'app' },
  { name: 'Windows 2019 STD with NVIDIA (2025.07.15) KO', productClass: 'gpu' },
  { name: 'Windows 2019 STD with MS-SQL 2019 Standard (2020.12.22) KO', productClass: 'app' },
  {
    name: 'Windows 2022 STD (2023.11.21) EN',
    productClass: 'os',
    id: '2ffacb1d-8442-4ba1-b08e-d820a9d2ec9f',
  },
  {
    name: 'Windows 2022 STD (2023.11.21) KO',
    productClass: 'os',
    id: '4b2b5dfb-d325-4153-8a88-eb39cdb181c9',
  },
  { name: 'Windows 2022 STD with MS-SQL 2022 Standard (2026.03.10) KO', productClass: 'app' },
  { name: 'PIOLINK WEBFRONT-KS 4.0.6.62.20 (2025.09.23)', productClass: 'appliance' },
];
