/**
 * The properties that are published unless the operator says otherwise; `*` stands for any run of characters.
 *
 * The vendor calls every property outside its guide internal, so what is not listed here stays hidden.
 */
export const DEFAULT_PROPERTIES_ALLOW: readonly string[] = [
  'os_*',
  'login_username',
  'description',
  'hypervisor_type',
  'release_date',
  'deprecate_date',
  'min_cpu',
  'max_cpu',
  'nhncloud_product',
  'nhncloud_category',
  'nhncloud_allow_*',
];
