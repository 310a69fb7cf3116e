/* SPDX-License-Identifier: ISC */
/* Networks, pools, times and what must hold among subnets. */
#include "common/conf_fresh.h"

/* bw_conf_check() of the text, which reads well. */
static void
check(const char *text, struct said *said)
{
	struct bw_conf one;

	bw_conf_init(&one);
	feed_good(&one, text);
	*said = (struct said){0};
	(void)bw_conf_check(&one, say, said); /* said tells */
	bw_conf_fini(&one);
}

static void
wrong(const char *text, const char *complaint)
{
	struct said said;

	check(text, &said);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(said.lines[0], complaint);
}

#define LAB "[bootpd]\n[subnet lab]\nnetwork = 10.1.0.0/24\n"

START_TEST(conf_subnet_has_all_that_is_written)
{
	const struct bw_conf_subnet *lab;
	struct said said;

	feed_good(&conf, LAB
	    "wire = hall\n"
	    "pool = 10.1.0.100-10.1.0.199 not bootp, 10.1.0.9 only bootp\n"
	    "router = 10.1.0.254, 10.1.0.253\ndns = auto\n"
	    "ntp = 10.1.0.1\ndomain = lab.test\nlease_time = 8h\n"
	    "renewal_time = 90m\nauthoritative = yes\n"
	    "relays = 10.1.0.254, 10.9.0.0/16, any\nnext_server = 10.1.0.2\n"
	    "boot_file = lab.efi\nipxe_file = lab.ipxe\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), 0);
	ck_assert_uint_eq(conf.bootpd.subnets.n, 1);
	lab = &conf.bootpd.subnets.items[0];
	ck_assert_str_eq(lab->name, "lab");
	ck_assert_uint_eq(lab->network.address, 0x0a010000);
	ck_assert_uint_eq(lab->network.netmask, 0xffffff00);
	ck_assert_str_eq(lab->wire, "hall");
	ck_assert_uint_eq(lab->pools.n, 2);
	ck_assert_uint_eq(lab->pools.items[0].last, 0x0a0100c7);
	ck_assert_int_eq(lab->pools.items[0].guard, BW_CONF_GUARD_NOT);
	ck_assert_uint_eq(lab->pools.items[1].first, 0x0a010009);
	ck_assert_uint_eq(lab->pools.items[1].last, 0x0a010009);
	ck_assert_str_eq(lab->pools.items[1].class_name, "bootp");
	ck_assert_uint_eq(lab->settings.router.n, 2);
	ck_assert(lab->settings.dns.automatic);
	ck_assert_uint_eq(lab->settings.lease_time_s, 8 * 3600);
	ck_assert_uint_eq(lab->settings.renewal_time_s, 5400);
	ck_assert_uint_eq(lab->relays.n, 3);
	ck_assert_uint_eq(lab->relays.items[0].netmask, UINT32_MAX);
	ck_assert_uint_eq(lab->relays.items[2].netmask, 0);
	ck_assert_str_eq(lab->settings.ipxe_file, "lab.ipxe");
	expect_round_trip(&conf);
}
END_TEST

START_TEST(conf_hostname_patterns_are_checked)
{
	struct said said;

	feed_good(&conf, LAB "hostname = n-{ip}\n[class c]\nmac = 52\n"
			     "hostname = {mac}\n[host h]\nmac = "
			     "52-54-00-00-00-01\nhostname = {uuid}\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), 0);
	ck_assert_str_eq(
	    conf.bootpd.subnets.items[0].settings.hostname, "n-{ip}");
	expect_round_trip(&conf);
	feed_good(&conf, LAB "hostname = {name}\n[host h]\nmac = "
			     "52-54-00-00-00-01\nhostname = {uuid}{uuid}\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), -EBADMSG);
	ck_assert_str_eq(said.lines[0],
	    "subnet lab.hostname: variables are {ip}, {mac} and {uuid}");
	ck_assert_str_eq(said.lines[1],
	    "host h.hostname: may be more than 63 bytes with its variables");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_vlan_tags_are_a_stack_of_two_at_most)
{
	const struct bw_conf_tags *tags;
	char *text;
	size_t len;

	feed_good(&conf, "[bootpd]\n[subnet a]\nnetwork = 10.1.0.0/24\n"
			 "vlan_tag = 4094, 5/7/DEI\n");
	tags = &conf.bootpd.subnets.items[0].tags;
	ck_assert_uint_eq(tags->n, 2);
	ck_assert_uint_eq(tags->tci[0], 4094);
	ck_assert_uint_eq(tags->tci[1], 0xf005);
	ck_assert_int_eq(bw_conf_dump(&conf, &text, &len), 0);
	ck_assert_ptr_nonnull(strstr(text, "\nvlan_tag = 4094/0, 5/7/dei\n"));
	free(text);
	feed_good(&conf, "[subnet a]\nvlan_tag = 0/1\n");
	ck_assert_uint_eq(tags->tci[0], 0x2000);
	feed_bad("[subnet a]\nvlan_tag = 1, 2, 3\n",
	    "t.ini:2: subnet a.vlan_tag: more than 2 tags");
	for (size_t i = 0; i < 6; i++) {
		static const char *const bad[] = {
		    "4095", "x", "5/8", "5/", "5/1/", "5/1/dex"};
		char line[64], complaint[128];

		(void)snprintf(
		    line, sizeof(line), "[subnet a]\nvlan_tag = %s\n", bad[i]);
		(void)snprintf(complaint, sizeof(complaint),
		    "t.ini:2: subnet a.vlan_tag: \"%s\" is no VLAN tag "
		    "(write 5, 5/6 or 5/6/dei)",
		    bad[i]);
		feed_bad(line, complaint);
	}
}
END_TEST

START_TEST(conf_subnet_without_keys_has_nothing_set)
{
	const struct bw_conf_subnet *lab;

	feed_good(&conf, LAB);
	lab = &conf.bootpd.subnets.items[0];
	ck_assert_str_eq(lab->wire, "");
	ck_assert_uint_eq(lab->pools.n, 0);
	ck_assert_uint_eq(lab->settings.lease_time_s, 0);
	ck_assert_str_eq(lab->settings.domain, "");
	ck_assert_str_eq(lab->settings.boot_file, "");
	ck_assert_int_eq(lab->authoritative, BW_CONF_TRISTATE_UNSET);
	expect_round_trip(&conf);
}
END_TEST

START_TEST(conf_network_begins_where_it_begins)
{
	feed_good(&conf, "[subnet a]\nnetwork = 10.1.2.0/255.255.254.0\n");
	ck_assert_uint_eq(
	    conf.bootpd.subnets.items[0].network.netmask, 0xfffffe00);
	feed_bad("[subnet a]\nnetwork = 10.1.0.7/24\n",
	    "t.ini:2: subnet a.network: \"10.1.0.7/24\" is an address in a "
	    "network; the network begins at 10.1.0.0");
	feed_bad("[subnet a]\nnetwork = 10.1.0.0\n",
	    "t.ini:2: subnet a.network: \"10.1.0.0\" is not a network (write "
	    "192.0.2.0/24)");
	feed_bad("[subnet a]\nnetwork = 10.1.0.0/33\n",
	    "t.ini:2: subnet a.network: \"10.1.0.0/33\" is not a network "
	    "(write 192.0.2.0/24)");
	feed_bad("[subnet a]\nnetwork = 10.1.0.0/255.0.255.0\n",
	    "t.ini:2: subnet a.network: \"10.1.0.0/255.0.255.0\" is not a "
	    "network (write 192.0.2.0/24)");
	feed_bad("[subnet a]\nrelays = here\n",
	    "t.ini:2: subnet a.relays: \"here\" is neither an IPv4 address "
	    "nor a network (write 192.0.2.1 or 192.0.2.0/24)");
}
END_TEST

START_TEST(conf_pool_is_a_range_and_perhaps_a_guard)
{
	feed_bad("[subnet a]\npool = 10.1.0.9-10.1.0.8\n",
	    "t.ini:2: subnet a.pool: \"10.1.0.9-10.1.0.8\": the last comes "
	    "before the first");
	feed_bad("[subnet a]\npool = 10.1.0.9 - 10.1.0.10\n",
	    "t.ini:2: subnet a.pool: behind a range may stand \"only CLASS\" "
	    "or \"not CLASS\"");
	feed_bad("[subnet a]\npool = 10.1.0.9-10\n",
	    "t.ini:2: subnet a.pool: \"10.1.0.9-10\" is not a range (write "
	    "192.0.2.10-192.0.2.99)");
	feed_bad("[subnet a]\npool = 10.1.0.9 only\n",
	    "t.ini:2: subnet a.pool: behind a range may stand \"only CLASS\" "
	    "or \"not CLASS\"");
	feed_bad("[subnet a]\npool = 10.1.0.9 only a b\n",
	    "t.ini:2: subnet a.pool: behind a range may stand \"only CLASS\" "
	    "or \"not CLASS\"");
}
END_TEST

START_TEST(conf_pools_are_32_at_most)
{
	char text[2048] = "[subnet a]\npool = 10.1.0.0";

	for (int i = 1; i < 32; i++) {
		size_t len = strlen(text);

		(void)snprintf(
		    text + len, sizeof(text) - len, ",\n\t10.1.0.%d", i);
	}
	feed_good(&conf, text);
	ck_assert_uint_eq(conf.bootpd.subnets.items[0].pools.n, 32);
	strcat(text, ", 10.1.0.99");
	feed_bad(text,
	    "t.ini:2: subnet a.pool: more than 32 pools, or one of more than "
	    "159 bytes");
}
END_TEST

START_TEST(conf_times_have_units_in_lower_case)
{
	static const struct {
		const char *text;
		uint32_t seconds;
	} rows[] = {{"90", 90}, {"90s", 90}, {"30m", 1800}, {"12h", 43200},
	    {"7d", 604800}, {"2w", 1209600}, {"2M", 2000000},
	    {"infinite", UINT32_MAX}, {"4294967295", UINT32_MAX}};
	struct said said = {0};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(bw_conf_set(&conf, "x", "bootpd", "lease_time",
				     rows[i].text, say, &said),
		    0);
		ck_assert_uint_eq(
		    conf.bootpd.settings.lease_time_s, rows[i].seconds);
		expect_round_trip(&conf);
	}
	feed_bad("[bootpd]\nlease_time = 9999w\n",
	    "t.ini:2: bootpd.lease_time: \"9999w\" is not within 1 to "
	    "4294967295 seconds");
	feed_bad("[bootpd]\nlease_time = 0h\n",
	    "t.ini:2: bootpd.lease_time: \"0h\" is not within 1 to "
	    "4294967295 seconds");
	feed_bad("[subnet a]\nlease_time = 5y\n",
	    "t.ini:2: subnet a.lease_time: \"5y\" is not a number (write "
	    "1500, 0x5dc, 64K, 2Mi)");
}
END_TEST

START_TEST(conf_check_keeps_pools_in_their_network_and_apart)
{
	wrong("[bootpd]\n[subnet lab]\npool = 10.1.0.1-10.1.0.9\n",
	    "subnet lab.network: missing");
	wrong(LAB "pool = 10.1.0.250-10.1.1.5\n",
	    "subnet lab.pool: 10.1.0.250-10.1.1.5 is not within its network");
	wrong(LAB "pool = 10.1.0.5-10.1.0.9, 10.1.0.9-10.1.0.12\n",
	    "subnet lab.pool: 10.1.0.9-10.1.0.12 overlaps with one before it");
	wrong(LAB "pool = 10.1.0.5-10.1.0.9 only phones\n",
	    "subnet lab.pool: there is no class \"phones\"");
	wrong(LAB "[subnet b]\nnetwork = 10.1.0.128/25\n",
	    "subnet b.network: overlaps with that of subnet lab");
	wrong("[bootpd]\npool_start = 10.1.0.5\n[subnet lab]\n"
	      "network = 10.1.0.0/24\n",
	    "subnet lab.network: holds bootpd.pool_start; give the subnet a "
	    "pool instead");
	wrong(LAB "min_lease_time = 9\nmax_lease_time = 8\n",
	    "subnet lab.max_lease_time: less than min_lease_time");
	wrong(LAB "renewal_time = 9\nrebinding_time = 8\n",
	    "subnet lab.rebinding_time: less than renewal_time");
}
END_TEST

START_TEST(conf_tells_which_addresses_may_be_leased)
{
	feed_good(&conf,
	    "[bootpd]\npool_start = 10.0.0.10\npool_count = 5\n" LAB
	    "pool = 10.1.0.10-10.1.0.19, 10.1.0.30-10.1.0.30\n"
	    "[static_dhcp]\naa-bb-cc-dd-ee-ff = 10.0.0.99\n");
	ck_assert_uint_eq(bw_conf_n_addresses(&conf), 5 + 10 + 1 + 1);
	ck_assert(bw_conf_has_leases(&conf));
	ck_assert(bw_conf_pool_has(&conf, 0x0a00000a));
	ck_assert(bw_conf_pool_has(&conf, 0x0a00000e));
	ck_assert(!bw_conf_pool_has(&conf, 0x0a00000f));
	ck_assert(bw_conf_pool_has(&conf, 0x0a010013));
	ck_assert(!bw_conf_pool_has(&conf, 0x0a010014));
	ck_assert(bw_conf_pool_has(&conf, 0x0a01001e));
	ck_assert(!bw_conf_pool_has(&conf, 0x0a000063));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_net");
	TCase *tc = tcase_create("conf_net");

	suite_add_tcase(suite, tc);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, conf_subnet_has_all_that_is_written);
	tcase_add_test(tc, conf_hostname_patterns_are_checked);
	tcase_add_test(tc, conf_vlan_tags_are_a_stack_of_two_at_most);
	tcase_add_test(tc, conf_subnet_without_keys_has_nothing_set);
	tcase_add_test(tc, conf_network_begins_where_it_begins);
	tcase_add_test(tc, conf_pool_is_a_range_and_perhaps_a_guard);
	tcase_add_test(tc, conf_pools_are_32_at_most);
	tcase_add_test(tc, conf_times_have_units_in_lower_case);
	tcase_add_test(tc, conf_check_keeps_pools_in_their_network_and_apart);
	tcase_add_test(tc, conf_tells_which_addresses_may_be_leased);
	return unit_main(suite);
}
