/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "lease/cells.h"

#define N 16

static struct bw_cell storage[N];
static struct bw_cells cells;
static uint8_t text[N * BW_CELL_BYTES], out[sizeof(text)];

static void
set_up(void)
{
	bw_cells_init(&cells, storage, N);
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = (uint8_t)(i * 7);
	}
}

START_TEST(cells_keep_a_string_of_every_length)
{
	for (size_t len = 1; len <= sizeof(text); len++) {
		uint32_t string = bw_cells_put(&cells, text, len);

		ck_assert_uint_ne(string, 0);
		ck_assert_uint_eq(cells.n, BW_CELLS_FOR(len));
		bw_cells_get(&cells, string, 0, out, len);
		ck_assert_mem_eq(out, text, len);
		bw_cells_drop(&cells, string);
	}
	ck_assert_uint_eq(bw_cells_put(&cells, text, 0), 0);
}
END_TEST

START_TEST(cells_get_any_part_of_a_string)
{
	const size_t len = 3 * BW_CELL_BYTES;
	uint32_t string = bw_cells_put(&cells, text, len);

	for (size_t from = 0; from <= len; from++) {
		for (size_t n = 0; n <= len - from; n++) {
			bw_cells_get(&cells, string, from, out, n);
			ck_assert_mem_eq(out, text + from, n);
		}
	}
}
END_TEST

START_TEST(cells_given_back_are_used_again_and_others_stay)
{
	uint32_t kept = bw_cells_put(&cells, text, 2 * BW_CELL_BYTES);

	for (unsigned i = 0; i < 100; i++) {
		uint32_t a = bw_cells_put(&cells, text + i, 4 * BW_CELL_BYTES);
		uint32_t b = bw_cells_put(&cells, text, 10 * BW_CELL_BYTES);

		bw_cells_drop(&cells, a);
		bw_cells_drop(&cells, b);
	}
	bw_cells_drop(&cells, 0);
	ck_assert_uint_eq(cells.n, N);
	bw_cells_get(&cells, kept, 0, out, 2 * BW_CELL_BYTES);
	ck_assert_mem_eq(out, text, 2 * BW_CELL_BYTES);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/lease/cells");
	TCase *tc = tcase_create("cells");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, cells_keep_a_string_of_every_length);
	tcase_add_test(tc, cells_get_any_part_of_a_string);
	tcase_add_test(tc, cells_given_back_are_used_again_and_others_stay);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
