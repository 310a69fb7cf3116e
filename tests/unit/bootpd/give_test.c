/* SPDX-License-Identifier: ISC */
/* Which address a client is given, through the core. */
#include "give.h"
#include "served.h"

START_TEST(full_pool_is_told_and_logged)
{
	for (uint32_t i = 0; i <= BENCH_COUNT; i++) {
		struct packet p = packet_begin(i, 0, i);

		packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
		packet_option_text(&p, 60, "PXEClient");
		packet_end(&p);
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), i < BENCH_COUNT);
	}
	ck_assert(bench_has(&b, DHCP_ACTION_WARN));
	ck_assert_str_eq(reason(), "all addresses of the pool are taken");
}
END_TEST

START_TEST(offer_is_kept_for_a_minute_and_not_longer)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	struct packet other = packet_begin(2, 0, 2);
	uint32_t address;

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	address = reply.yiaddr;
	packet_option_u8(&other, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&other, 60, "PXEClient");
	packet_option_u32(&other, 50, address);
	packet_end(&other);
	b.now.ms += DHCP_OFFER_MS - 1;
	bench_packet(&b, &other);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_ne(reply.yiaddr, address);
	bench_start(&b);
	bench_packet(&b, &p);
	b.now.ms += DHCP_OFFER_MS;
	bench_packet(&b, &other);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, address);
}
END_TEST

/* It asks for one of the pool: the address it is offered. */
static uint32_t
wish(uint32_t machine, uint32_t address)
{
	struct packet p = packet_begin(machine, 0, machine);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient");
	packet_option_u32(&p, 50, address);
	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	return reply.yiaddr;
}

static void
tell(enum dhcp_type type, uint32_t machine, uint32_t address)
{
	struct packet p = packet_begin(machine, 0, machine);

	if (type == DHCP_TYPE_RELEASE) {
		packet_patch_u32(&p, PACKET_CIADDR, address);
	} else {
		packet_option_u32(&p, 50, address);
	}
	packet_option_u8(&p, 53, (uint8_t)type);
	packet_option_text(&p, 60, "PXEClient");
	packet_option_u32(&p, 54, BENCH_SERVER);
	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(bench_has(&b, DHCP_ACTION_COMMIT));
}

/* RFC 2131 4.3.1: what it has, what it had, what it asks for, a new one. */
START_TEST(address_is_what_it_has_or_had_or_asks_for)
{
	uint32_t first = BENCH_POOL + 7, other = BENCH_POOL + 9;

	ck_assert_uint_eq(wish(1, first), first);
	tell(DHCP_TYPE_REQUEST, 1, first);
	ck_assert_uint_eq(wish(1, other), first); /* has */
	tell(DHCP_TYPE_RELEASE, 1, first);
	ck_assert_uint_eq(wish(1, other), first); /* had */
	b.now.ms += DHCP_OFFER_MS;
	tell(DHCP_TYPE_REQUEST, 2, first);
	ck_assert_uint_eq(wish(1, other), other); /* lost */
	b.now.ms += DHCP_OFFER_MS;
	ck_assert_uint_ne(wish(3, first), first); /* taken */
	ck_assert(reply.yiaddr >= BENCH_POOL &&
		  reply.yiaddr < BENCH_POOL + BENCH_COUNT);
}
END_TEST

START_TEST(reserved_host_gets_its_own_address_name_and_file)
{
	struct bw_conf_host host = {.name = "lab",
	    .mac = {0x52, 0x54, 0, 0x77, 0, 1},
	    .address = IP(10, 77, 0, 50),
	    .hostname = "lab-7",
	    .settings = {.boot_file = "lab.efi"}};

	b.conf.bootpd.hosts.items = &host;
	b.conf.bootpd.hosts.n = 1;
	bench_start(&b);
	ck_assert_uint_eq(boot(CAPTURED_OVMF_DISCOVER), IP(10, 77, 0, 50));
	check_text(12, "lab-7");
	check_text(67, "lab.efi");
	ck_assert_uint_eq(b.core->leases.n, 1);
}
END_TEST

START_TEST(reserved_address_in_the_pool_is_nobody_elses)
{
	struct bw_conf_host host = {.name = "",
	    .mac = {2, 2, 2, 2, 2, 2},
	    .address = BENCH_POOL + 1,
	    .hostname = "",
	    .settings = {.boot_file = ""}};
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);

	b.conf.bootpd.hosts.items = &host;
	b.conf.bootpd.hosts.n = 1;
	bench_start(&b);
	packet_set_u32(&p, 50, BENCH_POOL + 1);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_NAK);
}
END_TEST

START_TEST(client_identity_of_option_61_goes_before_the_mac)
{
	struct packet p = packet_begin(1, 0, 0x00770001);
	uint32_t address = boot(CAPTURED_OVMF_DISCOVER);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 61,
	    "\xff"
	    "another stage");
	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_ne(reply.yiaddr, address);
	check_text(61, "\xff"
		       "another stage");
}
END_TEST

static struct packet
captured_request(uint32_t address)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);

	packet_set_u32(&p, 50, address);
	return p;
}

static void
check_acked_for(uint32_t seconds)
{
	uint32_t value;

	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert(dhcp_message_u32(&reply, 51, &value));
	ck_assert_uint_eq(value, seconds);
}

START_TEST(durable_lease_is_told_from_memory_while_the_disk_refuses)
{
	struct packet p = captured_request(boot(CAPTURED_OVMF_DISCOVER));

	b.now.wall_s += 600;
	b.now.ms += 600000;
	b.disk_waits = true;
	bench_packet(&b, &p);
	bench_disk(&b, "full");
	ck_assert(!bench_has(&b, DHCP_ACTION_SEND)); /* it asks again */
	bench_packet(&b, &p);
	check_acked_for(BENCH_LEASE_S - 600); /* not longer than on disk */
	ck_assert(bench_has(&b, DHCP_ACTION_WARN));
	ck_assert(bench_has(&b, DHCP_ACTION_COMMIT)); /* it is tried again */
	bench_disk(&b, NULL);
	b.disk_waits = false;
	bench_packet(&b, &p);
	check_acked_for(BENCH_LEASE_S);
}
END_TEST

START_TEST(new_lease_is_not_told_while_the_disk_refuses)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	p = captured_request(reply.yiaddr);
	b.disk_waits = true;
	for (int i = 0; i < 3; i++) {
		bench_packet(&b, &p);
		ck_assert(bench_has(&b, DHCP_ACTION_COMMIT));
		bench_disk(&b, "full");
		ck_assert(!bench_has(&b, DHCP_ACTION_SEND));
		ck_assert_str_eq(reason(), "full");
	}
	bench_packet(&b, &p);
	bench_disk(&b, NULL);
	ck_assert(bench_has(&b, DHCP_ACTION_SEND));
}
END_TEST

START_TEST(durable_lease_is_told_from_memory_while_the_disk_is_silent)
{
	struct packet p = captured_request(boot(CAPTURED_OVMF_DISCOVER));

	b.disk_waits = true;
	bench_packet(&b, &p);
	ck_assert(!bench_has(&b, DHCP_ACTION_SEND));
	b.now.ms += DHCP_PENDING_PATIENCE_MS;
	bench_packet(&b, &p);
	ck_assert(!bench_has(&b, DHCP_ACTION_SEND));
	b.now.ms++;
	bench_packet(&b, &p);
	check_acked_for(BENCH_LEASE_S);
}
END_TEST

/* What firmware and system call themselves does not matter then. */
START_TEST(client_identity_may_be_the_mac_alone)
{
	uint32_t addresses[2];

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	for (int by_mac = 0; by_mac < 2; by_mac++) {
		b.conf.bootpd.identity_by_mac = by_mac;
		for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
			struct packet p = packet_begin(1, 0, 1);

			packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
			packet_option_text(&p, 61, i == 0 ? "one" : "other");
			packet_end(&p);
			bench_packet(&b, &p);
			ck_assert(bench_reply(&b, &reply));
			addresses[i] = reply.yiaddr;
			ck_assert_uint_gt(
			    option(DHCP_OPTION_CLIENT_IDENTIFIER).len, 0);
		}
		ck_assert_int_eq(addresses[0] == addresses[1], by_mac);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/give");
	TCase *tc = tcase_create("give");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, full_pool_is_told_and_logged);
	tcase_add_test(tc, offer_is_kept_for_a_minute_and_not_longer);
	tcase_add_test(tc, address_is_what_it_has_or_had_or_asks_for);
	tcase_add_test(tc, reserved_host_gets_its_own_address_name_and_file);
	tcase_add_test(tc, reserved_address_in_the_pool_is_nobody_elses);
	tcase_add_test(tc, client_identity_of_option_61_goes_before_the_mac);
	tcase_add_test(tc, client_identity_may_be_the_mac_alone);
	tcase_add_test(
	    tc, durable_lease_is_told_from_memory_while_the_disk_refuses);
	tcase_add_test(tc, new_lease_is_not_told_while_the_disk_refuses);
	tcase_add_test(
	    tc, durable_lease_is_told_from_memory_while_the_disk_is_silent);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
