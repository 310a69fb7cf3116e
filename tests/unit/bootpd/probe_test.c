/* SPDX-License-Identifier: ISC */
/* Addresses asked for on the link before they are offered, through the core. */
#include "give.h"
#include "probe.h"
#include "served.h"

static const uint8_t squatter[BW_MAC_LEN] = {2, 9, 9, 9, 9, 9};

static void
set_up_probing(void)
{
	bench_conf(&b);
	b.conf.bootpd.conflict_detection = true;
	b.conf.bootpd.ping_check = true;
	bench_start(&b);
	b.core->can_probe = b.core->can_echo = true;
}

static struct packet
discover(uint32_t machine)
{
	struct packet p = packet_begin(machine, 0, machine);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient");
	packet_end(&p);
	return p;
}

/* The address that is asked for by what came last. */
static uint32_t
probed(void)
{
	const struct dhcp_probe *probe;

	ck_assert(!bench_has(&b, DHCP_ACTION_SEND));
	probe = &bench_action(&b, DHCP_ACTION_PROBE)->u.probe;
	ck_assert_uint_eq(probe->ifindex, BENCH_IFINDEX);
	return (uint32_t)probe->arp[24] << 24 | (uint32_t)probe->arp[25] << 16 |
	       (uint32_t)probe->arp[26] << 8 | probe->arp[27];
}

static void
wait_ms(uint64_t ms)
{
	b.now.ms += ms;
	b.out.n = 0;
	dhcp_core_tick(b.core, b.now, &b.out);
}

static void
arp_reply(uint32_t address, const uint8_t mac[BW_MAC_LEN], uint32_t ifindex)
{
	struct dhcp_arp arp = {.address = address};

	memcpy(arp.mac, mac, BW_MAC_LEN);
	b.out.n = 0;
	dhcp_core_arp(b.core, ifindex, &arp, b.now, &b.out);
}

START_TEST(probe_delays_an_offer_and_nobody_elses)
{
	struct packet one = discover(1), two = discover(2);
	uint32_t first, second;

	bench_packet(&b, &one);
	first = probed();
	ck_assert_uint_eq(dhcp_core_due(b.core), b.now.ms + DHCP_CONFLICT_MS);
	wait_ms(60);
	ck_assert_uint_eq(b.out.n, 0);
	bench_packet(&b, &two);
	second = probed();
	ck_assert_uint_ne(first, second);
	wait_ms(40);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	ck_assert_uint_eq(reply.yiaddr, first);
	wait_ms(60);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, second);
	ck_assert_uint_eq(dhcp_core_due(b.core), UINT64_MAX);
}
END_TEST

START_TEST(probe_is_not_repeated_for_what_was_offered)
{
	struct packet p = discover(1);

	bench_packet(&b, &p);
	(void)probed();
	bench_packet(&b, &p); /* again while it waits */
	ck_assert_uint_eq(b.out.n, 0);
	wait_ms(DHCP_CONFLICT_MS);
	ck_assert(bench_reply(&b, &reply));
	bench_packet(&b, &p); /* and again later */
	ck_assert(bench_reply(&b, &reply));
	b.now.ms += DHCP_OFFER_MS;
	bench_packet(&b, &p);
	(void)probed();
}
END_TEST

START_TEST(probe_that_is_answered_quarantines_and_offers_another)
{
	struct packet p = discover(1);
	struct bw_lease *lease;
	uint32_t taken, other;

	bench_packet(&b, &p);
	taken = probed();
	arp_reply(taken, squatter, BENCH_IFINDEX);
	lease = &bench_action(&b, DHCP_ACTION_COMMIT)->u.lease;
	ck_assert_uint_eq(lease->address, taken);
	ck_assert_int_eq(lease->state, BW_LEASE_STATE_DECLINED);
	ck_assert_mem_eq(lease->mac, squatter, BW_MAC_LEN);
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason +
			     strlen("10.77.0.1xx"),
	    " is in use by 02:09:09:09:09:09: quarantined");
	ck_assert_int_eq(bench_action(&b, DHCP_ACTION_WARN)->u.warning,
	    DHCP_WARNING_CONFLICT);
	other = probed();
	ck_assert_uint_ne(other, taken);
	wait_ms(DHCP_CONFLICT_MS);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, other);
	for (uint32_t i = 2; i < 40; i++) { /* nobody else gets it */
		struct packet next = discover(i);

		bench_packet(&b, &next);
		ck_assert(
		    !bench_has(&b, DHCP_ACTION_PROBE) || probed() != taken);
	}
}
END_TEST

START_TEST(probe_does_not_mind_the_client_itself_or_other_links)
{
	struct packet p = discover(1);
	uint8_t own[BW_MAC_LEN] = {0x52, 0x54, 0, 0, 0, 1};
	uint32_t address;

	bench_packet(&b, &p);
	address = probed();
	arp_reply(address, own, BENCH_IFINDEX);
	ck_assert_uint_eq(b.out.n, 0);
	arp_reply(address, squatter, BENCH_IFINDEX + 1);
	ck_assert_uint_eq(b.out.n, 0);
	arp_reply(address + 1, squatter, BENCH_IFINDEX);
	ck_assert_uint_eq(b.out.n, 0);
	wait_ms(DHCP_CONFLICT_MS);
	ck_assert(bench_reply(&b, &reply));
	arp_reply(address, squatter, BENCH_IFINDEX); /* too late */
	ck_assert_uint_eq(b.out.n, 0);
}
END_TEST

START_TEST(probes_beyond_their_number_are_offers_at_once)
{
	unsigned offered = 0;

	b.conf.bootpd.pool_count = 2 * DHCP_CONFLICTS_MAX;
	b.conf.bootpd.netmask = IP(255, 255, 0, 0);
	bench_start(&b);
	b.core->can_probe = true;
	for (uint32_t i = 0; i < DHCP_CONFLICTS_MAX + 5; i++) {
		struct packet p = discover(i);

		bench_packet(&b, &p);
		offered += bench_has(&b, DHCP_ACTION_SEND);
	}
	ck_assert_uint_eq(offered, 5);
	b.now.ms += DHCP_CONFLICT_MS;
	for (uint32_t i = 0; i < DHCP_CONFLICTS_MAX; i++) {
		wait_ms(0);
		for (size_t n = 0; n < b.out.n; n++) {
			offered += b.out.items[n].kind == DHCP_ACTION_SEND;
		}
	}
	ck_assert_uint_eq(offered, DHCP_CONFLICTS_MAX + 5);
}
END_TEST

static struct packet
relayed_discover(uint32_t machine)
{
	struct packet p = discover(machine);

	packet_patch_u32(&p, PACKET_GIADDR, IP(10, 77, 0, 9));
	return p;
}

/* The address that is sent an echo request by what came last. */
static uint32_t
pinged(void)
{
	const struct dhcp_send *send =
	    &bench_action(&b, DHCP_ACTION_SEND)->u.send;

	ck_assert_int_eq(send->door, DHCP_DOOR_ECHO);
	ck_assert_int_eq(send->way, DHCP_WAY_UDP);
	ck_assert_uint_eq(send->len, 8);
	ck_assert_uint_eq(send->bytes[0], 8);
	return bw_addr_to_ipv4(&send->peer);
}

static void
echo_reply(uint32_t address, uint32_t mark)
{
	uint8_t bytes[28] = {0x45, [24] = (uint8_t)(mark >> 24),
	    (uint8_t)(mark >> 16), (uint8_t)(mark >> 8), (uint8_t)mark};
	struct dhcp_packet packet = {
	    .door = DHCP_DOOR_ECHO,
	    .peer = bw_addr_ipv4(address, 0),
	    .bytes = bytes,
	    .len = sizeof(bytes),
	};

	b.out.n = 0;
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
}

START_TEST(probe_behind_a_relay_is_an_echo_request)
{
	struct packet far = relayed_discover(1), near = discover(2);
	uint32_t address;

	bench_packet(&b, &far);
	address = pinged();
	bench_packet(&b, &far); /* again while it waits */
	ck_assert_uint_eq(b.out.n, 0);
	bench_packet(&b, &near);
	(void)probed();
	wait_ms(DHCP_CONFLICT_MS); /* nobody waits for another */
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_ne(reply.yiaddr, address);
	ck_assert_uint_eq(dhcp_core_due(b.core),
	    b.now.ms - DHCP_CONFLICT_MS + DHCP_CONFLICT_ECHO_MS);
	wait_ms(DHCP_CONFLICT_ECHO_MS - DHCP_CONFLICT_MS);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	ck_assert_uint_eq(reply.yiaddr, address);
	bench_packet(&b, &far); /* not asked for again */
	ck_assert(bench_reply(&b, &reply));
}
END_TEST

START_TEST(probe_that_a_ping_answers_quarantines_and_offers_another)
{
	struct packet p = relayed_discover(1);
	struct bw_lease *lease;
	uint32_t taken;

	bench_packet(&b, &p);
	taken = pinged();
	echo_reply(taken, 0xbad);
	ck_assert_uint_eq(b.out.n, 0);
	echo_reply(taken + 1, b.core->echo_mark);
	ck_assert_uint_eq(b.out.n, 0);
	echo_reply(taken, b.core->echo_mark);
	lease = &bench_action(&b, DHCP_ACTION_COMMIT)->u.lease;
	ck_assert_uint_eq(lease->address, taken);
	ck_assert_int_eq(lease->state, BW_LEASE_STATE_DECLINED);
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason +
			     strlen("10.77.0.1xx"),
	    " is in use by who answers a ping: quarantined");
	ck_assert_uint_ne(pinged(), taken);
}
END_TEST

START_TEST(probe_behind_a_relay_is_only_for_who_wants_it)
{
	struct packet p = relayed_discover(1);

	b.conf.bootpd.ping_check = false;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/probe");
	TCase *tc = tcase_create("probe");

	tcase_add_checked_fixture(tc, set_up_probing, tear_down);
	tcase_add_test(tc, probe_delays_an_offer_and_nobody_elses);
	tcase_add_test(tc, probe_is_not_repeated_for_what_was_offered);
	tcase_add_test(
	    tc, probe_that_is_answered_quarantines_and_offers_another);
	tcase_add_test(
	    tc, probe_does_not_mind_the_client_itself_or_other_links);
	tcase_add_test(tc, probes_beyond_their_number_are_offers_at_once);
	tcase_add_test(tc, probe_behind_a_relay_is_an_echo_request);
	tcase_add_test(
	    tc, probe_that_a_ping_answers_quarantines_and_offers_another);
	tcase_add_test(tc, probe_behind_a_relay_is_only_for_who_wants_it);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
