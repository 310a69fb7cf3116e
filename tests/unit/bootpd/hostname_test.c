/* SPDX-License-Identifier: ISC */
/* Host names after patterns, and whose word counts. */
#include "hostname.h"
#include "served.h"

static const struct dhcp_client machine = {
    .mac = {0x52, 0x54, 0, 0x77, 0, 1}, .uuid = {0x4c, [15] = 0x32}};

static void
expands(const char *pattern, uint32_t address, const char *wanted)
{
	char name[BW_HOSTNAME_MAX];

	dhcp_hostname_expand(pattern, &machine, address, name);
	ck_assert_str_eq(name, wanted);
}

START_TEST(hostname_expand_replaces_variables)
{
	expands("node-{ip}", IP(10, 1, 0, 100), "node-10-1-0-100");
	expands("{mac}.lab", 1, "52-54-00-77-00-01.lab");
	expands("{uuid}", 1, "4c000000-0000-0000-0000-000000000032");
	expands("{ip}{ip}", IP(1, 2, 3, 4), "1-2-3-41-2-3-4");
	expands("plain", 0, "plain");
	expands("", 1, "");
}
END_TEST

START_TEST(hostname_expand_makes_no_half_of_a_name)
{
	struct dhcp_client client = machine;
	char name[BW_HOSTNAME_MAX];

	expands("node-{ip}", 0, "");
	expands("{uuid}{uuid}", 1, ""); /* too long */
	memset(client.uuid, 0, sizeof(client.uuid));
	dhcp_hostname_expand("u-{uuid}", &client, 1, name);
	ck_assert_str_eq(name, "");
}
END_TEST

/* A REQUEST of udhcpc's for what it was offered, with a name of its own. */
static const char *
listed(const char *own)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER), q;

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	q = packet_begin(2, 0, 0x00770001);
	packet_option_u8(&q, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&q, 50, reply.yiaddr);
	packet_option_u32(&q, 54, BENCH_SERVER);
	if (own != NULL) {
		packet_option_text(&q, 12, own);
	}
	packet_end(&q);
	bench_packet(&b, &q);
	ck_assert(bench_reply(&b, &reply));
	return bench_action(&b, DHCP_ACTION_COMMIT)->u.lease.hostname;
}

START_TEST(hostname_is_given_by_who_knows_it_best)
{
	struct bw_conf_host host = {.name = "h",
	    .mac = {0x52, 0x54, 0, 0x77, 0, 1},
	    .hostname = "of-{mac}"};

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	ck_assert_str_eq(listed(NULL), "");
	ck_assert(!reply.option_present[DHCP_OPTION_HOST_NAME]);
	b.conf.bootpd.settings.hostname = "m-{mac}";
	ck_assert_str_eq(listed(NULL), "m-52-54-00-77-00-01");
	check_text(DHCP_OPTION_HOST_NAME, "m-52-54-00-77-00-01");
	ck_assert_str_eq(listed("mine"), "mine");
	check_text(DHCP_OPTION_HOST_NAME, "m-52-54-00-77-00-01");
	b.conf.bootpd.hosts = (struct bw_conf_hosts){&host, 1, NULL, NULL};
	bench_start(&b);
	ck_assert_str_eq(listed("mine"), "of-52-54-00-77-00-01");
	check_text(DHCP_OPTION_HOST_NAME, "of-52-54-00-77-00-01");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/hostname");
	TCase *tc = tcase_create("names");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, hostname_expand_replaces_variables);
	tcase_add_test(tc, hostname_expand_makes_no_half_of_a_name);
	tcase_add_test(tc, hostname_is_given_by_who_knows_it_best);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
