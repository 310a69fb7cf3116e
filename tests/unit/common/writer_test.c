/* SPDX-License-Identifier: ISC */
/* Bounds-checked writing: bytes, the first that does not fit, stickiness. */
#include <signal.h>

#include "base/writer.h"
#include "unit.h"

static const uint8_t expected[] = {
    0x01,                         /* u8 */
    0x02, 0x03,                   /* u16 */
    0x84, 0x05, 0x06, 0x07,       /* u32 */
    0x88, 1, 2, 3, 4, 5, 6, 0x09, /* u64 */
    'a', 'b', 0,                  /* cstr */
    'c', 'd',                     /* text */
    0xee, 0xee,                   /* fill */
    0xaa, 0xbb,                   /* bytes */
};

static void
write_all(struct bw_writer *w)
{
	bw_writer_u8(w, 0x01);
	bw_writer_u16(w, 0x0203);
	bw_writer_u32(w, 0x84050607u);
	bw_writer_u64(w, 0x8801020304050609ull);
	bw_writer_cstr(w, "ab");
	bw_writer_text(w, "cd");
	bw_writer_fill(w, 0xee, 2);
	bw_writer_bytes(w, "\xaa\xbb", 2);
}

START_TEST(bw_writer_writes_big_endian_values)
{
	uint8_t *block = malloc(sizeof(expected));
	struct bw_writer w;

	ck_assert_ptr_nonnull(block);
	bw_writer_init(&w, block, sizeof(expected));
	write_all(&w);
	ck_assert_int_eq(bw_writer_end(&w), 0);
	ck_assert_uint_eq(w.len, sizeof(expected));
	ck_assert_mem_eq(block, expected, sizeof(expected));
	free(block);
}
END_TEST

/* Into every size that is too small, in a block of that size. */
START_TEST(bw_writer_stops_at_every_size)
{
	size_t size = (size_t)_i;
	uint8_t *block = malloc(size > 0 ? size : 1);
	struct bw_writer w;

	ck_assert_ptr_nonnull(block);
	bw_writer_init(&w, block, size);
	write_all(&w);
	ck_assert_int_eq(bw_writer_end(&w), -EMSGSIZE);
	ck_assert_uint_le(w.len, size);
	ck_assert_mem_eq(block, expected, w.len);
	free(block);
}
END_TEST

START_TEST(bw_writer_stays_bad)
{
	uint8_t block[4] = {0};
	struct bw_writer w;

	bw_writer_init(&w, block, sizeof(block));
	bw_writer_u8(&w, 1);
	bw_writer_u32(&w, 2);
	bw_writer_u8(&w, 3); /* would fit */
	ck_assert_ptr_null(bw_writer_take(&w, 0));
	bw_writer_patch_u8(&w, 0, 9);
	ck_assert_int_eq(bw_writer_end(&w), -EMSGSIZE);
	ck_assert_mem_eq(block, "\1\0\0\0", 4);
}
END_TEST

START_TEST(bw_writer_take_refuses_lengths_that_would_wrap)
{
	uint8_t block[4];
	struct bw_writer w;

	bw_writer_init(&w, block, sizeof(block));
	bw_writer_u8(&w, 1);
	ck_assert_ptr_null(bw_writer_take(&w, SIZE_MAX));
	ck_assert_int_eq(bw_writer_end(&w), -EMSGSIZE);
}
END_TEST

START_TEST(bw_writer_patch_overwrites)
{
	uint8_t block[8] = {0};
	struct bw_writer w;

	bw_writer_init(&w, block, sizeof(block));
	bw_writer_fill(&w, 0xff, 7);
	bw_writer_patch_u8(&w, 0, 0x01);
	bw_writer_patch_u16(&w, 1, 0x0203);
	bw_writer_patch_u32(&w, 3, 0x04050607);
	ck_assert_int_eq(bw_writer_end(&w), 0);
	ck_assert_uint_eq(w.len, 7);
	ck_assert_mem_eq(block, "\1\2\3\4\5\6\7\0", 8);
}
END_TEST

START_TEST(bw_writer_patch_asserts_that_the_bytes_are_written)
{
	uint8_t block[8] = {0};
	struct bw_writer w;

	bw_writer_init(&w, block, sizeof(block));
	bw_writer_u32(&w, 0);
	bw_writer_patch_u16(&w, 3, 1); /* its second byte is not */
}
END_TEST

START_TEST(bw_writer_of_nothing_is_no_mistake)
{
	struct bw_writer w;

	bw_writer_init(&w, NULL, 0);
	bw_writer_bytes(&w, NULL, 0);
	bw_writer_text(&w, "");
	ck_assert_int_eq(bw_writer_end(&w), 0);
	bw_writer_u8(&w, 0);
	ck_assert_int_eq(bw_writer_end(&w), -EMSGSIZE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/writer");
	TCase *tcase = tcase_create("writer");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_writer_writes_big_endian_values);
	tcase_add_loop_test(
	    tcase, bw_writer_stops_at_every_size, 0, sizeof(expected));
	tcase_add_test(tcase, bw_writer_stays_bad);
	tcase_add_test(tcase, bw_writer_take_refuses_lengths_that_would_wrap);
	tcase_add_test(tcase, bw_writer_patch_overwrites);
	tcase_add_test_raise_signal(
	    tcase, bw_writer_patch_asserts_that_the_bytes_are_written, SIGABRT);
	tcase_add_test(tcase, bw_writer_of_nothing_is_no_mistake);
	return unit_main(suite);
}
