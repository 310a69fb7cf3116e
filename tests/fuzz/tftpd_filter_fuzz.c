/* SPDX-License-Identifier: ISC */
/* A pattern, a value and a name, each ended by NUL: matched and replaced. */
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "filter.h"
#include "name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct tftp_target target;
	char name[TFTP_NAME_MAX];
	struct bw_conf_pair row;
	const struct bw_conf_pairs filters = {&row, 1};
	struct bw_reader r;
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
	if (tftp_filter_mistake(&row) == NULL &&
	    tftp_filter_apply(&filters, name, &target) == 0) {
		BW_ASSERT(strlen(target.text) < sizeof(target.text));
		BW_ASSERT(tftp_filter_match("*", target.text));
	}
	return 0;
}
