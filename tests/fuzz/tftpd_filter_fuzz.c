/* SPDX-License-Identifier: ISC */
/* A pattern, a value and a name, each ended by NUL: matched and replaced. */
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "conf/filter.h"
#include "name.h"
#include "proto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct bw_filter_target target;
	char name[TFTP_NAME_MAX];
	struct bw_conf_pair row;
	const struct bw_conf_pairs filters = {&row, 1};
	struct bw_reader r;
	static const struct bw_filter_client client = {
	    {NULL, "02:00:00:00:00:01", "", "10.0.0.1"}};
	const char *asked;
	bool cut;

	bw_reader_init(&r, data, len);
	row.name = bw_reader_cstr(&r);
	row.value = bw_reader_cstr(&r);
	asked = bw_reader_cstr(&r);
	if (bw_reader_check(&r) != 0 ||
	    tftp_name_normalise(asked, name, sizeof(name), &cut) != 0) {
		return 0;
	}
	BW_ASSERT(strlen(name) <= strlen(asked));
	BW_ASSERT(name[0] != '/' && strchr(name, '\\') == NULL);
	if (bw_filter_mistake(row.value) == NULL &&
	    bw_filter_apply(
		&filters, BW_CONF_BRACKETS_AUTO, name, &client, &target) == 0) {
		BW_ASSERT(strlen(target.text) < sizeof(target.text));
		BW_ASSERT(bw_filter_match("*", target.text));
	}
	return 0;
}
