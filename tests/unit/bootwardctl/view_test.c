/* SPDX-License-Identifier: ISC */
/* A line per machine, whatever its bytes. */
#include <stdio.h>

#include "ipc/dhcp_type.h"
#include "unit.h"
#include "view.h"

static struct view view;
static char line[VIEW_LINE_MAX];

static void
set_up(void)
{
	memset(&view, 0, sizeof(view));
}

static struct bw_ctl_event
event(uint32_t machine, enum bw_msg_type kind)
{
	struct bw_ctl_event e = {
	    .kind = (uint8_t)kind,
	    .session = machine,
	    .mac = {0x52, 0x54, 0, 0, (uint8_t)(machine >> 8),
		(uint8_t)machine},
	    .address = bw_addr_ipv4(0x0a4d0000 + machine, 0),
	};

	return e;
}

static void
transfer(enum bw_msg_type kind, const char *file, uint64_t bytes, uint32_t ms)
{
	struct bw_ctl_event e = event(1, kind);

	(void)snprintf(e.name, sizeof(e.name), "%s", file);
	e.size = 10000000;
	e.bytes = bytes;
	e.ms = ms;
	view_event(&view, &e, 5000);
}

static const char *
nth(size_t n)
{
	view_line(&view, n, 7000, line);
	return line;
}

START_TEST(view_line_shows_how_far_a_file_is)
{
	transfer(BW_MSG_TRANSFER_STARTED, "linux", 0, 0);
	transfer(BW_MSG_TRANSFER_PROGRESSED, "linux", 2500000, 1000);
	transfer(BW_MSG_TRANSFER_PROGRESSED, "linux", 5000000, 3000);
	ck_assert_str_eq(nth(0),
	    "52:54:00:00:00:01 10.77.0.1       firmware    0:02    2s  "
	    "linux [######------]  50% 1.2 MB/s");
	transfer(BW_MSG_TRANSFER_ENDED, "linux", 10000000, 4000);
	ck_assert_ptr_nonnull(strstr(nth(0), "  linux 10.0 MB 5.0 MB/s"));
}
END_TEST

START_TEST(view_line_shows_an_empty_and_a_growing_file)
{
	struct bw_ctl_event e = event(1, BW_MSG_TRANSFER_PROGRESSED);

	view_event(&view, &e, 5000);
	ck_assert_ptr_nonnull(strstr(nth(0), "[############] 100%"));
	transfer(BW_MSG_TRANSFER_PROGRESSED, "x", UINT64_MAX, 1);
	ck_assert_ptr_nonnull(strstr(nth(0), "[############] 100%"));
}
END_TEST

START_TEST(view_line_keeps_the_last_error_of_a_boot)
{
	struct bw_ctl_event e = event(1, BW_MSG_TRANSFER_ENDED);

	e.end = BW_END_REFUSED;
	strcpy(e.name, "grub.cfg");
	strcpy(e.reason, "no such file");
	view_event(&view, &e, 5000);
	transfer(BW_MSG_TRANSFER_ENDED, "linux", 1, 1);
	ck_assert_ptr_nonnull(
	    strstr(nth(0), "  ! grub.cfg refused: no such file"));
	e = event(1, BW_MSG_CLIENT_SEEN);
	e.session = 2; /* it was switched on again */
	e.asked = DHCP_TYPE_DISCOVER;
	e.answer = DHCP_TYPE_OFFER;
	view_event(&view, &e, 5000);
	ck_assert_ptr_null(strstr(nth(0), "!"));
	ck_assert_ptr_nonnull(strstr(nth(0), "  discover > offer"));
}
END_TEST

START_TEST(view_line_escapes_what_a_peer_chose)
{
	transfer(BW_MSG_TRANSFER_ENDED, "\x1b[2J\n\xff", 1, 1);
	for (const char *c = nth(0); *c != '\0'; c++) {
		ck_assert(*c >= ' ' && *c <= '~');
	}
}
END_TEST

START_TEST(view_line_keeps_the_address_while_a_boot_goes_on)
{
	struct bw_ctl_event e = event(1, BW_MSG_TRANSFER_STARTED);

	view_event(&view, &e, 5000);
	e.address = (struct bw_addr){0};
	view_event(&view, &e, 5000);
	ck_assert_ptr_nonnull(strstr(nth(0), " 10.77.0.1 "));
	e.session = 9;
	view_event(&view, &e, 5000);
	ck_assert_ptr_null(strstr(nth(0), "10.77.0.1"));
}
END_TEST

START_TEST(view_puts_the_machine_heard_last_first)
{
	for (uint32_t i = 0; i < VIEW_MACHINES_MAX + 1; i++) {
		struct bw_ctl_event e = event(i, BW_MSG_EXPORT_ATTACHED);

		view_event(&view, &e, 5000);
	}
	ck_assert_uint_eq(view.n, VIEW_MACHINES_MAX);
	ck_assert_ptr_nonnull(strstr(nth(0), "52:54:00:00:01:00"));
	/* The first one is gone. */
	ck_assert_ptr_nonnull(
	    strstr(nth(VIEW_MACHINES_MAX - 1), "52:54:00:00:00:01"));
}
END_TEST

START_TEST(view_tells_machines_that_nobody_knows_by_their_address)
{
	struct bw_ctl_event e = {.kind = BW_MSG_TRANSFER_ENDED};

	(void)bw_addr_parse("fd00::1", &e.address);
	view_event(&view, &e, 5000);
	(void)bw_addr_parse("fd00::2", &e.address);
	view_event(&view, &e, 5000);
	ck_assert_uint_eq(view.n, 2);
	ck_assert_ptr_nonnull(strstr(nth(1), "?                 fd00::1 "));
}
END_TEST

START_TEST(view_session_shows_what_was_before)
{
	struct bw_ctl_session session = {
	    .id = 3, .mac = {2, 0, 0, 0, 0, 9}, .length_ms = 60000};

	view_session(&view, &session, 5000);
	ck_assert_str_eq(nth(0),
	    "02:00:00:00:00:09 -               firmware    1:02    2s  -");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootwardctl/view");
	TCase *tc = tcase_create("view");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, view_line_shows_how_far_a_file_is);
	tcase_add_test(tc, view_line_shows_an_empty_and_a_growing_file);
	tcase_add_test(tc, view_line_keeps_the_last_error_of_a_boot);
	tcase_add_test(tc, view_line_escapes_what_a_peer_chose);
	tcase_add_test(tc, view_line_keeps_the_address_while_a_boot_goes_on);
	tcase_add_test(tc, view_puts_the_machine_heard_last_first);
	tcase_add_test(
	    tc, view_tells_machines_that_nobody_knows_by_their_address);
	tcase_add_test(tc, view_session_shows_what_was_before);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
