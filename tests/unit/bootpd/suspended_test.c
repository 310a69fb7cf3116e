/* SPDX-License-Identifier: ISC */
/* Who is not heard is told of, and heard again when that is asked for. */
#include "served.h"
#include "suspended.h"

#define BURST 10

static struct bw_ctl_suspension rows[DHCP_SUSPENDED_ROWS];
static size_t n_rows;

static void
note(void *arg, const struct bw_ctl_suspension *row)
{
	(void)arg;
	ck_assert_uint_lt(n_rows, DHCP_SUSPENDED_ROWS);
	rows[n_rows++] = *row;
}

static size_t
ask(void)
{
	n_rows = 0;
	return dhcp_suspended(b.core, b.now, note, NULL);
}

static void
begin(void)
{
	set_up();
	b.conf.bootpd.flood = (struct bw_conf_flood){.clients = 1024,
	    .burst = BURST,
	    .suspend_s = 150,
	    .suspend_denied_s = 60};
	bench_start(&b);
}

/* One client says so much at once. */
static void
say(uint32_t n, unsigned times)
{
	struct packet p = packet_begin(n, 0, n);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient");
	packet_end(&p);
	for (unsigned i = 0; i < times; i++) {
		bench_packet(&b, &p);
	}
}

static bool
is_heard(uint32_t n)
{
	say(n, 1);
	return bench_reply(&b, &reply);
}

START_TEST(dhcp_suspended_tells_who_since_when_until_when_and_why)
{
	uint64_t then_s = b.now.wall_s;

	say(6, 1);
	say(7, BURST + 1);
	ck_assert_uint_eq(ask(), 0);
	ck_assert_uint_eq(n_rows, 1);
	ck_assert_uint_eq(rows[0].mac[5], 7);
	ck_assert_str_eq(rows[0].reason, "too many messages");
	b.now.ms += 20000;
	b.now.wall_s += 20;
	(void)ask();
	ck_assert_uint_eq(rows[0].since_s, then_s);
	ck_assert_uint_eq(rows[0].until_s, then_s + 150);
	b.now.ms += 130000;
	(void)ask();
	ck_assert_uint_eq(n_rows, 0);
}
END_TEST

START_TEST(dhcp_suspended_tells_of_who_was_denied_access)
{
	b.conf.bootpd.access = BW_CONF_ACCESS_MAC; /* and none is listed */
	bench_start(&b);
	say(7, 1);
	(void)ask();
	ck_assert_uint_eq(n_rows, 1);
	ck_assert_str_eq(rows[0].reason, "access denied");
	ck_assert_uint_eq(rows[0].since_s, b.now.wall_s);
	ck_assert_uint_eq(rows[0].until_s, b.now.wall_s + 60);
}
END_TEST

START_TEST(dhcp_suspended_is_bounded_and_counts_the_rest)
{
	for (uint32_t n = 1; n <= DHCP_SUSPENDED_ROWS + 5; n++) {
		uint8_t mac[BW_MAC_LEN] = {2, 0, 0, 0, 1, (uint8_t)n};

		dhcp_flood_deny(&b.core->flood, mac, b.now.ms);
	}
	ck_assert_uint_eq(ask(), 5);
	ck_assert_uint_eq(n_rows, DHCP_SUSPENDED_ROWS);
}
END_TEST

START_TEST(dhcp_flood_pardon_hears_one_again_with_its_whole_burst)
{
	say(7, BURST + 1);
	say(8, BURST + 1);
	(void)ask();
	ck_assert_uint_eq(n_rows, 2);
	for (size_t i = 0; i < 2; i++) {
		if (rows[i].mac[5] == 7) {
			ck_assert_int_eq(dhcp_flood_pardon(&b.core->flood,
					     rows[i].mac, b.now.ms),
			    0);
			ck_assert_int_eq(dhcp_flood_pardon(&b.core->flood,
					     rows[i].mac, b.now.ms),
			    -ENOENT);
		}
	}
	for (int i = 0; i < BURST; i++) {
		ck_assert(is_heard(7));
	}
	ck_assert(!is_heard(7));
	ck_assert(!is_heard(8));
}
END_TEST

START_TEST(dhcp_flood_pardon_hears_all_again)
{
	say(7, BURST + 1);
	say(8, BURST + 1);
	ck_assert_int_eq(dhcp_flood_pardon(&b.core->flood, NULL, b.now.ms), 0);
	(void)ask();
	ck_assert_uint_eq(n_rows, 0);
	ck_assert(is_heard(7));
	ck_assert(is_heard(8));
}
END_TEST

START_TEST(dhcp_suspended_tells_of_nobody_without_flood_control)
{
	uint8_t mac[BW_MAC_LEN] = {2, 0, 0, 0, 0, 7};

	b.conf.bootpd.flood.clients = 0;
	bench_start(&b);
	say(7, BURST + 1);
	ck_assert_uint_eq(ask(), 0);
	ck_assert_uint_eq(n_rows, 0);
	ck_assert_int_eq(
	    dhcp_flood_pardon(&b.core->flood, mac, b.now.ms), -ENOENT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/suspended");
	TCase *tc = tcase_create("suspended");

	tcase_add_checked_fixture(tc, begin, tear_down);
	tcase_add_test(
	    tc, dhcp_suspended_tells_who_since_when_until_when_and_why);
	tcase_add_test(tc, dhcp_suspended_tells_of_who_was_denied_access);
	tcase_add_test(tc, dhcp_suspended_is_bounded_and_counts_the_rest);
	tcase_add_test(
	    tc, dhcp_flood_pardon_hears_one_again_with_its_whole_burst);
	tcase_add_test(tc, dhcp_flood_pardon_hears_all_again);
	tcase_add_test(
	    tc, dhcp_suspended_tells_of_nobody_without_flood_control);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
