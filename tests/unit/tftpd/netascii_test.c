/* SPDX-License-Identifier: ISC */
/* Netascii across every block end. */
#include "netascii.h"
#include "unit.h"

static const uint8_t text[] = "one\n\ntwo\r\nthree\r\r\r\n\rfour\n";
#define TEXT_LEN (sizeof(text) - 1)
static const uint8_t wire[] =
    "one\r\n\r\ntwo\r\0\r\nthree\r\0\r\0\r\0\r\n\r\0four\r\n";
#define WIRE_LEN (sizeof(wire) - 1)

static size_t
encode(struct tftp_netascii *mark, uint8_t *out, size_t size)
{
	return tftp_netascii_encode(mark, text + mark->offset,
	    TEXT_LEN - (size_t)mark->offset, out, size);
}

START_TEST(tftp_netascii_encode_translates_both_line_characters)
{
	struct tftp_netascii mark = {0};
	uint8_t out[128];

	ck_assert_uint_eq(encode(&mark, out, sizeof(out)), WIRE_LEN);
	ck_assert_mem_eq(out, wire, WIRE_LEN);
	ck_assert_uint_eq(mark.offset, TEXT_LEN);
	ck_assert(!mark.split);
}
END_TEST

START_TEST(tftp_netascii_encode_gives_the_same_in_blocks_of_every_size)
{
	for (size_t size = 1; size <= WIRE_LEN + 1; size++) {
		struct tftp_netascii mark = {0};
		uint8_t all[256];
		size_t len = 0;
		size_t n;

		do {
			uint8_t *block = unit_exact(all, size);

			n = encode(&mark, block, size);
			memcpy(all + len, block, n);
			len += n;
			free(block);
		} while (n == size);
		ck_assert_uint_eq(len, WIRE_LEN);
		ck_assert_mem_eq(all, wire, WIRE_LEN);
	}
}
END_TEST

START_TEST(tftp_netascii_encode_makes_any_block_again_from_its_mark)
{
	for (size_t size = 1; size <= WIRE_LEN; size++) {
		struct tftp_netascii mark = {0};

		for (size_t at = 0; at < WIRE_LEN; at += size) {
			struct tftp_netascii again = mark;
			uint8_t a[64], b[64];
			size_t n = encode(&mark, a, size);

			ck_assert_uint_eq(encode(&again, b, size), n);
			ck_assert_mem_eq(a, wire + at, n);
			ck_assert_mem_eq(b, wire + at, n);
		}
	}
}
END_TEST

START_TEST(tftp_netascii_encode_remembers_a_pair_split_by_its_input)
{
	struct tftp_netascii mark = {0};
	uint8_t out[4];

	ck_assert_uint_eq(
	    tftp_netascii_encode(&mark, (const uint8_t *)"\r", 1, out, 1), 1);
	ck_assert_uint_eq(out[0], '\r');
	ck_assert(mark.split);
	ck_assert_uint_eq(mark.offset, 1);
	ck_assert_uint_eq(tftp_netascii_encode(&mark, NULL, 0, out, 4), 1);
	ck_assert_uint_eq(out[0], '\0');
	ck_assert(!mark.split);
}
END_TEST

START_TEST(tftp_netascii_decode_undoes_it_in_blocks_of_every_size)
{
	for (size_t size = 1; size <= WIRE_LEN + 1; size++) {
		uint8_t all[WIRE_LEN + 1];
		bool cr = false;
		size_t len = 0;

		for (size_t at = 0; at < WIRE_LEN; at += size) {
			size_t n = WIRE_LEN - at < size ? WIRE_LEN - at : size;
			uint8_t *in = unit_exact(wire + at, n);
			uint8_t *out = unit_exact(wire, n + 1);
			size_t got = tftp_netascii_decode(
			    &cr, in, n, at + n == WIRE_LEN, out);

			ck_assert_uint_le(len + got, sizeof(all));
			memcpy(all + len, out, got);
			len += got;
			free(in);
			free(out);
		}
		ck_assert_uint_eq(len, TEXT_LEN);
		ck_assert_mem_eq(all, text, TEXT_LEN);
	}
}
END_TEST

START_TEST(tftp_netascii_decode_leaves_a_lone_carriage_return)
{
	uint8_t out[8];
	bool cr = false;

	ck_assert_uint_eq(tftp_netascii_decode(&cr,
			      (const uint8_t *)"\ra\r\r\nb\r", 7, true, out),
	    6);
	ck_assert_mem_eq(out, "\ra\r\nb\r", 6);
	ck_assert(!cr);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/netascii");
	TCase *tc = tcase_create("netascii");

	tcase_add_test(
	    tc, tftp_netascii_encode_translates_both_line_characters);
	tcase_add_test(
	    tc, tftp_netascii_encode_gives_the_same_in_blocks_of_every_size);
	tcase_add_test(
	    tc, tftp_netascii_encode_makes_any_block_again_from_its_mark);
	tcase_add_test(
	    tc, tftp_netascii_encode_remembers_a_pair_split_by_its_input);
	tcase_add_test(
	    tc, tftp_netascii_decode_undoes_it_in_blocks_of_every_size);
	tcase_add_test(tc, tftp_netascii_decode_leaves_a_lone_carriage_return);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
