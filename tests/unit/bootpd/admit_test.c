/* SPDX-License-Identifier: ISC */
/* Access lists and the remote verdict, through the core. */
#include "unit.h"

#include "packets.h"

static struct bench b;
static struct dhcp_message reply;
static struct bw_conf_match row;
static struct packet discover;

static void
set_up(void)
{
	bench_conf(&b);
	b.conf.bootpd.mac.items = &row;
	b.conf.bootpd.uuid.items = &row;
	row = (struct bw_conf_match){.value = true, .exact = true};
	memset(row.mask, 0xff, sizeof(row.mask));
	discover = packet_captured(CAPTURED_OVMF_DISCOVER);
}

static void
tear_down(void)
{
	bench_stop(&b);
}

static void
start(enum bw_conf_access access)
{
	b.conf.bootpd.access = access;
	bench_start(&b);
}

static bool
is_offered(const struct packet *p)
{
	bench_packet(&b, p);
	return bench_reply(&b, &reply);
}

static void
answer(uint32_t id, bool granted, const char *client)
{
	struct bw_msg_access_answered verdict = {
	    .granted = granted, .status = granted ? 200 : 401};

	bw_text_cut(verdict.client, sizeof(verdict.client), client);
	b.out.n = 0;
	dhcp_core_access_answered(b.core, id, &verdict, b.now, &b.out);
}

START_TEST(mac_access_serves_who_is_listed)
{
	start(BW_CONF_ACCESS_MAC);
	ck_assert(!is_offered(&discover));
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "access denied");
	b.conf.bootpd.mac.n = 1;
	memcpy(row.id, "\x52\x54\0\x77\0\1", 6);
	ck_assert(is_offered(&discover));
	row.value = false;
	ck_assert(!is_offered(&discover));
}
END_TEST

START_TEST(mac_access_is_checked_also_for_reserved_hosts)
{
	struct bw_conf_host host = {.name = "",
	    .mac = {0x52, 0x54, 0, 0x77, 0, 1},
	    .address = IP(10, 77, 0, 50),
	    .hostname = "",
	    .settings = {.boot_file = ""}};

	b.conf.bootpd.hosts.items = &host;
	b.conf.bootpd.hosts.n = 1;
	start(BW_CONF_ACCESS_MAC);
	ck_assert(!is_offered(&discover));
}
END_TEST

START_TEST(uuid_access_remembers_the_uuid_for_the_systems_packets)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);
	struct packet os = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	struct packet stranger = packet_begin(1, 0, 2);

	b.conf.bootpd.uuid.n = 1;
	memcpy(row.id, "\x77\0\0\0\0\1\x40\2\x80\3\0\0\0\0\0\1", 16);
	start(BW_CONF_ACCESS_UUID);
	packet_set_u32(&p, 50, BENCH_POOL);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert(is_offered(&os));
	packet_option_u8(&stranger, 53, 1);
	packet_option_text(&stranger, 60, "PXEClient");
	ck_assert(!is_offered(&stranger));
}
END_TEST

START_TEST(uuid_access_forgets_the_uuid_if_it_is_to)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);
	struct packet os = packet_captured(CAPTURED_UDHCPC_DISCOVER);

	b.conf.bootpd.uuid.n = 1;
	b.conf.bootpd.remember_uuid = false;
	memcpy(row.id, "\x77\0\0\0\0\1\x40\2\x80\3\0\0\0\0\0\1", 16);
	start(BW_CONF_ACCESS_UUID);
	packet_set_u32(&p, 50, BENCH_POOL);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert(!is_offered(&os));
}
END_TEST

START_TEST(http_access_asks_and_then_answers_the_kept_packet)
{
	struct dhcp_action *ask;
	uint32_t id;

	start(BW_CONF_ACCESS_HTTP);
	ck_assert(!is_offered(&discover));
	ask = bench_action(&b, DHCP_ACTION_ASK);
	id = ask->id;
	ck_assert_uint_eq(ask->u.ask.phase, BW_ACCESS_PHASE_PXE);
	ck_assert_mem_eq(ask->u.ask.mac, "\x52\x54\0\x77\0\1", 6);
	/* as sent: pybootd asks so */
	ck_assert_mem_eq(ask->u.ask.uuid, "\0\0\0\x77\1\0\2\x40", 8);
	ck_assert_uint_eq(ask->u.ask.address, 0);
	ck_assert_uint_eq(b.out.n, 1);
	ck_assert(!is_offered(&discover)); /* a repetition: not asked again */
	ck_assert_uint_eq(b.out.n, 0);
	answer(id, true, "");
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	ck_assert(is_offered(&discover)); /* remembered */
}
END_TEST

START_TEST(http_access_lets_others_be_served_meanwhile)
{
	struct packet other = packet_begin(1, 0, 2);
	uint32_t first;

	start(BW_CONF_ACCESS_HTTP);
	(void)is_offered(&discover);
	first = bench_action(&b, DHCP_ACTION_ASK)->id;
	packet_option_u8(&other, 53, 1);
	packet_option_text(&other, 60, "PXEClient");
	(void)is_offered(&other);
	answer(bench_action(&b, DHCP_ACTION_ASK)->id, true, "");
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.xid, 1);
	answer(first, true, "");
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.xid, captured[CAPTURED_OVMF_DISCOVER].xid);
}
END_TEST

START_TEST(http_access_denied_is_told_and_asked_again)
{
	start(BW_CONF_ACCESS_HTTP);
	(void)is_offered(&discover);
	answer(bench_action(&b, DHCP_ACTION_ASK)->id, false, "");
	ck_assert(!bench_reply(&b, &reply));
	ck_assert(!bench_has(&b, DHCP_ACTION_ASK));
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "access denied");
	ck_assert(!is_offered(&discover));
	ck_assert(bench_has(&b, DHCP_ACTION_ASK));
}
END_TEST

START_TEST(http_access_without_answer_is_denied_in_time)
{
	uint32_t id;

	start(BW_CONF_ACCESS_HTTP);
	(void)is_offered(&discover);
	id = bench_action(&b, DHCP_ACTION_ASK)->id;
	ck_assert_uint_ne(dhcp_core_due(b.core), UINT64_MAX);
	b.now.ms += 5000;
	b.out.n = 0;
	dhcp_core_tick(b.core, b.now, &b.out);
	ck_assert_uint_eq(b.out.n, 0);
	b.now.ms += 500;
	dhcp_core_tick(b.core, b.now, &b.out);
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "access denied");
	ck_assert_uint_eq(dhcp_core_due(b.core), UINT64_MAX);
	answer(id, true, ""); /* too late */
	ck_assert_uint_eq(b.out.n, 0);
}
END_TEST

START_TEST(http_access_asks_at_each_change_of_phase)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);
	struct packet os = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	struct dhcp_action *ask;

	start(BW_CONF_ACCESS_HTTP);
	(void)is_offered(&discover);
	answer(bench_action(&b, DHCP_ACTION_ASK)->id, true, "");
	ck_assert(bench_reply(&b, &reply));
	packet_set_u32(&p, 50, reply.yiaddr);
	ck_assert(is_offered(&p)); /* the same phase */
	ck_assert(!is_offered(&os));
	ask = bench_action(&b, DHCP_ACTION_ASK);
	ck_assert_uint_eq(ask->u.ask.phase, BW_ACCESS_PHASE_DHCP);
	ck_assert_uint_eq(ask->u.ask.address, reply.yiaddr);
	ck_assert_mem_eq(ask->u.ask.uuid, "\0\0\0\x77", 4);
	answer(ask->id, true, "Tester-001");
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.option_len[12], 10);
	ck_assert_mem_eq(reply.bytes + reply.option_at[12], "Tester-001", 10);
	ck_assert(!is_offered(&discover)); /* powered on again */
	ck_assert(bench_has(&b, DHCP_ACTION_ASK));
}
END_TEST

START_TEST(http_access_asks_again_when_the_grant_is_old)
{
	b.conf.http.cache_s = 60;
	start(BW_CONF_ACCESS_HTTP);
	(void)is_offered(&discover);
	answer(bench_action(&b, DHCP_ACTION_ASK)->id, true, "");
	b.now.ms += 59999;
	ck_assert(is_offered(&discover));
	b.now.ms += 1;
	ck_assert(!is_offered(&discover));
	answer(bench_action(&b, DHCP_ACTION_ASK)->id, false, "");
	ck_assert(!bench_reply(&b, &reply));
}
END_TEST

static bool
is_served_after(const struct bw_msg_access_answered *verdict)
{
	uint32_t id;

	bench_start(&b);
	(void)is_offered(&discover);
	id = bench_action(&b, DHCP_ACTION_ASK)->id;
	b.out.n = 0;
	dhcp_core_access_answered(b.core, id, verdict, b.now, &b.out);
	return bench_reply(&b, &reply);
}

START_TEST(http_access_fails_closed_or_open)
{
	const struct bw_msg_access_answered silent = {.status = 0};
	const struct bw_msg_access_answered broken = {.status = 500};
	const struct bw_msg_access_answered refused = {.status = 401};

	start(BW_CONF_ACCESS_HTTP);
	ck_assert(!is_served_after(&silent));
	ck_assert(!is_served_after(&broken));
	ck_assert(!is_served_after(NULL));
	b.conf.http.fail_open = true;
	ck_assert(is_served_after(&silent));
	ck_assert(is_served_after(&broken));
	ck_assert(is_served_after(NULL));
	ck_assert(!is_served_after(&refused));
}
END_TEST

START_TEST(http_access_always_checks_if_told_to)
{
	b.conf.http.always_check = true;
	start(BW_CONF_ACCESS_HTTP);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert(!is_offered(&discover));
		answer(bench_action(&b, DHCP_ACTION_ASK)->id, true, "");
		ck_assert(bench_reply(&b, &reply));
	}
}
END_TEST

START_TEST(http_access_is_bounded)
{
	start(BW_CONF_ACCESS_HTTP);
	for (uint32_t i = 0; i <= DHCP_ACCESS_QUESTIONS_MAX; i++) {
		struct packet p = packet_begin(i, 0, i);

		packet_option_u8(&p, 53, 1);
		packet_option_text(&p, 60, "PXEClient");
		(void)is_offered(&p);
		ck_assert_int_eq(bench_has(&b, DHCP_ACTION_ASK),
		    i < DHCP_ACCESS_QUESTIONS_MAX);
	}
	ck_assert(bench_has(&b, DHCP_ACTION_WARN));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/admit");
	TCase *tc = tcase_create("admit");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, mac_access_serves_who_is_listed);
	tcase_add_test(tc, mac_access_is_checked_also_for_reserved_hosts);
	tcase_add_test(
	    tc, uuid_access_remembers_the_uuid_for_the_systems_packets);
	tcase_add_test(tc, uuid_access_forgets_the_uuid_if_it_is_to);
	tcase_add_test(tc, http_access_asks_and_then_answers_the_kept_packet);
	tcase_add_test(tc, http_access_lets_others_be_served_meanwhile);
	tcase_add_test(tc, http_access_denied_is_told_and_asked_again);
	tcase_add_test(tc, http_access_without_answer_is_denied_in_time);
	tcase_add_test(tc, http_access_asks_at_each_change_of_phase);
	tcase_add_test(tc, http_access_asks_again_when_the_grant_is_old);
	tcase_add_test(tc, http_access_fails_closed_or_open);
	tcase_add_test(tc, http_access_always_checks_if_told_to);
	tcase_add_test(tc, http_access_is_bounded);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
