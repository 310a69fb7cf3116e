/* SPDX-License-Identifier: ISC */
/* nbdd/overlay.c, and long random sequences against a plain array. */
#include "overlay.h"

#include <errno.h>

#include "unit.h"

#define MODEL_PAGES (4 * OVERLAY_TABLE_PAGES)

static struct overlay overlay;
static uint8_t model[MODEL_PAGES];
static uint32_t random_state;

static void
setup(void)
{
	memset(&overlay, 0, sizeof(overlay));
	memset(model, 0, sizeof(model));
	random_state = 1;
}

static uint32_t
next_random(uint32_t below)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % below;
}

static void
expect_set(uint64_t page, uint64_t n, enum overlay_state state)
{
	uint64_t done = 0;

	ck_assert_int_eq(overlay_set(&overlay, page, n, state, &done), 0);
	ck_assert_uint_eq(done, n);
}

START_TEST(overlay_begins_as_the_image)
{
	enum overlay_state state;

	overlay_init(&overlay, 1);
	ck_assert_int_eq(overlay_get(&overlay, 0), OVERLAY_STATE_BASE);
	ck_assert_uint_eq(overlay_run(&overlay, 5, UINT64_C(1) << 33, &state),
	    UINT64_C(1) << 33);
	ck_assert_int_eq(state, OVERLAY_STATE_BASE);
}
END_TEST

START_TEST(overlay_set_holds_to_the_quota)
{
	uint64_t done;

	overlay_init(&overlay, 10);
	expect_set(100, 9, OVERLAY_STATE_DATA);
	expect_set(100, 9, OVERLAY_STATE_DATA); /* they are already */
	ck_assert_int_eq(
	    overlay_set(&overlay, 200, 2, OVERLAY_STATE_DATA, &done), -ENOSPC);
	ck_assert_uint_eq(done, 1);
	ck_assert_int_eq(overlay_get(&overlay, 201), OVERLAY_STATE_BASE);
	expect_set(101, 1, OVERLAY_STATE_ZERO);
	expect_set(201, 1, OVERLAY_STATE_DATA);
	ck_assert_uint_eq(overlay.n_data, 10);
}
END_TEST

START_TEST(overlay_set_gives_whole_tables_back)
{
	overlay_init(&overlay, UINT64_MAX);
	/* More tables than there are, one after the other. */
	for (uint64_t i = 0; i < 2 * OVERLAY_TABLES; i++) {
		expect_set(i * OVERLAY_TABLE_PAGES + 7, 1, OVERLAY_STATE_DATA);
		expect_set(i * OVERLAY_TABLE_PAGES, OVERLAY_TABLE_PAGES,
		    OVERLAY_STATE_ZERO);
	}
	ck_assert_uint_eq(overlay.n_data, 0);
	/* One that was zeros begins as zeros. */
	expect_set(3, 1, OVERLAY_STATE_DATA);
	ck_assert_int_eq(overlay_get(&overlay, 2), OVERLAY_STATE_ZERO);
	ck_assert_int_eq(overlay_get(&overlay, 4), OVERLAY_STATE_ZERO);
}
END_TEST

START_TEST(overlay_set_ends_with_the_tables)
{
	uint64_t done, page = (uint64_t)OVERLAY_TABLES * OVERLAY_TABLE_PAGES;

	overlay_init(&overlay, UINT64_MAX);
	for (uint64_t i = 0; i < OVERLAY_TABLES; i++) {
		expect_set(i * OVERLAY_TABLE_PAGES, 1, OVERLAY_STATE_DATA);
	}
	ck_assert_int_eq(
	    overlay_set(&overlay, page, 1, OVERLAY_STATE_DATA, &done), -ENOSPC);
	ck_assert_int_eq(overlay_get(&overlay, page), OVERLAY_STATE_BASE);
	expect_set(0, 1, OVERLAY_STATE_ZERO);
	expect_set(page, OVERLAY_TABLE_PAGES, OVERLAY_STATE_ZERO);
}
END_TEST

START_TEST(overlay_serves_the_last_page_of_the_largest_image)
{
	uint64_t last = OVERLAY_SIZE_MAX / OVERLAY_PAGE - 1;
	enum overlay_state state;

	overlay_init(&overlay, 1);
	expect_set(last, 1, OVERLAY_STATE_DATA);
	ck_assert_uint_eq(overlay_run(&overlay, 0, last + 1, &state), last);
	ck_assert_uint_eq(overlay_run(&overlay, last, 1, &state), 1);
	ck_assert_int_eq(state, OVERLAY_STATE_DATA);
}
END_TEST

static void
check_run(uint64_t page)
{
	enum overlay_state state;
	unsigned wrong = 0;
	uint64_t n = overlay_run(&overlay, page, MODEL_PAGES - page, &state);

	ck_assert_uint_ge(n, 1);
	for (uint64_t i = page; i < page + n; i++) {
		wrong += model[i] != state;
	}
	ck_assert_uint_eq(wrong, 0);
	ck_assert(page + n == MODEL_PAGES || model[page + n] != state);
}

START_TEST(overlay_is_a_plain_array_to_its_user)
{
	uint64_t done, n_data = 0;

	overlay_init(&overlay, MODEL_PAGES / 2);
	for (unsigned i = 0; i < 1000; i++) {
		uint64_t page = next_random(MODEL_PAGES);
		uint64_t n = 1 + next_random(i % 10 == 0 ? 40000 : 50);
		uint8_t state = (uint8_t)next_random(3);

		n = n < MODEL_PAGES - page ? n : MODEL_PAGES - page;
		(void)overlay_set(&overlay, page, n, state, &done);
		memset(model + page, state, done);
		check_run(next_random(MODEL_PAGES));
	}
	for (uint64_t i = 0; i < MODEL_PAGES; i++) {
		ck_assert_int_eq(overlay_get(&overlay, i), model[i]);
		n_data += model[i] == OVERLAY_STATE_DATA;
	}
	ck_assert_uint_eq(overlay.n_data, n_data);
	ck_assert_uint_le(n_data, MODEL_PAGES / 2);
}
END_TEST

START_TEST(overlay_table_load_takes_back_what_was_saved)
{
	static struct overlay again;
	uint8_t table[OVERLAY_TABLE_SIZE];

	memset(&again, 0, sizeof(again));
	overlay_init(&overlay, UINT64_MAX);
	expect_set(3, 5, OVERLAY_STATE_DATA);
	expect_set(100, 7, OVERLAY_STATE_ZERO);
	expect_set(
	    OVERLAY_TABLE_PAGES, OVERLAY_TABLE_PAGES, OVERLAY_STATE_ZERO);
	overlay_init(&again, 0);
	for (uint64_t at = 0; at < 3; at++) {
		overlay_table_save(&overlay, at, table);
		ck_assert_int_eq(overlay_table_load(&again, at, table), 0);
	}
	for (uint64_t page = 0; page < 3 * OVERLAY_TABLE_PAGES; page++) {
		ck_assert_int_eq(
		    overlay_get(&again, page), overlay_get(&overlay, page));
	}
	ck_assert_uint_eq(again.n_data, 5);
	ck_assert_uint_eq(again.n_tables, 1); /* uniform ones need none */
	memset(table, 3, sizeof(table));
	ck_assert_int_eq(overlay_table_load(&again, 0, table), -EBADMSG);
	ck_assert_uint_eq(again.n_data, 5);
}
END_TEST

START_TEST(overlay_missing_counts_pages_that_are_no_data)
{
	overlay_init(&overlay, UINT64_MAX);
	expect_set(10, 4, OVERLAY_STATE_DATA);
	expect_set(20, 4, OVERLAY_STATE_ZERO);
	ck_assert_uint_eq(overlay_missing(&overlay, 10, 4), 0);
	ck_assert_uint_eq(overlay_missing(&overlay, 9, 6), 2);
	ck_assert_uint_eq(overlay_missing(&overlay, 0, 100), 96);
	ck_assert_uint_eq(overlay_missing(&overlay, 0, 0), 0);
}
END_TEST

static Suite *
overlay_suite(void)
{
	Suite *suite = suite_create("nbdd/overlay");
	TCase *tcase = tcase_create("overlay");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, overlay_begins_as_the_image);
	tcase_add_test(tcase, overlay_set_holds_to_the_quota);
	tcase_add_test(tcase, overlay_set_gives_whole_tables_back);
	tcase_add_test(tcase, overlay_set_ends_with_the_tables);
	tcase_add_test(
	    tcase, overlay_serves_the_last_page_of_the_largest_image);
	tcase_add_test(tcase, overlay_is_a_plain_array_to_its_user);
	tcase_add_test(tcase, overlay_table_load_takes_back_what_was_saved);
	tcase_add_test(tcase, overlay_missing_counts_pages_that_are_no_data);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(overlay_suite());
}
