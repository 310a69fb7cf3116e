/* SPDX-License-Identifier: ISC */
/* The DHCP server proper, through the core: what real clients get. */
#include "give.h"
#include "serve.h"
#include "served.h"

/* A plain REQUEST in the client's own words. */
static struct packet
request(uint32_t ciaddr, uint32_t requested, uint32_t server)
{
	struct packet p = packet_begin(0x77, 0, 0x00770001);

	packet_patch_u32(&p, PACKET_CIADDR, ciaddr);
	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	if (requested != 0) {
		packet_option_u32(&p, 50, requested);
	}
	if (server != 0) {
		packet_option_u32(&p, 54, server);
	}
	packet_end(&p);
	return p;
}

static struct packet
message(enum dhcp_type type, uint32_t ciaddr, uint32_t requested)
{
	struct packet p = request(ciaddr, requested, BENCH_SERVER);

	p.bytes[DHCP_HEADER_LEN + 4 + 2] = (uint8_t)type;
	return p;
}

START_TEST(plain_dhcp_is_served_only_after_a_network_boot)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	uint32_t address;

	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_str_eq(reason(), "it has not booted by PXE");
	address = boot(CAPTURED_OVMF_DISCOVER);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, address);
	ck_assert(!reply.option_present[60]);
	ck_assert(!reply.option_present[67]); /* it did not ask */
	p = packet_captured(CAPTURED_SYSLINUX_DISCOVER);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, address);
}
END_TEST

START_TEST(plain_dhcp_is_served_to_anyone_if_allowed)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
}
END_TEST

START_TEST(plain_dhcp_after_a_restart_still_knows_who_booted)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	struct bw_lease lease;

	(void)boot(CAPTURED_OVMF_DISCOVER);
	bw_lease_table_get(
	    &b.core->leases, bw_lease_table_nth(&b.core->leases, 0), &lease);
	ck_assert(lease.pxe);
	bench_start(&b);
	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &lease), 0);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, lease.address);
}
END_TEST

START_TEST(request_is_acknowledged_only_after_the_commit)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	struct dhcp_action *commit;

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	p = packet_captured(CAPTURED_OVMF_REQUEST);
	packet_set_u32(&p, 50, reply.yiaddr);
	b.disk_waits = true;
	bench_packet(&b, &p);
	commit = bench_action(&b, DHCP_ACTION_COMMIT);
	ck_assert(!bench_has(&b, DHCP_ACTION_SEND));
	ck_assert(!bench_has(&b, DHCP_ACTION_EVENT));
	ck_assert_uint_eq(commit->u.lease.address, reply.yiaddr);
	ck_assert_uint_eq(
	    commit->u.lease.expires_s, b.now.wall_s + BENCH_LEASE_S);
	ck_assert_int_eq(commit->u.lease.state, BW_LEASE_STATE_BOUND);
	ck_assert_ptr_null(
	    bw_lease_table_by_address(&b.core->leases, reply.yiaddr));
	bench_disk(&b, NULL);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_EVENT)->u.event.answer, DHCP_TYPE_ACK);
	ck_assert_ptr_nonnull(
	    bw_lease_table_by_address(&b.core->leases, reply.yiaddr));
}
END_TEST

START_TEST(request_whose_commit_is_refused_is_not_answered)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);

	packet_set_u32(&p, 50, BENCH_POOL);
	b.disk_waits = true;
	bench_packet(&b, &p);
	bench_disk(&b, "disk full");
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_str_eq(reason(), "disk full");
	b.disk_waits = false;
	bench_packet(&b, &p); /* and it may try again */
	ck_assert(bench_reply(&b, &reply));
}
END_TEST

START_TEST(request_that_is_repeated_is_committed_once)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);

	packet_set_u32(&p, 50, BENCH_POOL);
	b.disk_waits = true;
	bench_packet(&b, &p);
	ck_assert(bench_has(&b, DHCP_ACTION_COMMIT));
	bench_packet(&b, &p);
	ck_assert_uint_eq(b.out.n, 0);
}
END_TEST

START_TEST(request_being_committed_keeps_others_off_its_address)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);
	struct packet other = packet_begin(9, 0, 2);

	packet_set_u32(&p, 50, BENCH_POOL);
	b.disk_waits = true;
	bench_packet(&b, &p);
	b.now.ms += DHCP_OFFER_MS * 10;
	packet_option_u8(&other, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&other, 54, BENCH_SERVER);
	packet_option_u32(&other, 50, BENCH_POOL);
	packet_option_text(&other, 60, "PXEClient");
	bench_packet(&b, &other);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_NAK);
}
END_TEST

START_TEST(request_for_another_server_is_never_answered)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);

	packet_set_u32(&p, 54, IP(10, 77, 0, 2));
	packet_set_u32(&p, 50, BENCH_POOL);
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
	ck_assert_str_eq(reason(), "it chose another server");
}
END_TEST

START_TEST(request_with_a_server_of_wrong_length_is_never_answered)
{
	for (size_t len = 0; len < 12; len++) {
		struct packet p = packet_begin(1, 0, 0x00770001);

		packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&p, 50, BENCH_POOL);
		packet_option_text(&p, 60, "PXEClient");
		packet_option(&p, 54, "\12\115\0\1\12\115\0\1\12\115\0\1", len);
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), len == 4);
	}
}
END_TEST

START_TEST(renewal_is_committed_and_answered_to_its_address)
{
	uint32_t address = boot(CAPTURED_OVMF_DISCOVER);
	struct packet p = request(address, 0, 0);
	struct dhcp_send *send;

	b.now.ms += BENCH_LEASE_S * UINT64_C(500);
	b.now.wall_s += BENCH_LEASE_S / 2;
	bench_packet(&b, &p);
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_COMMIT)->u.lease.expires_s,
	    b.now.wall_s + BENCH_LEASE_S);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.ciaddr, address);
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_UDP);
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), address);
}
END_TEST

START_TEST(release_frees_only_what_its_client_holds)
{
	uint32_t address = boot(CAPTURED_OVMF_DISCOVER);
	struct packet p = message(DHCP_TYPE_RELEASE, address, 0);
	struct packet thief = p;

	memcpy(thief.bytes + PACKET_CHADDR, "\2\2\2\2\2\2", 6);
	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bench_packet(&b, &thief);
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_int_eq(bench_action(&b, DHCP_ACTION_COMMIT)->u.lease.state,
	    BW_LEASE_STATE_FREE);
	ck_assert_int_eq(
	    bw_lease_table_by_address(&b.core->leases, address)->state,
	    BW_LEASE_STATE_FREE);
	bench_packet(&b, &p); /* nothing left */
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
	ck_assert_uint_eq(boot(CAPTURED_OVMF_DISCOVER), address);
}
END_TEST

START_TEST(decline_puts_the_address_into_quarantine)
{
	uint32_t address = boot(CAPTURED_OVMF_DISCOVER);
	struct packet p = message(DHCP_TYPE_DECLINE, 0, address);
	uint32_t next;

	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_int_eq(bench_action(&b, DHCP_ACTION_COMMIT)->u.lease.state,
	    BW_LEASE_STATE_DECLINED);
	ck_assert(bench_has(&b, DHCP_ACTION_WARN));
	next = boot(CAPTURED_OVMF_DISCOVER);
	ck_assert_uint_ne(next, address);
	p = request(0, address, BENCH_SERVER);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_NAK);
	b.now.ms += BENCH_QUARANTINE_S * UINT64_C(1000);
	b.now.wall_s += BENCH_QUARANTINE_S;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
}
END_TEST

START_TEST(decline_of_what_is_not_held_changes_nothing)
{
	struct packet p = message(DHCP_TYPE_DECLINE, 0, BENCH_POOL);

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bench_packet(&b, &p);
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
	ck_assert_str_eq(reason(), "it does not hold what it declines");
}
END_TEST

START_TEST(inform_gets_parameters_but_no_lease)
{
	struct packet p = message(DHCP_TYPE_INFORM, IP(10, 77, 0, 9), 0);

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.yiaddr, 0);
	ck_assert_uint_eq(reply.ciaddr, IP(10, 77, 0, 9));
	ck_assert(!reply.option_present[51]);
	ck_assert(!reply.option_present[58]);
	ck_assert(reply.option_present[1]);
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
	p = message(DHCP_TYPE_INFORM, IP(192, 0, 2, 1), 0);
	bench_packet(&b, &p); /* we are no reflector */
	ck_assert(!bench_reply(&b, &reply));
}
END_TEST

START_TEST(bootp_is_answered_without_dhcp_options_if_allowed)
{
	struct packet p = packet_begin(5, 0, 0x00770001);

	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bench_packet(&b, &p);
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_COMMIT)->u.lease.expires_s,
	    b.now.wall_s + DHCP_LEASE_INFINITE);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_BOOTP);
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_EVENT)->u.event.answer, DHCP_TYPE_ACK);
	ck_assert(!reply.option_present[51]);
	ck_assert(!reply.option_present[54]);
	ck_assert_uint_eq(bench_action(&b, DHCP_ACTION_SEND)->u.send.len, 300);
}
END_TEST

START_TEST(serve_names_the_kinds_that_are_answered)
{
	struct packet kinds[] = {packet_captured(CAPTURED_OVMF_DISCOVER),
	    packet_captured(CAPTURED_UDHCPC_DISCOVER),
	    packet_begin(5, 0, 0x00770001)};
	static const char *const reasons[] = {"PXE is not served here",
	    "plain DHCP is not served here", "BOOTP is not allowed here"};
	static const uint32_t bits[] = {
	    BW_CONF_SERVE_PXE, BW_CONF_SERVE_DHCP, BW_CONF_SERVE_BOOTP};

	packet_end(&kinds[2]);
	for (uint32_t serve = 1; serve < 8; serve++) {
		b.conf.bootpd.serve = serve;
		for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
			bool served = (serve & bits[i]) != 0;

			bench_start(&b);
			bench_packet(&b, &kinds[i]);
			ck_assert_int_eq(bench_has(&b, DHCP_ACTION_COMMIT) ||
					     bench_reply(&b, &reply),
			    served);
			if (!served) {
				ck_assert_str_eq(reason(),
				    i == 1 && (serve & BW_CONF_SERVE_PXE) != 0
					? "it has not booted by PXE"
					: reasons[i]);
			}
		}
	}
}
END_TEST

START_TEST(serve_of_pxe_alone_knows_who_has_booted)
{
	struct packet plain = packet_captured(CAPTURED_SYSLINUX_DISCOVER);

	b.conf.bootpd.serve = BW_CONF_SERVE_PXE;
	(void)boot(CAPTURED_OVMF_DISCOVER);
	bench_packet(&b, &plain);
	ck_assert(bench_reply(&b, &reply));
	b.conf.bootpd.serve = BW_CONF_SERVE_BOOTP;
	bench_packet(&b, &plain);
	ck_assert(!bench_reply(&b, &reply));
}
END_TEST

START_TEST(replies_and_nonsense_types_are_not_answered)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);

	p.bytes[0] = DHCP_OP_BOOTREPLY;
	bench_packet(&b, &p);
	ck_assert_uint_eq(b.out.n, 0);
	for (unsigned type = 0; type < 256; type++) {
		struct packet any = packet_begin(1, 0, 1);

		packet_option_u8(&any, 53, (uint8_t)type);
		packet_option_text(&any, 60, "PXEClient");
		packet_end(&any);
		bench_packet(&b, &any);
		ck_assert_int_eq(
		    bench_reply(&b, &reply), type == DHCP_TYPE_DISCOVER);
	}
}
END_TEST

/* RFC 4039: final at once, but only where the operator wants it. */
START_TEST(serve_commits_rapidly_when_both_sides_want_it)
{
	struct packet p = packet_begin(1, 0, 1);
	struct packet plain;

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient");
	plain = p;
	packet_option(&p, 80, "", 0);
	packet_end(&p);
	packet_end(&plain);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	ck_assert(!reply.option_present[80]);
	b.conf.bootpd.rapid_commit = true;
	bench_packet(&b, &plain);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	b.disk_waits = true;
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply)); /* not before it is on disk */
	bench_disk(&b, NULL);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert(reply.option_present[80]);
	ck_assert_uint_ne(reply.yiaddr, 0);
}
END_TEST

/* RFC 3011: the address is of the subnet it names, not of where it is. */
START_TEST(serve_selects_the_subnet_of_option_118)
{
	struct packet p = packet_begin(1, 0x8000, 1);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient");
	packet_option_u32(&p, 118, IP(10, 77, 0, 0));
	packet_end(&p);
	bench_packet(&b, &p); /* by default it is not looked at */
	ck_assert(bench_reply(&b, &reply));
	ck_assert(!reply.option_present[118]);
	b.conf.bootpd.subnet_selection = true;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.option_len[118], 4);
	packet_set_u32(&p, 118, IP(10, 99, 0, 0)); /* none of ours */
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
}
END_TEST

START_TEST(clock_set_forward_gives_nobody_anothers_address)
{
	uint32_t address = boot(CAPTURED_OVMF_DISCOVER);
	struct packet other = packet_begin(9, 0, 9);
	struct packet renew;

	b.now.wall_s += 365 * 86400; /* by hand; no time has passed */
	packet_option_u8(&other, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&other, 60, "PXEClient");
	packet_option_u32(&other, 50, address);
	bench_packet(&b, &other);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_ne(reply.yiaddr, address);
	renew = packet_begin(10, 0, 0x00770001);
	packet_patch_u32(&renew, PACKET_CIADDR, address);
	packet_option_u8(&renew, 53, DHCP_TYPE_REQUEST);
	bench_packet(&b, &renew);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.yiaddr, address);
}
END_TEST

START_TEST(clock_set_back_keeps_leases_and_their_times)
{
	uint32_t address = boot(CAPTURED_OVMF_DISCOVER), lease_s = 0;
	struct packet renew = packet_begin(10, 0, 0x00770001);

	b.now.wall_s = 1000; /* a machine without a clock of its own */
	packet_patch_u32(&renew, PACKET_CIADDR, address);
	packet_option_u8(&renew, 53, DHCP_TYPE_REQUEST);
	bench_packet(&b, &renew);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.yiaddr, address);
	ck_assert(dhcp_message_u32(&reply, DHCP_OPTION_LEASE_TIME, &lease_s));
	ck_assert_uint_eq(lease_s, BENCH_LEASE_S);
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_COMMIT)->u.lease.expires_s,
	    1000 + BENCH_LEASE_S);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/serve");
	TCase *tc = tcase_create("serve");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, plain_dhcp_is_served_only_after_a_network_boot);
	tcase_add_test(tc, plain_dhcp_is_served_to_anyone_if_allowed);
	tcase_add_test(tc, plain_dhcp_after_a_restart_still_knows_who_booted);
	tcase_add_test(tc, request_is_acknowledged_only_after_the_commit);
	tcase_add_test(tc, request_whose_commit_is_refused_is_not_answered);
	tcase_add_test(tc, request_that_is_repeated_is_committed_once);
	tcase_add_test(
	    tc, request_being_committed_keeps_others_off_its_address);
	tcase_add_test(tc, request_for_another_server_is_never_answered);
	tcase_add_test(
	    tc, request_with_a_server_of_wrong_length_is_never_answered);
	tcase_add_test(tc, renewal_is_committed_and_answered_to_its_address);
	tcase_add_test(tc, release_frees_only_what_its_client_holds);
	tcase_add_test(tc, decline_puts_the_address_into_quarantine);
	tcase_add_test(tc, decline_of_what_is_not_held_changes_nothing);
	tcase_add_test(tc, inform_gets_parameters_but_no_lease);
	tcase_add_test(tc, bootp_is_answered_without_dhcp_options_if_allowed);
	tcase_add_test(tc, serve_names_the_kinds_that_are_answered);
	tcase_add_test(tc, serve_of_pxe_alone_knows_who_has_booted);
	tcase_add_test(tc, replies_and_nonsense_types_are_not_answered);
	tcase_add_test(tc, serve_commits_rapidly_when_both_sides_want_it);
	tcase_add_test(tc, serve_selects_the_subnet_of_option_118);
	tcase_add_test(tc, clock_set_forward_gives_nobody_anothers_address);
	tcase_add_test(tc, clock_set_back_keeps_leases_and_their_times);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
