/* SPDX-License-Identifier: ISC */
/* Who may say what: the parent's last question before it believes a child. */
#include "ipc/rules.h"
#include "unit.h"

static const struct bw_speaker parent = {.role = BW_ROLE_PARENT};
static const struct bw_speaker bootpd = {.role = BW_ROLE_BOOTPD};
static const struct bw_speaker tftpd = {.role = BW_ROLE_TFTPD};
static const struct bw_speaker stored = {.role = BW_ROLE_STORED};
static const struct bw_speaker tftpd_master = {
    .role = BW_ROLE_TFTPD, .master = true};

START_TEST(bw_rules_allow_leases_to_bootpd_alone)
{
	ck_assert(bw_rules_allow(BW_MSG_LEASE_COMMIT, bootpd, parent, false));
	ck_assert(bw_rules_allow(BW_MSG_LEASE_COMMIT, parent, stored, false));
	ck_assert(!bw_rules_allow(BW_MSG_LEASE_COMMIT, tftpd, parent, false));
	ck_assert(!bw_rules_allow(BW_MSG_LEASE_COMMIT, stored, parent, false));
	ck_assert(
	    !bw_rules_allow(BW_MSG_LEASE_COMMITTED, bootpd, parent, false));
}
END_TEST

START_TEST(bw_rules_allow_descriptors_of_masters_alone)
{
	ck_assert(
	    bw_rules_allow(BW_MSG_WORKER_STARTED, tftpd_master, parent, true));
	ck_assert(!bw_rules_allow(
	    BW_MSG_WORKER_STARTED, tftpd_master, parent, false));
	ck_assert(!bw_rules_allow(BW_MSG_WORKER_STARTED, tftpd, parent, true));
	for (int type = 0; type < BW_N_MSGS; type++) {
		ck_assert(!bw_rules_allow(
		    (enum bw_msg_type)type, tftpd, parent, true));
		ck_assert(!bw_rules_allow(
		    (enum bw_msg_type)type, bootpd, parent, true));
	}
}
END_TEST

START_TEST(bw_rules_allow_no_child_to_speak_to_another)
{
	for (int i = 0; i < BW_N_ROLES * BW_N_ROLES * BW_N_MSGS; i++) {
		struct bw_speaker from = {
		    .role = (enum bw_role)(i % BW_N_ROLES)};
		struct bw_speaker to = {
		    .role = (enum bw_role)(i / BW_N_ROLES % BW_N_ROLES)};
		enum bw_msg_type type =
		    (enum bw_msg_type)(i / (BW_N_ROLES * BW_N_ROLES));

		if (from.role != BW_ROLE_PARENT && to.role != BW_ROLE_PARENT) {
			ck_assert(!bw_rules_allow(type, from, to, false));
			ck_assert(!bw_rules_allow(type, from, to, true));
		}
		ck_assert(!bw_rules_allow(type, tftpd, tftpd_master, false));
	}
}
END_TEST

START_TEST(bw_rules_name_every_message)
{
	for (int type = BW_MSG_HELLO; type < BW_N_MSGS; type++) {
		ck_assert_str_ne(bw_msg_type_str((enum bw_msg_type)type), "?");
	}
	ck_assert_str_eq(bw_msg_type_str(BW_N_MSGS), "?");
	ck_assert(!bw_rules_allow(BW_N_MSGS, bootpd, parent, false));
	ck_assert(!bw_rules_allow(BW_MSG_NONE, bootpd, parent, false));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ipc/rules");
	TCase *tc = tcase_create("rules");

	tcase_add_test(tc, bw_rules_allow_leases_to_bootpd_alone);
	tcase_add_test(tc, bw_rules_allow_descriptors_of_masters_alone);
	tcase_add_test(tc, bw_rules_allow_no_child_to_speak_to_another);
	tcase_add_test(tc, bw_rules_name_every_message);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
