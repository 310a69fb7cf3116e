/* SPDX-License-Identifier: ISC */
/* What is counted, and the page of it. */
#include <stdio.h>

#include "counters.h"
#include "ipc/dhcp_type.h"
#include "unit.h"

static struct counters counters;

static void
set_up(void)
{
	counters = (struct counters){0};
	counters.services[BW_ROLE_BOOTPD].runs = true;
	counters.services[BW_ROLE_TFTPD].runs = true;
}

static void
seen(uint8_t asked, uint8_t answer, const char *reason, uint64_t dora_ms)
{
	struct bw_msg msg = {.type = BW_MSG_CLIENT_SEEN};

	msg.u.client_seen.asked = asked;
	msg.u.client_seen.answer = answer;
	msg.u.client_seen.count = 1;
	(void)snprintf(msg.u.client_seen.reason,
	    sizeof(msg.u.client_seen.reason), "%s", reason);
	counters_event(&counters, BW_ROLE_BOOTPD, &msg, dora_ms);
}

/* The value of the row with this name and labels; -1: there is none. */
static long long
value(const char *name, const char *labels)
{
	struct bw_ctl_counter row;

	for (uint32_t n = 0; counters_nth(&counters, n, &row); n++) {
		if (strcmp(row.name, name) == 0 &&
		    strcmp(row.labels, labels) == 0) {
			return (long long)row.value;
		}
	}
	return -1;
}

START_TEST(counters_event_counts_messages_by_what_they_were_answered)
{
	seen(DHCP_TYPE_DISCOVER, DHCP_TYPE_OFFER, "", UINT64_MAX);
	seen(DHCP_TYPE_DISCOVER, DHCP_TYPE_OFFER, "", UINT64_MAX);
	seen(DHCP_TYPE_DISCOVER, 0, "access denied", UINT64_MAX);
	ck_assert_int_eq(value("bootward_dhcp_messages_total",
			     "type=\"discover\",answer=\"offer\""),
	    2);
	ck_assert_int_eq(value("bootward_dhcp_messages_total",
			     "type=\"discover\",answer=\"none\""),
	    1);
	ck_assert_int_eq(
	    value("bootward_dhcp_unanswered_total", "reason=\"access denied\""),
	    1);
}
END_TEST

START_TEST(counters_event_counts_what_an_event_stands_for)
{
	struct bw_msg msg = {.type = BW_MSG_TRANSFER_ENDED};

	msg.u.transfer.end = BW_END_REFUSED;
	msg.u.transfer.count = 1000;
	counters_event(&counters, BW_ROLE_TFTPD, &msg, UINT64_MAX);
	ck_assert_int_eq(value("bootward_transfers_total",
			     "service=\"tftpd\",end=\"refused\""),
	    1000);
}
END_TEST

START_TEST(counters_event_ignores_a_type_that_dhcp_does_not_have)
{
	seen(200, 0, "no message for a server", UINT64_MAX);
	seen(COUNTERS_DHCP_TYPES, COUNTERS_DHCP_TYPES, "", UINT64_MAX);
	ck_assert_int_eq(value("bootward_dhcp_unanswered_total",
			     "reason=\"no message for a server\""),
	    1);
}
END_TEST

START_TEST(counters_nth_keeps_the_number_of_reasons)
{
	char reason[32];

	for (int i = 0; i < 1000; i++) {
		(void)snprintf(reason, sizeof(reason), "reason %d", i);
		seen(DHCP_TYPE_DISCOVER, 0, reason, UINT64_MAX);
	}
	ck_assert_uint_eq(counters.n_reasons, COUNTERS_REASONS_MAX);
	ck_assert_int_eq(
	    value("bootward_dhcp_unanswered_total", "reason=\"other\""),
	    1000 - COUNTERS_REASONS_MAX + 1);
}
END_TEST

START_TEST(counters_nth_sums_the_buckets_up)
{
	seen(DHCP_TYPE_REQUEST, DHCP_TYPE_ACK, "", 5);
	seen(DHCP_TYPE_REQUEST, DHCP_TYPE_ACK, "", 6);
	seen(DHCP_TYPE_REQUEST, DHCP_TYPE_ACK, "", 10001);
	ck_assert_int_eq(
	    value("bootward_dora_seconds_bucket", "le=\"0.005\""), 1);
	ck_assert_int_eq(
	    value("bootward_dora_seconds_bucket", "le=\"0.01\""), 2);
	ck_assert_int_eq(value("bootward_dora_seconds_bucket", "le=\"10\""), 2);
	ck_assert_int_eq(
	    value("bootward_dora_seconds_bucket", "le=\"+Inf\""), 3);
	ck_assert_int_eq(value("bootward_dora_seconds_count", ""), 3);
	ck_assert_int_eq(value("bootward_dora_seconds_sum", ""), 10012);
}
END_TEST

START_TEST(counters_nth_leaves_out_services_that_do_not_run)
{
	ck_assert_int_eq(
	    value("bootward_sent_bytes_total", "service=\"tftpd\""), 0);
	ck_assert_int_eq(
	    value("bootward_sent_bytes_total", "service=\"httpd\""), -1);
	ck_assert_int_eq(value("bootward_nbd_written_bytes_total", ""), -1);
}
END_TEST

START_TEST(counters_now_tells_how_full_each_pool_is)
{
	struct bw_conf_pool pools[] = {
	    {.first = 0x0a010064, .last = 0x0a010065},
	    {.first = 0x0a010070, .last = 0x0a010070}};
	struct bw_conf_subnet lab = {.name = "lab", .pools = {pools, 2}};
	struct bw_conf_bootpd conf = {
	    .pool_start = 0x0a000001, .pool_count = 3, .subnets = {&lab, 1}};
	struct bw_lease_row lease = {
	    .state = BW_LEASE_STATE_BOUND, .expires_s = 1001};

	counters_now_begin(&counters.now, &conf);
	lease.address = 0x0a010065; /* the last of its pool */
	counters_now_lease(&counters.now, &lease, 1000);
	lease.address = 0x0a010066; /* of none: a reservation */
	counters_now_lease(&counters.now, &lease, 1000);
	lease.address = 0x0a000004; /* behind the last */
	counters_now_lease(&counters.now, &lease, 1000);
	lease.address = 0x0a000003;
	lease.state = BW_LEASE_STATE_DECLINED;
	counters_now_lease(&counters.now, &lease, 1000);
	counters_now_lease(&counters.now, &lease, 1001); /* over */
	counters.services[BW_ROLE_STORED].runs = true;
	ck_assert_int_eq(value("bootward_leases", "state=\"bound\""), 3);
	ck_assert_int_eq(value("bootward_leases", "state=\"declined\""), 1);
	ck_assert_int_eq(value("bootward_leases", "state=\"free\""), 1);
	ck_assert_int_eq(value("bootward_pool_used",
			     "subnet=\"lab\",pool=\"10.1.0.100-10.1.0.101\""),
	    1);
	ck_assert_int_eq(value("bootward_pool_used",
			     "subnet=\"\",pool=\"10.0.0.1-10.0.0.3\""),
	    1);
	ck_assert_int_eq(value("bootward_pool_addresses",
			     "subnet=\"\",pool=\"10.0.0.1-10.0.0.3\""),
	    3);
}
END_TEST

START_TEST(counters_page_is_what_prometheus_reads)
{
	char page[65536];
	size_t len;

	seen(DHCP_TYPE_REQUEST, DHCP_TYPE_ACK, "", 1500);
	seen(DHCP_TYPE_INFORM, 0, "a \"quoted\\reason\"", UINT64_MAX);
	len = counters_page(&counters, page, sizeof(page));
	ck_assert_uint_eq(len, strlen(page));
	ck_assert_ptr_nonnull(strstr(page,
	    "# HELP bootward_dora_seconds Time from a client's DISCOVER to the "
	    "ACK it got.\n"
	    "# TYPE bootward_dora_seconds histogram\n"
	    "bootward_dora_seconds_bucket{le=\"0.005\"} 0\n"));
	ck_assert_ptr_nonnull(
	    strstr(page, "bootward_dora_seconds_sum 1.500\n"));
	ck_assert_ptr_nonnull(
	    strstr(page, "{reason=\"a ?quoted?reason?\"} 1\n"));
}
END_TEST

START_TEST(counters_page_ends_with_a_whole_line_however_small)
{
	char page[512];

	for (size_t size = 1; size <= sizeof(page); size++) {
		size_t len = counters_page(&counters, page, size);

		ck_assert_uint_lt(len, size);
		ck_assert(len == 0 || page[len - 1] == '\n');
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/counters");
	TCase *tc = tcase_create("counters");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(
	    tc, counters_event_counts_messages_by_what_they_were_answered);
	tcase_add_test(tc, counters_event_counts_what_an_event_stands_for);
	tcase_add_test(
	    tc, counters_event_ignores_a_type_that_dhcp_does_not_have);
	tcase_add_test(tc, counters_nth_keeps_the_number_of_reasons);
	tcase_add_test(tc, counters_nth_sums_the_buckets_up);
	tcase_add_test(tc, counters_nth_leaves_out_services_that_do_not_run);
	tcase_add_test(tc, counters_now_tells_how_full_each_pool_is);
	tcase_add_test(tc, counters_page_is_what_prometheus_reads);
	tcase_add_test(tc, counters_page_ends_with_a_whole_line_however_small);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
