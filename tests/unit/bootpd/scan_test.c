/* SPDX-License-Identifier: ISC */
/* The pools' addresses, asked for once at the start, through the core. */
#include "nets.h"
#include "unit.h"

static struct nets n;
static struct bench *const b = &n.b;
static const uint8_t squatter[BW_MAC_LEN] = {2, 9, 9, 9, 9, 9};

static void
set_up(void)
{
	nets_conf(&n);
	b->conf.bootpd.scan = true;
	nets_restart(&n);
	b->core->can_probe = true;
}

static void
tear_down(void)
{
	bench_stop(b);
}

static void
tick(uint64_t ms)
{
	b->now.ms += ms;
	b->out.n = 0;
	dhcp_core_tick(b->core, b->now, &b->out);
}

static uint32_t
address_of(const struct dhcp_probe *probe)
{
	return (uint32_t)probe->arp[24] << 24 | (uint32_t)probe->arp[25] << 16 |
	       (uint32_t)probe->arp[26] << 8 | probe->arp[27];
}

/* All that is asked for until the end; how many. */
static size_t
scan(uint32_t addresses[64], uint32_t ifindexes[64])
{
	size_t n_asked = 0;

	dhcp_scan_begin(b->core, b->now.ms);
	while (dhcp_core_due(b->core) != UINT64_MAX) {
		tick(dhcp_core_due(b->core) - b->now.ms);
		ck_assert_uint_le(b->out.n, DHCP_SCAN_STEP);
		for (size_t i = 0; i < b->out.n; i++) {
			const struct dhcp_action *action = &b->out.items[i];

			ck_assert_int_eq(action->kind, DHCP_ACTION_PROBE);
			ck_assert_uint_lt(n_asked, 64);
			addresses[n_asked] = address_of(&action->u.probe);
			ifindexes[n_asked++] = action->u.probe.ifindex;
		}
	}
	return n_asked;
}

static void
arp_reply(uint32_t address, const uint8_t mac[BW_MAC_LEN], uint32_t ifindex)
{
	struct dhcp_arp arp = {.address = address};

	memcpy(arp.mac, mac, BW_MAC_LEN);
	b->out.n = 0;
	dhcp_core_arp(b->core, ifindex, &arp, b->now, &b->out);
}

static struct bw_lease
lease_of(uint32_t address, uint64_t expires_s)
{
	struct bw_lease lease = {.address = address,
	    .mac = {2, 0, 0, 0, 0, 1},
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = expires_s};

	ck_assert_int_eq(dhcp_core_lease_loaded(b->core, &lease), 0);
	return lease;
}

START_TEST(scan_asks_for_all_that_is_free_on_our_links)
{
	uint32_t addresses[64], ifindexes[64];
	uint64_t begun_ms = b->now.ms;
	size_t n_asked;

	(void)lease_of(BENCH_POOL + 1, b->now.wall_s + 10);
	(void)lease_of(BENCH_POOL + 2, b->now.wall_s);
	n_asked = scan(addresses, ifindexes);
	/* The far subnet's are behind a relay; one is leased. */
	ck_assert_uint_eq(n_asked, BENCH_COUNT - 1 + 3);
	ck_assert_uint_eq(
	    b->now.ms - begun_ms, n_asked / DHCP_SCAN_STEP * DHCP_SCAN_STEP_MS);
	for (size_t i = 0; i < n_asked; i++) {
		ck_assert_uint_ne(addresses[i], BENCH_POOL + 1);
		ck_assert_uint_eq(ifindexes[i],
		    addresses[i] >> 8 == NETS_LAB_POOL >> 8 ? NETS_LAB_IFINDEX
							    : BENCH_IFINDEX);
		for (size_t j = 0; j < i; j++) {
			ck_assert_uint_ne(addresses[i], addresses[j]);
		}
	}
}
END_TEST

START_TEST(scan_is_only_for_who_wants_it)
{
	b->conf.bootpd.scan = false;
	dhcp_scan_begin(b->core, b->now.ms);
	ck_assert_uint_eq(dhcp_core_due(b->core), UINT64_MAX);
	b->conf.bootpd.scan = true;
	b->core->can_probe = false;
	dhcp_scan_begin(b->core, b->now.ms);
	ck_assert_uint_eq(dhcp_core_due(b->core), UINT64_MAX);
}
END_TEST

START_TEST(scan_heard_quarantines_what_a_stranger_has)
{
	const struct bw_lease *lease;

	dhcp_scan_begin(b->core, b->now.ms);
	tick(0);
	arp_reply(BENCH_POOL, squatter, BENCH_IFINDEX);
	lease = &bench_action(b, DHCP_ACTION_COMMIT)->u.lease;
	ck_assert_uint_eq(lease->address, BENCH_POOL);
	ck_assert_int_eq(lease->state, BW_LEASE_STATE_DECLINED);
	ck_assert_uint_eq(lease->expires_s, b->now.wall_s + BENCH_QUARANTINE_S);
	ck_assert_mem_eq(lease->mac, squatter, BW_MAC_LEN);
	ck_assert_uint_eq(
	    bench_action(b, DHCP_ACTION_FOUND)->u.found.address, BENCH_POOL);
	arp_reply(BENCH_POOL, squatter, BENCH_IFINDEX); /* again */
	ck_assert_uint_eq(b->out.n, 0);
}
END_TEST

START_TEST(scan_heard_leaves_everybody_else_alone)
{
	struct bw_lease held = lease_of(BENCH_POOL + 1, b->now.wall_s + 10);
	struct bw_lease over = lease_of(BENCH_POOL + 2, b->now.wall_s);

	arp_reply(BENCH_POOL, squatter, BENCH_IFINDEX); /* not begun */
	ck_assert_uint_eq(b->out.n, 0);
	dhcp_scan_begin(b->core, b->now.ms);
	arp_reply(held.address, squatter, BENCH_IFINDEX);
	ck_assert_uint_eq(b->out.n, 0); /* who holds it shall keep it */
	arp_reply(over.address, over.mac, BENCH_IFINDEX);
	ck_assert_uint_eq(b->out.n, 0); /* it had it last */
	arp_reply(BENCH_POOL, squatter, NETS_LAB_IFINDEX);
	ck_assert_uint_eq(b->out.n, 0); /* another link */
	arp_reply(BENCH_SERVER, squatter, BENCH_IFINDEX);
	arp_reply(IP(192, 0, 2, 1), squatter, BENCH_IFINDEX);
	ck_assert_uint_eq(b->out.n, 0); /* not ours to give */
}
END_TEST

START_TEST(scan_waits_a_second_for_the_last_answer)
{
	uint32_t addresses[64], ifindexes[64];

	(void)scan(addresses, ifindexes);
	b->now.ms += DHCP_SCAN_WAIT_MS - 1;
	arp_reply(BENCH_POOL, squatter, BENCH_IFINDEX);
	ck_assert(bench_has(b, DHCP_ACTION_FOUND));
	b->now.ms += 1;
	arp_reply(BENCH_POOL + 1, squatter, BENCH_IFINDEX);
	ck_assert_uint_eq(b->out.n, 0);
}
END_TEST

START_TEST(scan_leaves_room_for_packets)
{
	dhcp_scan_begin(b->core, b->now.ms);
	b->out.n = DHCP_ACTIONS_MAX - DHCP_ACTIONS_OF_PACKET_MAX + 1;
	dhcp_core_tick(b->core, b->now, &b->out);
	ck_assert_uint_eq(
	    b->out.n, DHCP_ACTIONS_MAX - DHCP_ACTIONS_OF_PACKET_MAX + 1);
	ck_assert_uint_eq(dhcp_core_due(b->core), b->now.ms); /* at once */
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/scan");
	TCase *tc = tcase_create("scan");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, scan_asks_for_all_that_is_free_on_our_links);
	tcase_add_test(tc, scan_is_only_for_who_wants_it);
	tcase_add_test(tc, scan_heard_quarantines_what_a_stranger_has);
	tcase_add_test(tc, scan_heard_leaves_everybody_else_alone);
	tcase_add_test(tc, scan_waits_a_second_for_the_last_answer);
	tcase_add_test(tc, scan_leaves_room_for_packets);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
