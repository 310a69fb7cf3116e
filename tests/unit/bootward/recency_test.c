/* SPDX-License-Identifier: ISC */
/* Who is the oldest of a table's rows. */
#include "recency.h"
#include "unit.h"

#define ROWS 8

static struct recency order;
static struct recency_link links[ROWS];

static void
check_order(const char *expected)
{
	char found[ROWS + 1] = "";
	size_t n = 0;

	for (uint16_t at = order.oldest; at != 0; at = links[at - 1].newer) {
		ck_assert_uint_lt(n, ROWS);
		found[n++] = (char)('0' + at);
	}
	ck_assert_str_eq(found, expected);
	for (uint16_t at = order.newest; at != 0; at = links[at - 1].older) {
		ck_assert_uint_gt(n, 0);
		ck_assert_int_eq(expected[--n], '0' + at);
	}
	ck_assert_uint_eq(n, 0);
}

START_TEST(recency_add_puts_a_row_last)
{
	check_order("");
	recency_add(&order, links, 3);
	check_order("3");
	recency_add(&order, links, 1);
	recency_add(&order, links, 8);
	check_order("318");
}
END_TEST

START_TEST(recency_renew_moves_a_row_from_any_place)
{
	for (uint16_t number = 1; number <= 4; number++) {
		recency_add(&order, links, number);
	}
	recency_renew(&order, links, 1);
	check_order("2341");
	recency_renew(&order, links, 3);
	check_order("2413");
	recency_renew(&order, links, 3);
	check_order("2413");
}
END_TEST

START_TEST(recency_renew_leaves_a_single_row_where_it_is)
{
	recency_add(&order, links, 5);
	recency_renew(&order, links, 5);
	check_order("5");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/recency");
	TCase *tc = tcase_create("recency");

	tcase_add_test(tc, recency_add_puts_a_row_last);
	tcase_add_test(tc, recency_renew_moves_a_row_from_any_place);
	tcase_add_test(tc, recency_renew_leaves_a_single_row_where_it_is);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
