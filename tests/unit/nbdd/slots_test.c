/* SPDX-License-Identifier: ISC */
#include "slots.h"

#include "unit.h"

static struct slots slots;

static void
setup(void)
{
	memset(&slots, 0, offsetof(struct slots, places));
	memset(slots.places, 0, 4096);
	slots_init(&slots, SLOTS_MAX);
}

static uint32_t
slot_of(uint64_t page)
{
	uint32_t first;

	ck_assert_uint_eq(slots_run(&slots, page, 1, &first), 1);
	return first;
}

START_TEST(slots_take_gives_places_in_the_order_of_the_writes)
{
	uint32_t first;

	ck_assert_uint_eq(slots_take(&slots, 900, 1, &first), 1);
	ck_assert_uint_eq(first, 0);
	ck_assert_uint_eq(slots_take(&slots, 3, 4, &first), 4);
	ck_assert_uint_eq(first, 1);
	ck_assert_uint_eq(slot_of(900), 0);
	ck_assert_uint_eq(slot_of(3), 1);
	ck_assert_uint_eq(slot_of(6), 4);
}
END_TEST

START_TEST(slots_run_goes_on_across_leaves_and_ends_where_another_wrote)
{
	uint32_t first;

	ck_assert_uint_eq(slots_take(&slots, 120, 20, &first), 20);
	ck_assert_uint_eq(slots_take(&slots, 141, 1, &first), 1);
	ck_assert_uint_eq(slots_take(&slots, 140, 1, &first), 1);
	ck_assert_uint_eq(slots_run(&slots, 121, 100, &first), 19);
	ck_assert_uint_eq(first, 1);
	ck_assert_uint_eq(slots_run(&slots, 121, 5, &first), 5);
	ck_assert_uint_eq(slots_run(&slots, 140, 2, &first), 1);
	ck_assert_uint_eq(first, 21);
}
END_TEST

START_TEST(slots_run_ends_where_nobody_wrote)
{
	uint32_t first;

	ck_assert_uint_eq(slots_take(&slots, 127, 1, &first), 1);
	ck_assert_uint_eq(slots_run(&slots, 127, 2, &first), 1);
	ck_assert_uint_eq(slots_take(&slots, 129, 1, &first), 1);
	ck_assert_uint_eq(slots_run(&slots, 127, 3, &first), 1);
}
END_TEST

START_TEST(slots_drop_gives_leaves_back_but_no_slot_twice)
{
	uint32_t first;

	for (uint64_t i = 0; i < 3000; i++) {
		uint64_t page = i % 1000 * SLOTS_LEAF_PAGES + 7;

		ck_assert_uint_eq(slots_take(&slots, page, 1, &first), 1);
		ck_assert_uint_eq(first, i);
		slots_drop(&slots, page - 7, 2 * SLOTS_LEAF_PAGES);
	}
	ck_assert_uint_eq(slots.n_leaves, 1);
}
END_TEST

START_TEST(slots_drop_leaves_the_neighbours_alone)
{
	uint32_t first;

	ck_assert_uint_eq(slots_take(&slots, 10, 5, &first), 5);
	slots_drop(&slots, 12, 1);
	ck_assert_uint_eq(slots_run(&slots, 10, 5, &first), 2);
	ck_assert_uint_eq(slot_of(13), 3);
	ck_assert_uint_eq(slots_take(&slots, 12, 1, &first), 1);
	ck_assert_uint_eq(slot_of(12), 5);
}
END_TEST

START_TEST(slots_take_says_how_many_when_there_are_no_more)
{
	uint32_t first;

	slots_init(&slots, 10);
	ck_assert_uint_eq(slots_take(&slots, 0, 9, &first), 9);
	ck_assert_uint_eq(slots_take(&slots, 20, 9, &first), 1);
	ck_assert_uint_eq(slot_of(20), 9);
	ck_assert_uint_eq(slots_take(&slots, 30, 1, &first), 0);
}
END_TEST

START_TEST(slots_take_says_how_many_when_there_are_no_more_leaves)
{
	uint32_t first;

	for (uint64_t i = 0; i < SLOTS_LEAVES; i++) {
		ck_assert_uint_eq(
		    slots_take(&slots, i * SLOTS_LEAF_PAGES, 1, &first), 1);
	}
	ck_assert_uint_eq(
	    slots_take(&slots, SLOTS_LEAVES * SLOTS_LEAF_PAGES - 1, 2, &first),
	    1);
	for (uint64_t i = 0; i <= SLOTS_LEAVES; i++) {
		slots_drop(&slots, i * SLOTS_LEAF_PAGES, SLOTS_LEAF_PAGES);
	}
	ck_assert_uint_eq(slots_take(&slots, 5, 200, &first), 200);
}
END_TEST

static Suite *
slots_suite(void)
{
	Suite *suite = suite_create("nbdd/slots");
	TCase *tcase = tcase_create("slots");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(
	    tcase, slots_take_gives_places_in_the_order_of_the_writes);
	tcase_add_test(tcase,
	    slots_run_goes_on_across_leaves_and_ends_where_another_wrote);
	tcase_add_test(tcase, slots_run_ends_where_nobody_wrote);
	tcase_add_test(tcase, slots_drop_gives_leaves_back_but_no_slot_twice);
	tcase_add_test(tcase, slots_drop_leaves_the_neighbours_alone);
	tcase_add_test(tcase, slots_take_says_how_many_when_there_are_no_more);
	tcase_add_test(
	    tcase, slots_take_says_how_many_when_there_are_no_more_leaves);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(slots_suite());
}
