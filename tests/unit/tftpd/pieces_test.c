/* SPDX-License-Identifier: ISC */
/* Pieces of files that transfers share. */
#include "pieces.h"
#include "unit.h"

static struct tftp_pieces pieces;

static int
enter(uint64_t inode, uint64_t offset)
{
	const struct tftp_piece_key key = {
	    .device = 1,
	    .inode = inode,
	    .size = 1 << 20,
	    .offset = offset,
	};

	return tftp_pieces_enter(&pieces, &key);
}

START_TEST(tftp_pieces_enter_shares_a_piece_with_all_who_are_in_it)
{
	int first;

	tftp_pieces_init(&pieces);
	first = enter(1, 0);
	ck_assert_uint_eq(pieces.items[first].len, 0);
	pieces.items[first].len = 100;
	ck_assert_int_eq(enter(1, 0), first);
	ck_assert_uint_eq(pieces.items[first].len, 100);
	ck_assert_uint_eq(pieces.items[first].users, 2);
	tftp_pieces_leave(&pieces, first);
	ck_assert_int_eq(enter(1, 0), first);
	ck_assert_uint_eq(pieces.items[first].len, 100);
}
END_TEST

START_TEST(tftp_pieces_enter_tells_contents_apart_by_all_that_is_known)
{
	const struct tftp_piece_key base = {
	    .device = 1,
	    .inode = 2,
	    .size = 3,
	    .written_ns = 4,
	    .changed_ns = 5,
	};
	struct tftp_piece_key others[6] = {base, base, base, base, base, base};
	int numbers[ARRAY_LEN(others) + 1];

	others[0].device++;
	others[1].inode++;
	others[2].size++;
	others[3].written_ns++;
	others[4].changed_ns++;
	others[5].offset += TFTP_PIECE_SIZE;
	tftp_pieces_init(&pieces);
	numbers[0] = tftp_pieces_enter(&pieces, &base);
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		numbers[i + 1] = tftp_pieces_enter(&pieces, &others[i]);
		for (size_t j = 0; j <= i; j++) {
			ck_assert_int_ne(numbers[i + 1], numbers[j]);
		}
	}
}
END_TEST

START_TEST(tftp_pieces_leave_forgets_a_piece_that_nobody_is_in)
{
	int first;

	tftp_pieces_init(&pieces);
	first = enter(1, 0);
	pieces.items[first].len = 100;
	tftp_pieces_leave(&pieces, first);
	ck_assert_int_eq(enter(1, 0), first);
	ck_assert_uint_eq(pieces.items[first].len, 0);
}
END_TEST

START_TEST(tftp_pieces_enter_takes_memory_only_for_pieces_in_use)
{
	int ahead, behind;

	tftp_pieces_init(&pieces);
	behind = enter(1, 0);
	for (uint64_t at = 1; at < 1000; at++) {
		ahead = enter(1, at * TFTP_PIECE_SIZE);
		tftp_pieces_leave(&pieces, ahead);
	}
	ck_assert_int_eq(pieces.n_touched, 2);
	tftp_pieces_leave(&pieces, behind);
}
END_TEST

START_TEST(tftp_pieces_enter_has_one_for_every_transfer)
{
	static int numbers[TFTP_TRANSFERS_MAX];

	tftp_pieces_init(&pieces);
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
			numbers[i] = enter(i, 0);
		}
		for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
			ck_assert_int_eq(enter(i, 0), numbers[i]);
			tftp_pieces_leave(&pieces, numbers[i]);
		}
		/* in another order than they came */
		for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
			size_t at = (i * 7 + 3) % ARRAY_LEN(numbers);

			tftp_pieces_leave(&pieces, numbers[at]);
		}
	}
	ck_assert_int_eq(pieces.n_touched, TFTP_TRANSFERS_MAX);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/pieces");
	TCase *tc = tcase_create("pieces");

	tcase_add_test(
	    tc, tftp_pieces_enter_shares_a_piece_with_all_who_are_in_it);
	tcase_add_test(
	    tc, tftp_pieces_enter_tells_contents_apart_by_all_that_is_known);
	tcase_add_test(tc, tftp_pieces_leave_forgets_a_piece_that_nobody_is_in);
	tcase_add_test(
	    tc, tftp_pieces_enter_takes_memory_only_for_pieces_in_use);
	tcase_add_test(tc, tftp_pieces_enter_has_one_for_every_transfer);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
