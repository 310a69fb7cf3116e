/* SPDX-License-Identifier: ISC */
/* Which boot an event belongs to. */
#include "session.h"
#include "unit.h"

enum {
	DISCOVER = 1,
	REQUEST = 3,
	OFFER = 2,
	ACK = 5,
	NAK = 6,
};

static struct session_table *table;

static void
make_table(void)
{
	table = calloc(1, sizeof(*table));
	ck_assert_ptr_nonnull(table);
}

static void
free_table(void)
{
	free(table);
}

static struct bw_msg_client_seen
seen(uint32_t machine, enum bw_stage stage, uint8_t asked, uint8_t answer)
{
	struct bw_msg_client_seen m = {
	    .stage = (uint8_t)stage,
	    .asked = asked,
	    .answer = answer,
	    .address = answer == 0 ? 0 : 0x0a4d0064 + machine,
	};

	m.mac[0] = 0x52;
	m.mac[2] = (uint8_t)(machine >> 16);
	m.mac[4] = (uint8_t)(machine >> 8);
	m.mac[5] = (uint8_t)machine;
	return m;
}

/* What session a message of machine 1 belongs to. */
static uint32_t
hear(enum bw_stage stage, uint8_t asked, uint8_t answer, uint64_t now_ms)
{
	struct bw_msg_client_seen m = seen(1, stage, asked, answer);

	return session_client_seen(table, &m, now_ms)->id;
}

static uint32_t
fetch(uint64_t now_ms)
{
	struct bw_addr peer = bw_addr_ipv4(0x0a4d0065, 2070);
	struct session *session = session_fetched(table, &peer, now_ms);

	return session == NULL ? 0 : session->id;
}

START_TEST(session_goes_on_from_firmware_to_operating_system)
{
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, OFFER, 0), 1);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, OFFER, 4000), 1);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, REQUEST, ACK, 4001), 1);
	ck_assert_uint_eq(fetch(4002), 1);
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, DISCOVER, OFFER, 6000), 1);
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, REQUEST, ACK, 6001), 1);
	ck_assert_uint_eq(fetch(7000), 1);
	ck_assert_uint_eq(hear(BW_STAGE_OS, DISCOVER, OFFER, 9000), 1);
	ck_assert_uint_eq(hear(BW_STAGE_OS, REQUEST, ACK, 9001), 1);
}
END_TEST

START_TEST(session_begins_anew_when_the_firmware_asks_again)
{
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, OFFER, 0), 1);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, REQUEST, ACK, 1), 1);
	ck_assert_uint_eq(fetch(2), 1);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, OFFER, 3), 2);
	ck_assert_uint_eq(hear(BW_STAGE_OS, DISCOVER, OFFER, 4), 2);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, OFFER, 5), 3);
}
END_TEST

START_TEST(session_of_an_ipxe_rom_begins_anew_when_it_asks_again)
{
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, DISCOVER, OFFER, 0), 1);
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, REQUEST, ACK, 1), 1);
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, DISCOVER, OFFER, 2), 1);
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, REQUEST, ACK, 3), 1);
	ck_assert_uint_eq(fetch(4), 1);
	ck_assert_uint_eq(hear(BW_STAGE_IPXE, DISCOVER, OFFER, 5), 2);
}
END_TEST

START_TEST(session_begins_anew_after_five_silent_minutes)
{
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, 0, 0), 1);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, 0, 300000), 1);
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, 0, 600001), 2);
}
END_TEST

START_TEST(session_fetched_knows_machines_by_their_leases)
{
	struct bw_msg_client_seen m = seen(1, BW_STAGE_OS, 0, 0);

	ck_assert_uint_eq(fetch(0), 0);
	session_lease_known(table, m.mac, 0x0a4d0065, 1);
	ck_assert_uint_eq(fetch(2), 1);
	ck_assert_uint_eq(hear(BW_STAGE_OS, REQUEST, ACK, 3), 1);
}
END_TEST

START_TEST(session_fetched_knows_machines_by_the_mac_in_their_address)
{
	struct bw_addr peer;

	ck_assert_int_eq(bw_addr_parse("fe80::5000:ff:fe00:1", &peer), 0);
	ck_assert_ptr_null(session_fetched(table, &peer, 0));
	ck_assert_uint_eq(hear(BW_STAGE_FIRMWARE, DISCOVER, 0, 1), 1);
	ck_assert_uint_eq(session_fetched(table, &peer, 2)->id, 1);
	ck_assert_int_eq(bw_addr_parse("fd00::1", &peer), 0);
	ck_assert_ptr_null(session_fetched(table, &peer, 3));
}
END_TEST

START_TEST(session_address_moves_to_its_new_holder)
{
	struct bw_msg_client_seen first = seen(1, BW_STAGE_OS, REQUEST, ACK);
	struct bw_msg_client_seen second = seen(2, BW_STAGE_OS, REQUEST, ACK);
	struct bw_addr peer = bw_addr_ipv4(first.address, 69);
	uint32_t id;

	second.address = first.address;
	(void)session_client_seen(table, &first, 0);
	id = session_client_seen(table, &second, 1)->id;
	ck_assert_uint_eq(session_fetched(table, &peer, 2)->id, id);
}
END_TEST

START_TEST(session_table_forgets_the_machine_unseen_for_longest)
{
	struct bw_addr kept = bw_addr_ipv4(0x0a4d0064 + 2, 69);
	struct bw_addr forgotten = bw_addr_ipv4(0x0a4d0064 + 1, 69);

	for (uint32_t i = 0; i < 3 * SESSION_MACHINES_MAX; i++) {
		struct bw_msg_client_seen m =
		    seen(i, BW_STAGE_OS, REQUEST, ACK);
		struct bw_addr last = bw_addr_ipv4(m.address, 69);
		struct bw_msg_client_seen two =
		    seen(2, BW_STAGE_OS, REQUEST, ACK);

		(void)session_client_seen(table, &m, i);
		(void)session_client_seen(table, &two, i);
		ck_assert_ptr_nonnull(session_fetched(table, &last, i));
	}
	ck_assert_ptr_nonnull(session_fetched(table, &kept, 1));
	ck_assert_ptr_null(session_fetched(table, &forgotten, 1));
	ck_assert_uint_eq(table->n, SESSION_MACHINES_MAX);
}
END_TEST

/* A machine takes an address of another server, by its own word. */
static void
take(uint32_t machine, uint32_t address, uint8_t answer)
{
	struct bw_msg_client_seen m =
	    seen(machine, BW_STAGE_FIRMWARE, REQUEST, answer);

	m.address = 0;
	m.taken = address;
	(void)session_client_seen(table, &m, 1000);
}

static uint8_t
machine_at(uint32_t address)
{
	struct bw_addr peer = bw_addr_ipv4(address, 2070);
	struct session *session = session_fetched(table, &peer, 2000);

	return session == NULL ? 0 : session->mac[5];
}

START_TEST(session_believes_a_machine_but_not_against_a_lease)
{
	take(1, 0x0a000001, 0);
	ck_assert_uint_eq(machine_at(0x0a000001), 1);
	take(2, 0x0a000001, 0);
	ck_assert_uint_eq(machine_at(0x0a000001), 2);
	hear(BW_STAGE_OS, REQUEST, ACK, 3000); /* machine 1, its lease */
	take(2, 0x0a4d0065, 0);
	ck_assert_uint_eq(machine_at(0x0a4d0065), 1);
	take(2, 0x0a000009, NAK);
	ck_assert_uint_eq(machine_at(0x0a000009), 0);
}
END_TEST

START_TEST(session_times_from_the_first_discover_to_the_ack)
{
	struct bw_msg_client_seen m = seen(1, BW_STAGE_OS, DISCOVER, OFFER);

	ck_assert(session_client_seen(table, &m, 1000)->dora_ms == UINT64_MAX);
	ck_assert(session_client_seen(table, &m, 3000)->dora_ms == UINT64_MAX);
	m = seen(1, BW_STAGE_OS, REQUEST, ACK);
	ck_assert_uint_eq(session_client_seen(table, &m, 3004)->dora_ms, 2004);
	/* It renews: nothing was discovered. */
	ck_assert(session_client_seen(table, &m, 9000)->dora_ms == UINT64_MAX);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/session");
	TCase *tc = tcase_create("session");

	tcase_add_checked_fixture(tc, make_table, free_table);
	tcase_add_test(tc, session_goes_on_from_firmware_to_operating_system);
	tcase_add_test(tc, session_begins_anew_when_the_firmware_asks_again);
	tcase_add_test(
	    tc, session_of_an_ipxe_rom_begins_anew_when_it_asks_again);
	tcase_add_test(tc, session_begins_anew_after_five_silent_minutes);
	tcase_add_test(tc, session_fetched_knows_machines_by_their_leases);
	tcase_add_test(
	    tc, session_fetched_knows_machines_by_the_mac_in_their_address);
	tcase_add_test(tc, session_address_moves_to_its_new_holder);
	tcase_add_test(
	    tc, session_table_forgets_the_machine_unseen_for_longest);
	tcase_add_test(tc, session_believes_a_machine_but_not_against_a_lease);
	tcase_add_test(tc, session_times_from_the_first_discover_to_the_ack);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
