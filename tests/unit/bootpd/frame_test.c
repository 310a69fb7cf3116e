/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "frame.h"

static const struct dhcp_frame frame = {
    .source = 0x0a4d0001,
    .destination = 0x0a4d0082,
    .source_port = 67,
    .destination_port = 68,
};

/* The ones' complement sum over bytes, as a receiver takes it: 0xffff. */
static uint32_t
receiver_sum(uint32_t start, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		start += (uint32_t)bytes[i] << (i % 2 == 0 ? 8 : 0);
	}
	while (start > 0xffff) {
		start = (start & 0xffff) + (start >> 16);
	}
	return start;
}

START_TEST(frame_build_makes_headers_that_a_receiver_accepts)
{
	for (size_t len = 0; len < 64; len++) {
		uint8_t payload[64];
		uint8_t buf[128];
		size_t out_len;

		for (size_t i = 0; i < len; i++) {
			payload[i] = (uint8_t)(0xf3 * i + len);
		}
		ck_assert_int_eq(dhcp_frame_build(&frame, payload, len, buf,
				     sizeof(buf), &out_len),
		    0);
		ck_assert_uint_eq(out_len, len + 28);
		ck_assert_uint_eq(buf[0], 0x45);
		ck_assert_uint_eq((size_t)(buf[2] << 8 | buf[3]), out_len);
		ck_assert_uint_eq(buf[9], 17);
		ck_assert_mem_eq(buf + 12, "\12\115\0\1\12\115\0\202", 8);
		ck_assert_mem_eq(buf + 20, "\0\103\0\104", 4);
		ck_assert_uint_eq((size_t)(buf[24] << 8 | buf[25]), len + 8);
		ck_assert_mem_eq(buf + 28, payload, len);
		ck_assert_uint_eq(receiver_sum(0, buf, 20), 0xffff);
		ck_assert_uint_eq(receiver_sum((uint32_t)(17 + len + 8),
				      buf + 12, out_len - 12),
		    0xffff);
	}
}
END_TEST

/* A sum of zero is sent as all ones: zero means "no checksum" (RFC 768). */
START_TEST(frame_build_never_sends_a_zero_udp_checksum)
{
	uint8_t buf[64];
	size_t len;

	for (unsigned word = 0; word <= 0xffff; word++) {
		uint8_t payload[] = {(uint8_t)(word >> 8), (uint8_t)word};

		ck_assert_int_eq(dhcp_frame_build(&frame, payload, 2, buf,
				     sizeof(buf), &len),
		    0);
		ck_assert(buf[26] != 0 || buf[27] != 0);
	}
}
END_TEST

START_TEST(frame_build_refuses_what_does_not_fit)
{
	uint8_t payload[16] = {0};
	uint8_t *exact = malloc(44);
	size_t len = 7;

	ck_assert_int_eq(
	    dhcp_frame_build(&frame, payload, 16, exact, 44, &len), 0);
	ck_assert_int_eq(
	    dhcp_frame_build(&frame, payload, 16, exact, 43, &len), -EMSGSIZE);
	ck_assert_int_eq(
	    dhcp_frame_build(&frame, payload, 65536 - 28, exact, 44, &len),
	    -EMSGSIZE);
	ck_assert_uint_eq(len, 44);
	free(exact);
}
END_TEST

START_TEST(frame_tag_stacks_tags_before_the_packet)
{
	static const struct {
		struct bw_conf_tags tags;
		uint16_t protocol;
		size_t len;
		uint8_t bytes[DHCP_FRAME_TAGS_LEN];
	} rows[] = {{{{0}, 0}, 0x0800, 0, {0}},
	    {{{0xa005}, 1}, 0x8100, 4, {0xa0, 5, 8, 0}},
	    {{{7, 0xd005}, 2}, 0x88a8, 8, {0, 7, 0x81, 0, 0xd0, 5, 8, 0}}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t out[DHCP_FRAME_TAGS_LEN];
		uint16_t protocol;

		ck_assert_uint_eq(
		    dhcp_frame_tag(&rows[i].tags, out, &protocol), rows[i].len);
		ck_assert_uint_eq(protocol, rows[i].protocol);
		ck_assert_mem_eq(out, rows[i].bytes, rows[i].len);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/frame");
	TCase *tc = tcase_create("build");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, frame_build_makes_headers_that_a_receiver_accepts);
	tcase_add_test(tc, frame_build_never_sends_a_zero_udp_checksum);
	tcase_add_test(tc, frame_build_refuses_what_does_not_fit);
	tcase_add_test(tc, frame_tag_stacks_tags_before_the_packet);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
