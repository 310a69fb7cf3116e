/* SPDX-License-Identifier: ISC */
/* stored/core.c */
#include "core.h"

#include "unit.h"

static struct store_batch batch;

static void
add(uint32_t id, uint32_t address)
{
	struct bw_msg msg = {.type = BW_MSG_LEASE_COMMIT, .id = id};

	msg.u.lease.address = address;
	store_batch_add(&batch, &msg);
}

START_TEST(batch_keeps_ids_with_their_leases)
{
	add(7, 100);
	add(8, 101);
	ck_assert_uint_eq(batch.n, 2);
	ck_assert_uint_eq(batch.ids[1], 8);
	ck_assert_uint_eq(batch.leases[1].address, 101);
	ck_assert(!store_batch_full(&batch));
}
END_TEST

START_TEST(batch_is_full_at_its_limit)
{
	for (uint32_t i = 0; i < STORE_BATCH_MAX; i++) {
		ck_assert(!store_batch_full(&batch));
		add(i, i + 1);
	}
	ck_assert(store_batch_full(&batch));
}
END_TEST

START_TEST(batch_answers_each_with_its_id)
{
	struct bw_msg answer;

	add(7, 100);
	add(8, 101);
	store_batch_answer(&batch, 0, 0, &answer);
	ck_assert_int_eq(answer.type, BW_MSG_LEASE_COMMITTED);
	ck_assert_uint_eq(answer.id, 7);
	store_batch_answer(&batch, 1, -ENOSPC, &answer);
	ck_assert_int_eq(answer.type, BW_MSG_LEASE_REFUSED);
	ck_assert_uint_eq(answer.id, 8);
	ck_assert_int_eq(answer.u.refused.error, -ENOSPC);
	ck_assert_str_eq(
	    answer.u.refused.reason, "no space left in the state directory");
}
END_TEST

START_TEST(batch_answers_can_be_said)
{
	static const int errors[] = {0, -ENOSPC, -EROFS, -EACCES, -EBUSY,
	    -EUCLEAN, -ENOTSUP, -ENOMEM, -EIO};
	uint8_t buf[BW_MSG_SIZE_MAX];
	struct bw_msg answer;
	size_t len;

	add(1, 1);
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		store_batch_answer(&batch, 0, errors[i], &answer);
		ck_assert_int_eq(
		    bw_msg_pack(&answer, buf, sizeof(buf), &len), 0);
	}
}
END_TEST

static Suite *
core_suite(void)
{
	Suite *suite = suite_create("stored/core");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, batch_keeps_ids_with_their_leases);
	tcase_add_test(tcase, batch_is_full_at_its_limit);
	tcase_add_test(tcase, batch_answers_each_with_its_id);
	tcase_add_test(tcase, batch_answers_can_be_said);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(core_suite());
}
