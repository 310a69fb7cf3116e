/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "advert.h"
#include "packets.h"

#define NOW 1000000u

/* As iPXE sends it: a source link-layer address, and nothing else. */
static const uint8_t solicitation[] = {
    133, 0, 0xd9, 0x95, 0, 0, 0, 0, 1, 1, 0x52, 0x54, 0, 0x77, 0, 1};
static const uint8_t *const mac = solicitation + 10;

static struct dhcp_advert advert;
static struct bw_addr peer;
static uint8_t out[DHCP_ADVERT_LEN];

static void
set_up(void)
{
	memset(&advert, 0, sizeof(advert));
	ck_assert_int_eq(bw_addr_parse("fe80::5054:ff:fe77:1", &peer), 0);
	dhcp_advert_client_seen(&advert, mac, NOW);
}

static bool
asks(const uint8_t *bytes, size_t len, uint64_t now_ms)
{
	uint8_t *exact = unit_exact(bytes, len);
	bool answered =
	    dhcp_advert_packet(&advert, exact, len, &peer, now_ms, out);

	free(exact);
	return answered;
}

START_TEST(advert_packet_tells_who_boots_that_there_is_no_router)
{
	static const uint8_t wanted[DHCP_ADVERT_LEN] = {134};

	ck_assert(asks(solicitation, sizeof(solicitation), NOW + 1));
	ck_assert_mem_eq(out, wanted, sizeof(wanted)); /* lifetime 0, no more */
}
END_TEST

START_TEST(advert_packet_leaves_everybody_else_alone)
{
	uint8_t other[sizeof(solicitation)];

	memcpy(other, solicitation, sizeof(other));
	other[15] = 2;
	ck_assert(!asks(other, sizeof(other), NOW + 1));
	ck_assert(asks(solicitation, sizeof(solicitation),
	    NOW + DHCP_ADVERT_CLIENT_MS - 1));
	ck_assert(!asks(
	    solicitation, sizeof(solicitation), NOW + DHCP_ADVERT_CLIENT_MS));
}
END_TEST

START_TEST(advert_packet_is_silent_while_there_is_a_router)
{
	uint8_t router[DHCP_ADVERT_LEN] = {134, 0, 0, 0, 64, 0, 0, 10};

	ck_assert(!asks(router, sizeof(router), NOW));
	ck_assert(!asks(solicitation, sizeof(solicitation), NOW + 9999));
	ck_assert(asks(solicitation, sizeof(solicitation), NOW + 10000));
	router[7] = 0; /* one that is going, or our like */
	ck_assert(!asks(router, sizeof(router), NOW + 10000));
	ck_assert(asks(solicitation, sizeof(solicitation), NOW + 10001));
}
END_TEST

START_TEST(advert_packet_refuses_what_is_no_solicitation)
{
	static const uint8_t empty_option[] = {
	    133, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
	uint8_t changed[sizeof(solicitation)];

	for (size_t len = 0; len < sizeof(solicitation); len++) {
		ck_assert(!asks(solicitation, len, NOW + 1));
	}
	ck_assert(!asks(empty_option, sizeof(empty_option), NOW + 1));
	memcpy(changed, solicitation, sizeof(changed));
	changed[1] = 1;
	ck_assert(!asks(changed, sizeof(changed), NOW + 1));
	changed[1] = 0;
	changed[0] = 135;
	ck_assert(!asks(changed, sizeof(changed), NOW + 1));
	ck_assert_int_eq(bw_addr_parse("2001:db8::1", &peer), 0);
	ck_assert(!asks(solicitation, sizeof(solicitation), NOW + 1));
}
END_TEST

/* Through the core: a DISCOVER of firmware opens the way. */
START_TEST(advert_answers_after_a_discover_of_firmware)
{
	static struct bench b;
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);
	struct dhcp_packet solicits = {
	    .door = DHCP_DOOR_ROUTER,
	    .ifindex = BENCH_IFINDEX,
	    .peer = peer,
	    .bytes = solicitation,
	    .len = sizeof(solicitation),
	};
	struct dhcp_send *send;

	bench_conf(&b);
	bench_start(&b);
	dhcp_core_packet(b.core, &solicits, b.now, &b.out);
	ck_assert_uint_eq(b.out.n, 0);
	bench_packet(&b, &p);
	b.out.n = 0;
	dhcp_core_packet(b.core, &solicits, b.now, &b.out);
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->door, DHCP_DOOR_ROUTER);
	ck_assert_uint_eq(send->ifindex, BENCH_IFINDEX);
	ck_assert(bw_addr_same_ip(&send->peer, &peer));
	ck_assert_uint_eq(send->len, DHCP_ADVERT_LEN);
	b.out.n = 0;
	solicits.ifindex++; /* not served */
	dhcp_core_packet(b.core, &solicits, b.now, &b.out);
	ck_assert_uint_eq(b.out.n, 0);
	bench_stop(&b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/advert");
	TCase *tc = tcase_create("packet");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(
	    tc, advert_packet_tells_who_boots_that_there_is_no_router);
	tcase_add_test(tc, advert_packet_leaves_everybody_else_alone);
	tcase_add_test(tc, advert_packet_is_silent_while_there_is_a_router);
	tcase_add_test(tc, advert_packet_refuses_what_is_no_solicitation);
	tcase_add_test(tc, advert_answers_after_a_discover_of_firmware);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
