/* SPDX-License-Identifier: ISC */
/* Who is heard how much; and the core under a flood of made-up clients. */
#include <sys/resource.h>

#include "flood.h"
#include "served.h"

static struct bw_conf_flood conf;
static struct dhcp_flood flood;
static void *table;

static void
start(uint32_t clients)
{
	conf.clients = clients;
	table = realloc(table, dhcp_flood_size(&conf) + 1);
	ck_assert_ptr_nonnull(table);
	memset(table, 0, dhcp_flood_size(&conf));
	dhcp_flood_init(&flood, &conf, table, 0x5eed);
}

static void
begin(void)
{
	conf = (struct bw_conf_flood){.burst = 10, .suspend_s = 150};
	start(1024);
}

static void
end(void)
{
	free(table);
	table = NULL;
}

static enum dhcp_flood_verdict
packet_of(uint32_t n, uint64_t now_ms)
{
	uint8_t mac[BW_MAC_LEN] = {2, 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16),
	    (uint8_t)(n >> 8), (uint8_t)n};

	return dhcp_flood_client(&flood, mac, now_ms);
}

START_TEST(flood_suspends_who_says_more_than_ten_at_once)
{
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(packet_of(1, 5000), DHCP_FLOOD_HEARD);
	}
	ck_assert_int_eq(packet_of(1, 5000), DHCP_FLOOD_SUSPENDED);
	ck_assert_int_eq(packet_of(2, 5000), DHCP_FLOOD_HEARD);
	ck_assert_int_eq(packet_of(1, 5000 + 149999), DHCP_FLOOD_IGNORED);
	ck_assert_int_eq(packet_of(1, 5000 + 150000), DHCP_FLOOD_HEARD);
}
END_TEST

START_TEST(flood_hears_one_packet_a_second_for_ever)
{
	for (uint64_t i = 0; i < 1000; i++) {
		ck_assert_int_eq(packet_of(1, i * 1000), DHCP_FLOOD_HEARD);
	}
	for (int i = 0; i < 9; i++) {
		ck_assert_int_eq(packet_of(1, 999000), DHCP_FLOOD_HEARD);
	}
	ck_assert_int_eq(packet_of(1, 999000), DHCP_FLOOD_SUSPENDED);
}
END_TEST

START_TEST(flood_without_suspension_hears_again_when_there_is_a_token)
{
	conf.suspend_s = 0;
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(packet_of(1, 0), DHCP_FLOOD_HEARD);
	}
	ck_assert_int_eq(packet_of(1, 999), DHCP_FLOOD_IGNORED);
	ck_assert_int_eq(packet_of(1, 1000), DHCP_FLOOD_HEARD);
	ck_assert_int_eq(packet_of(1, 1000), DHCP_FLOOD_IGNORED);
}
END_TEST

START_TEST(flood_of_strangers_is_held_to_its_rates)
{
	unsigned heard = 0, other = 0;

	conf.interface_rate = 100;
	conf.rate = 150;
	for (uint64_t ms = 0; ms < 10000; ms++) {
		heard += dhcp_flood_stranger(&flood, 1, ms);
		other += dhcp_flood_stranger(&flood, 2, ms);
	}
	ck_assert_uint_ge(heard + other, 1500);
	ck_assert_uint_le(heard + other, 1700); /* a second's burst */
	ck_assert_uint_le(heard, 1100);
	ck_assert_uint_le(other, 1100);
}
END_TEST

START_TEST(flood_control_that_is_off_hears_all)
{
	start(0);
	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(packet_of(1, 0), DHCP_FLOOD_HEARD);
		ck_assert(dhcp_flood_stranger(&flood, 1, 0));
	}
}
END_TEST

/* A suspended client is not forgotten for the sake of made-up ones. */
START_TEST(flood_table_keeps_the_suspended_among_ten_million)
{
	uint8_t mac[BW_MAC_LEN] = {2, 0, 0xff, 0xff, 0xff, 0xff};
	size_t size = dhcp_flood_size(&conf);
	uint8_t *guard = (uint8_t *)table + size;

	*guard = 0x5a;
	conf.suspend_denied_s = 150;
	dhcp_flood_deny(&flood, mac, 0);
	for (uint32_t n = 0; n < 10000000; n++) {
		if (packet_of(n, n / 100000) != DHCP_FLOOD_HEARD) {
			ck_abort_msg("machine %u is not heard", n);
		}
	}
	ck_assert_int_eq(
	    dhcp_flood_client(&flood, mac, 149999), DHCP_FLOOD_IGNORED);
	ck_assert_uint_eq(*guard, 0x5a);
	ck_assert_uint_eq(size, 1024 * sizeof(struct dhcp_flood_client));
}
END_TEST

static long
memory_kib(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

START_TEST(core_does_not_grow_with_made_up_clients)
{
	long before;

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	b.conf.bootpd.flood = (struct bw_conf_flood){
	    .clients = 1024, .burst = 10, .suspend_s = 150};
	bench_start(&b);
	for (uint32_t i = 0; i < 300000; i++) {
		struct packet p = packet_begin(i, 0, i);

		packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
		packet_end(&p);
		b.now.ms += 1;
		bench_packet(&b, &p);
		if (i == 1000) {
			before = memory_kib();
		}
	}
	ck_assert_int_le(memory_kib() - before, 256);
	(void)before;
}
END_TEST

START_TEST(core_ignores_a_client_that_floods_and_tells_once)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	unsigned warned = 0;

	b.conf.bootpd.flood = (struct bw_conf_flood){
	    .clients = 1024, .burst = 10, .suspend_s = 150};
	bench_start(&b);
	for (int i = 0; i < 30; i++) {
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), i < 10);
		warned += bench_has(&b, DHCP_ACTION_WARN);
	}
	ck_assert_uint_eq(warned, 1);
	b.now.ms += 150000;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
}
END_TEST

/* Made-up clients use up what strangers may say; a renewal is heard. */
START_TEST(core_hears_who_holds_a_lease_in_a_flood)
{
	struct packet p;

	b.conf.bootpd.flood = (struct bw_conf_flood){.rate = 1};
	bench_start(&b);
	b.now.ms += 1000;
	p = packet_captured(CAPTURED_OVMF_DISCOVER);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	b.now.ms += 1000;
	p = packet_captured(CAPTURED_OVMF_REQUEST);
	packet_set_u32(&p, 50, reply.yiaddr);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	for (uint32_t i = 0; i < 10; i++) {
		struct packet q = packet_begin(i, 0, i);

		packet_option_u8(&q, 53, DHCP_TYPE_DISCOVER);
		packet_option_text(&q, 60, "PXEClient");
		packet_end(&q);
		bench_packet(&b, &q);
		ck_assert(!bench_reply(&b, &reply));
	}
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
}
END_TEST

START_TEST(core_hears_who_has_an_entry_in_a_flood)
{
	struct bw_conf_host host = {
	    .name = "h", .mac = {0x52, 0x54, 0, 0, 0, 7}, .hostname = ""};
	struct packet p;

	b.conf.bootpd.flood = (struct bw_conf_flood){.rate = 1};
	b.conf.bootpd.hosts = (struct bw_conf_hosts){&host, 1, NULL, NULL};
	bench_start(&b);
	for (uint32_t i = 6; i <= 8; i++) {
		p = packet_begin(i, 0, i);
		packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
		packet_option_text(&p, 60, "PXEClient");
		packet_end(&p);
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), i <= 7);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/flood");
	TCase *tc = tcase_create("flood");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, flood_suspends_who_says_more_than_ten_at_once);
	tcase_add_test(tc, flood_hears_one_packet_a_second_for_ever);
	tcase_add_test(
	    tc, flood_without_suspension_hears_again_when_there_is_a_token);
	tcase_add_test(tc, flood_of_strangers_is_held_to_its_rates);
	tcase_add_test(tc, flood_control_that_is_off_hears_all);
	tcase_add_test(tc, flood_table_keeps_the_suspended_among_ten_million);
	suite_add_tcase(suite, tc);
	tc = tcase_create("core");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, core_does_not_grow_with_made_up_clients);
	tcase_add_test(tc, core_ignores_a_client_that_floods_and_tells_once);
	tcase_add_test(tc, core_hears_who_holds_a_lease_in_a_flood);
	tcase_add_test(tc, core_hears_who_has_an_entry_in_a_flood);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
