/* SPDX-License-Identifier: ISC */
/* What is remembered of sessions, and what goes first. */
#include "history.h"
#include "unit.h"

static struct history *history;
static const struct bw_ctl_ask anybody = {.by = BW_CTL_BY_NOTHING};

static void
make_history(void)
{
	history = calloc(1, sizeof(*history));
	ck_assert_ptr_nonnull(history);
}

static void
free_history(void)
{
	free(history);
}

static struct session
session_of(uint32_t id, uint8_t machine)
{
	struct session session = {
	    .id = id,
	    .mac = {0x52, 0x54, 0, 0, 0, machine},
	    .uuid = {machine},
	    .address = 0x0a000000u + machine,
	    .stage = BW_STAGE_IPXE,
	    .started_ms = 1000,
	};

	return session;
}

/* A file of so many bytes, sent to the session's machine. */
static void
send_file(const struct session *session, uint64_t bytes, uint64_t now_ms)
{
	struct bw_msg msg = {.type = BW_MSG_TRANSFER_ENDED};
	struct bw_ctl_event event;

	msg.u.transfer.bytes = bytes;
	msg.u.transfer.retransmits = 1;
	msg.u.transfer.end = BW_END_COMPLETE;
	memset(msg.u.transfer.file, 'f', BW_FILE_MAX - 1);
	history_event(
	    &msg, BW_ROLE_TFTPD, session, now_ms, 5000 + now_ms / 1000, &event);
	history_add(history, session, &event, now_ms);
}

static uint32_t
count(const struct bw_ctl_ask *ask)
{
	const struct history_session *one = history_next(history, 0, ask);
	uint32_t n = 0;

	while (one != NULL) {
		n++;
		one = history_next(history, one->is.id, ask);
	}
	return n;
}

START_TEST(history_add_sums_up_a_session)
{
	struct session session = session_of(7, 1);
	const struct history_session *one;

	send_file(&session, 100, 3000);
	send_file(&session, 23, 4500);
	one = history_find(history, 7);
	ck_assert_ptr_nonnull(one);
	ck_assert_uint_eq(one->is.bytes, 123);
	ck_assert_uint_eq(one->is.n_files, 2);
	ck_assert_uint_eq(one->is.retransmits, 2);
	ck_assert_uint_eq(one->is.length_ms, 3500);
	ck_assert_uint_eq(one->is.started_s, 5001);
	ck_assert_uint_eq(one->is.stage, BW_STAGE_IPXE);
	ck_assert_uint_eq(history_nth(one, 1)->at_ms, 3500);
	ck_assert_uint_eq(
	    strlen(history_nth(one, 1)->name), BW_CTL_NAME_MAX - 1);
	ck_assert_ptr_null(history_nth(one, 2));
}
END_TEST

START_TEST(history_event_of_nobody_has_no_session)
{
	struct bw_msg msg = {.type = BW_MSG_EXPORT_DETACHED};
	struct bw_ctl_event event;

	msg.u.attachment.peer = bw_addr_ipv4(0x0a000009, 1);
	msg.u.attachment.bytes_read = 9;
	history_event(&msg, BW_ROLE_NBDD, NULL, 10, 20, &event);
	ck_assert_uint_eq(event.session, 0);
	ck_assert_uint_eq(bw_addr_to_ipv4(&event.address), 0x0a000009);
	ck_assert_uint_eq(event.bytes, 9);
	ck_assert_uint_eq(event.wall_s, 20);
}
END_TEST

START_TEST(history_session_keeps_its_first_and_last_events)
{
	struct session session = session_of(1, 1);
	const struct history_session *one;
	uint32_t n;

	for (uint32_t i = 0; i < HISTORY_EVENTS_MAX; i++) {
		send_file(&session, i, 2000 + i);
	}
	one = history_find(history, 1);
	ck_assert_uint_eq(one->is.n_lost, 0);
	ck_assert_uint_eq(history_nth(one, HISTORY_EVENTS_MAX - 1)->bytes,
	    HISTORY_EVENTS_MAX - 1);
	for (uint32_t i = HISTORY_EVENTS_MAX; i < 1000; i++) {
		send_file(&session, i, 2000 + i);
	}
	ck_assert_uint_eq(one->is.n_events, 1000);
	ck_assert_uint_eq(one->is.n_lost, 1000 - HISTORY_EVENTS_MAX);
	for (n = 0; n < HISTORY_EVENTS_MAX; n++) {
		ck_assert_uint_eq(history_nth(one, n)->bytes,
		    n < HISTORY_FIRST_KEPT ? n : 1000 - HISTORY_EVENTS_MAX + n);
	}
	ck_assert_ptr_null(history_nth(one, n));
}
END_TEST

START_TEST(history_keeps_the_last_sessions_of_a_machine)
{
	struct session other = session_of(1, 2);

	send_file(&other, 1, 1000);
	for (uint32_t id = 2; id < 12; id++) {
		struct session session = session_of(id, 1);

		send_file(&session, 1, 1000 + id);
	}
	ck_assert_uint_eq(count(&anybody), 1 + HISTORY_PER_MACHINE);
	ck_assert_ptr_null(history_find(history, 11 - HISTORY_PER_MACHINE));
	ck_assert_ptr_nonnull(history_find(history, 12 - HISTORY_PER_MACHINE));
	ck_assert_ptr_nonnull(history_find(history, 1));
}
END_TEST

START_TEST(history_that_is_full_forgets_the_longest_silence)
{
	for (uint32_t i = 0; i < HISTORY_SESSIONS_MAX; i++) {
		struct session session = session_of(i + 1, (uint8_t)i);

		session.mac[4] = (uint8_t)(i >> 8);
		send_file(&session, 1, 2000 + i);
		if (i > 0) {
			struct session first = session_of(1, 0);

			send_file(&first, 1, 2000 + i);
		}
	}
	ck_assert_uint_eq(count(&anybody), HISTORY_SESSIONS_MAX);
	struct session last = session_of(HISTORY_SESSIONS_MAX + 1, 250);

	last.mac[3] = 1;
	send_file(&last, 1, 9000);
	ck_assert_uint_eq(count(&anybody), HISTORY_SESSIONS_MAX);
	ck_assert_ptr_nonnull(history_find(history, 1));
	ck_assert_ptr_null(history_find(history, 2));
	ck_assert_ptr_nonnull(history_find(history, 3));
}
END_TEST

START_TEST(history_next_finds_by_mac_uuid_and_address)
{
	struct bw_ctl_ask ask = {.by = BW_CTL_BY_MAC};

	for (uint32_t id = 1; id < 5; id++) {
		struct session session = session_of(id, (uint8_t)(id % 2));

		send_file(&session, 1, 1000 + id);
	}
	memcpy(ask.mac, session_of(0, 1).mac, BW_MAC_LEN);
	ck_assert_uint_eq(count(&ask), 2);
	ck_assert_uint_eq(history_next(history, 0, &ask)->is.id, 1);
	ck_assert_uint_eq(history_next(history, 1, &ask)->is.id, 3);
	ask = (struct bw_ctl_ask){.by = BW_CTL_BY_UUID, .uuid = {1}};
	ck_assert_uint_eq(count(&ask), 2);
	ask.uuid[0] = 0; /* nobody's, though machine 0 has never told one */
	ck_assert_uint_eq(count(&ask), 0);
	ask = (struct bw_ctl_ask){.by = BW_CTL_BY_ADDRESS};
	ask.address = bw_addr_ipv4(0x0a000001, 0);
	ck_assert_uint_eq(count(&ask), 2);
	ask.address = bw_addr_ipv4(0x0a000002, 0);
	ck_assert_uint_eq(count(&ask), 0);
	ask.address = (struct bw_addr){0}; /* not those without one either */
	ck_assert_uint_eq(count(&ask), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/history");
	TCase *tc = tcase_create("history");

	tcase_add_checked_fixture(tc, make_history, free_history);
	tcase_add_test(tc, history_add_sums_up_a_session);
	tcase_add_test(tc, history_event_of_nobody_has_no_session);
	tcase_add_test(tc, history_session_keeps_its_first_and_last_events);
	tcase_add_test(tc, history_keeps_the_last_sessions_of_a_machine);
	tcase_add_test(tc, history_that_is_full_forgets_the_longest_silence);
	tcase_add_test(tc, history_next_finds_by_mac_uuid_and_address);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
