/* SPDX-License-Identifier: ISC */
/* Bounds-checked reading: values, the first byte too many, and stickiness. */
#include "base/reader.h"
#include "unit.h"

static const uint8_t bytes[] = {
    0x01,                         /* u8 */
    0x02, 0x03,                   /* u16 */
    0x84, 0x05, 0x06, 0x07,       /* u32 */
    0x88, 1, 2, 3, 4, 5, 6, 0x09, /* u64 */
    'a', 'b', 0,                  /* cstr */
    0xaa, 0xbb,                   /* take */
    0xcc, 0xdd,                   /* copy */
};

START_TEST(bw_reader_reads_big_endian_values)
{
	uint8_t copy[2];
	const uint8_t *taken;
	struct bw_reader r;

	bw_reader_init(&r, bytes, sizeof(bytes));
	ck_assert_uint_eq(bw_reader_u8(&r), 0x01);
	ck_assert_uint_eq(bw_reader_u16(&r), 0x0203);
	ck_assert_uint_eq(bw_reader_u32(&r), 0x84050607u);
	ck_assert(bw_reader_u64(&r) == 0x8801020304050609ull);
	ck_assert_str_eq(bw_reader_cstr(&r), "ab");
	taken = bw_reader_take(&r, 2);
	ck_assert_ptr_eq(taken, bytes + 18);
	ck_assert_uint_eq(bw_reader_left(&r), 2);
	ck_assert_int_eq(bw_reader_end(&r), -EBADMSG); /* left over */
	ck_assert_int_eq(bw_reader_check(&r), 0);
	bw_reader_copy(&r, copy, 2);
	ck_assert_mem_eq(copy, "\xcc\xdd", 2);
	ck_assert_int_eq(bw_reader_end(&r), 0);
}
END_TEST

/* Everything, from every prefix, in a block of its exact size. */
START_TEST(bw_reader_stops_at_every_prefix)
{
	size_t len = (size_t)_i;
	uint8_t *block = unit_exact(bytes, len);
	uint8_t copy[2] = {1, 1};
	struct bw_reader r;

	bw_reader_init(&r, block, len);
	(void)bw_reader_u8(&r);
	(void)bw_reader_u16(&r);
	(void)bw_reader_u32(&r);
	(void)bw_reader_u64(&r);
	(void)bw_reader_cstr(&r);
	(void)bw_reader_take(&r, 2);
	bw_reader_copy(&r, copy, 2);
	ck_assert_int_eq(bw_reader_end(&r), -EBADMSG);
	ck_assert_int_eq(bw_reader_check(&r), -EBADMSG);
	ck_assert_mem_eq(copy, "\0\0", 2);
	free(block);
}
END_TEST

START_TEST(bw_reader_stays_bad)
{
	uint8_t copy[3] = {1, 2, 3};
	struct bw_reader r, sub;

	bw_reader_init(&r, bytes, 3);
	ck_assert_uint_eq(bw_reader_u32(&r), 0);
	ck_assert_uint_eq(bw_reader_left(&r), 0);
	ck_assert_uint_eq(bw_reader_u8(&r), 0);
	ck_assert_uint_eq(bw_reader_u16(&r), 0);
	ck_assert(bw_reader_u64(&r) == 0);
	ck_assert_ptr_null(bw_reader_take(&r, 1));
	ck_assert_str_eq(bw_reader_cstr(&r), "");
	bw_reader_copy(&r, copy, sizeof(copy));
	ck_assert_mem_eq(copy, "\0\0\0", 3);
	sub = bw_reader_sub(&r, 0);
	ck_assert_int_eq(bw_reader_check(&sub), -EBADMSG);
	ck_assert_int_eq(bw_reader_end(&r), -EBADMSG);
}
END_TEST

START_TEST(bw_reader_sub_ends_where_it_was_told)
{
	struct bw_reader r, sub;

	bw_reader_init(&r, bytes, 5);
	sub = bw_reader_sub(&r, 3);
	ck_assert_uint_eq(bw_reader_u8(&sub), 0x01);
	ck_assert_uint_eq(bw_reader_u16(&sub), 0x0203);
	ck_assert_int_eq(bw_reader_end(&sub), 0);
	ck_assert_uint_eq(bw_reader_u8(&sub), 0); /* not 0x84, the next */
	ck_assert_int_eq(bw_reader_end(&sub), -EBADMSG);
	ck_assert_uint_eq(bw_reader_u16(&r), 0x8405);
	ck_assert_int_eq(bw_reader_end(&r), 0);
}
END_TEST

START_TEST(bw_reader_sub_refuses_more_than_is_left)
{
	struct bw_reader r, sub;

	bw_reader_init(&r, bytes, 5);
	sub = bw_reader_sub(&r, 6);
	ck_assert_uint_eq(bw_reader_left(&sub), 0);
	ck_assert_int_eq(bw_reader_end(&sub), -EBADMSG);
	ck_assert_int_eq(bw_reader_end(&r), -EBADMSG);
}
END_TEST

START_TEST(bw_reader_take_of_nothing_is_no_mistake)
{
	struct bw_reader r, sub;

	bw_reader_init(&r, NULL, 0);
	ck_assert_ptr_null(bw_reader_take(&r, 0));
	sub = bw_reader_sub(&r, 0);
	ck_assert_int_eq(bw_reader_end(&sub), 0);
	ck_assert_int_eq(bw_reader_end(&r), 0);
}
END_TEST

START_TEST(bw_reader_take_refuses_lengths_that_would_wrap)
{
	struct bw_reader r;

	bw_reader_init(&r, bytes, sizeof(bytes));
	(void)bw_reader_u8(&r);
	ck_assert_ptr_null(bw_reader_take(&r, SIZE_MAX));
	ck_assert_int_eq(bw_reader_check(&r), -EBADMSG);
}
END_TEST

START_TEST(bw_reader_cstr_needs_a_nul)
{
	uint8_t *block = unit_exact("abc", 3);
	struct bw_reader r;

	bw_reader_init(&r, block, 3);
	ck_assert_str_eq(bw_reader_cstr(&r), "");
	ck_assert_int_eq(bw_reader_end(&r), -EBADMSG);
	bw_reader_init(&r, (const uint8_t *)"", 1);
	ck_assert_str_eq(bw_reader_cstr(&r), "");
	ck_assert_int_eq(bw_reader_end(&r), 0); /* an empty one is one */
	free(block);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/reader");
	TCase *tcase = tcase_create("reader");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_reader_reads_big_endian_values);
	tcase_add_loop_test(
	    tcase, bw_reader_stops_at_every_prefix, 0, sizeof(bytes));
	tcase_add_test(tcase, bw_reader_stays_bad);
	tcase_add_test(tcase, bw_reader_sub_ends_where_it_was_told);
	tcase_add_test(tcase, bw_reader_sub_refuses_more_than_is_left);
	tcase_add_test(tcase, bw_reader_take_of_nothing_is_no_mistake);
	tcase_add_test(tcase, bw_reader_take_refuses_lengths_that_would_wrap);
	tcase_add_test(tcase, bw_reader_cstr_needs_a_nul);
	return unit_main(suite);
}
