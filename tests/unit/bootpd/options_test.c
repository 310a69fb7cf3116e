/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "options.h"
#include "packets.h"

static struct dhcp_options options;
static uint8_t buf[600];
static struct bw_writer w;

static void
set_up(void)
{
	dhcp_options_init(&options);
	memset(buf, 0, sizeof(buf));
	bw_writer_init(&w, buf, sizeof(buf));
}

START_TEST(options_put_replaces_what_was_there)
{
	struct dhcp_bytes got;

	dhcp_options_text(&options, 15, "one");
	dhcp_options_text(&options, 15, "another");
	dhcp_options_text(&options, 15, "");
	got = dhcp_options_get(&options, 15);
	ck_assert_uint_eq(got.len, 7);
	ck_assert_mem_eq(got.at, "another", 7);
	dhcp_options_remove(&options, 15);
	ck_assert_ptr_null(dhcp_options_get(&options, 15).at);
	ck_assert_ptr_null(dhcp_options_get(&options, 16).at);
}
END_TEST

START_TEST(options_put_leaves_out_what_no_packet_takes)
{
	static const uint8_t much[DHCP_OPTIONS_SIZE + 1];

	dhcp_options_put(&options, 200, much, sizeof(much));
	ck_assert(!options.present[200]);
	dhcp_options_put(&options, 200, much, sizeof(much) - 1);
	ck_assert_uint_eq(
	    dhcp_options_get(&options, 200).len, DHCP_OPTIONS_SIZE);
	dhcp_options_u8(&options, 201, 1);
	ck_assert(!options.present[201]);
}
END_TEST

START_TEST(options_lay_out_puts_53_first_and_82_last)
{
	const struct dhcp_room room = {0};

	dhcp_options_put(&options, 82, "ab", 2);
	dhcp_options_put(&options, 200, "\1\2", 2);
	dhcp_options_u32(&options, 1, 0xffffff00);
	dhcp_options_u8(&options, 53, 5);
	ck_assert_int_eq(
	    dhcp_options_lay_out(&options, &dhcp_shape_default, &room, &w), 0);
	ck_assert_uint_eq(w.len, 18);
	ck_assert_mem_eq(buf,
	    "\x35\1\5"
	    "\1\4\xff\xff\xff\0"
	    "\xc8\2\1\2"
	    "\x52\2ab\xff",
	    18);
}
END_TEST

/* Bytes to spare, down to one too few. */
START_TEST(options_lay_out_fits_to_the_byte)
{
	const struct dhcp_room room = {0};

	dhcp_options_u8(&options, 53, 5);
	dhcp_options_text(&options, 12, "host");
	dhcp_options_put(&options, 82, "ab", 2);
	bw_writer_init(&w, buf, 3 + 6 + 4 + 1);
	ck_assert_int_eq(
	    dhcp_options_lay_out(&options, &dhcp_shape_default, &room, &w), 0);
	ck_assert_uint_eq(buf[3], 12);
	bw_writer_init(&w, buf, 3 + 5 + 4 + 1); /* the name is dispensable */
	ck_assert_int_eq(
	    dhcp_options_lay_out(&options, &dhcp_shape_default, &room, &w), 0);
	ck_assert_uint_eq(buf[3], 82);
	for (size_t size = 0; size < 8; size++) {
		bw_writer_init(&w, buf, size);
		ck_assert_int_eq(dhcp_options_lay_out(
				     &options, &dhcp_shape_default, &room, &w),
		    -EMSGSIZE);
	}
}
END_TEST

/* The relay reads the option field only; and 52 must stand there. */
START_TEST(options_lay_out_keeps_room_for_82_and_52)
{
	uint8_t file[DHCP_FILE_LEN] = {0};
	uint8_t sname[DHCP_SNAME_LEN] = {0};
	const struct dhcp_room room = {.file = file, .sname = sname};
	static const uint8_t value[100];

	dhcp_options_u8(&options, 53, 5);
	dhcp_options_put(&options, 200, value, 60);
	dhcp_options_put(&options, 201, value, 100);
	dhcp_options_put(&options, 202, value, 50);
	dhcp_options_put(&options, 82, "ab", 2);
	bw_writer_init(&w, buf, 3 + 62 + 3 + 4 + 1);
	ck_assert_int_eq(
	    dhcp_options_lay_out(&options, &dhcp_shape_default, &room, &w), 0);
	ck_assert_mem_eq(buf + 65, "\x34\1\3\x52\2ab\xff", 8);
	ck_assert_uint_eq(file[0], 201);
	ck_assert_uint_eq(file[102], DHCP_OPTION_END);
	ck_assert_uint_eq(sname[0], 202);
	ck_assert_uint_eq(sname[52], DHCP_OPTION_END);
}
END_TEST

START_TEST(options_filter_leaves_all_to_clients_without_a_list)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;

	packet_option_u8(&p, 53, 1);
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	dhcp_options_text(&options, 12, "host");
	dhcp_options_filter(&options, &request);
	ck_assert(options.present[12]);
}
END_TEST

/* RFC 2132 9.8; but 1 before 3 (3.3), and the protocol's own before all. */
START_TEST(options_lay_out_follows_the_clients_list)
{
	static const uint8_t list[] = {252, 3, 15, 3, 6, 1, 0, 255};
	static const uint8_t wanted[] = {53, 252, 1, 3, 15, 6, 60, 200, 82};
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;
	const struct dhcp_room room = {0};
	size_t at = 0;

	packet_option(&p, 55, list, sizeof(list));
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	for (size_t i = 0; i < sizeof(wanted); i++) {
		dhcp_options_u32(&options, wanted[i], wanted[i]);
	}
	options.forced[200] = true;
	dhcp_options_filter(&options, &request);
	ck_assert_int_eq(
	    dhcp_options_lay_out(&options, &dhcp_shape_default, &room, &w), 0);
	for (size_t i = 0; i < sizeof(wanted); i++, at += 6) {
		ck_assert_uint_eq(buf[at], wanted[i]);
	}
	ck_assert_uint_eq(buf[at], DHCP_OPTION_END);
	ck_assert_uint_eq(w.len, at + 1);
}
END_TEST

/* What there is no room for is what the client listed last. */
START_TEST(options_lay_out_leaves_out_what_was_listed_last)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;
	const struct dhcp_room room = {0};

	packet_option(&p, 55, "\310\12\14\55", 4);
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	dhcp_options_u8(&options, 53, 5);
	dhcp_options_u32(&options, 10, 0);
	dhcp_options_u32(&options, 12, 0);
	dhcp_options_u32(&options, 200, 0);
	dhcp_options_filter(&options, &request);
	bw_writer_init(&w, buf, 3 + 6 + 6 + 1);
	ck_assert_int_eq(
	    dhcp_options_lay_out(&options, &dhcp_shape_default, &room, &w), 0);
	ck_assert_uint_eq(buf[3], 200);
	ck_assert_uint_eq(buf[9], 10);
	ck_assert_uint_eq(buf[15], DHCP_OPTION_END);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/options");
	TCase *tc = tcase_create("options");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, options_put_replaces_what_was_there);
	tcase_add_test(tc, options_put_leaves_out_what_no_packet_takes);
	tcase_add_test(tc, options_lay_out_puts_53_first_and_82_last);
	tcase_add_test(tc, options_lay_out_fits_to_the_byte);
	tcase_add_test(tc, options_lay_out_keeps_room_for_82_and_52);
	tcase_add_test(tc, options_filter_leaves_all_to_clients_without_a_list);
	tcase_add_test(tc, options_lay_out_follows_the_clients_list);
	tcase_add_test(tc, options_lay_out_leaves_out_what_was_listed_last);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
