/* SPDX-License-Identifier: ISC */
/* Commands; see command.h.  Pure. */
#include "command.h"

#include <errno.h>
#include <string.h>

static const char *const names[] = {
    [BW_CTL_STATUS] = "status",
    [BW_CTL_LEASES] = "leases",
    [BW_CTL_HOSTS] = "hosts",
    [BW_CTL_EXPORTS] = "exports",
    [BW_CTL_COUNTERS] = "counters",
    [BW_CTL_SESSIONS] = "sessions",
    [BW_CTL_TRACE] = "trace",
    [BW_CTL_WATCH] = "watch",
    [BW_CTL_DROP_LEASE] = "drop-lease",
};

static int
parse_machine(const char *word, struct bw_ctl_ask *out)
{
	if (bw_mac_parse(word, out->mac) == 0) {
		out->by = BW_CTL_BY_MAC;
	} else if (bw_ipv4_parse(word, &out->address) == 0) {
		out->by = BW_CTL_BY_ADDRESS;
	} else if (bw_uuid_parse(word, out->uuid) == 0) {
		out->by = BW_CTL_BY_UUID;
	} else {
		return -EBADMSG;
	}
	return 0;
}

int
command_parse(const char *const *words, size_t n, struct bw_ctl_ask *out)
{
	struct bw_ctl_ask ask = {0};
	size_t what = 0, n_wanted;

	while (what < ARRAY_LEN(names) &&
	       (n == 0 || strcmp(words[0], names[what]) != 0)) {
		what++;
	}
	if (what == ARRAY_LEN(names)) {
		return -ENOENT;
	}
	ask.what = (uint8_t)what;
	n_wanted = what == BW_CTL_TRACE || what == BW_CTL_DROP_LEASE ? 2 : 1;
	if (n != n_wanted) {
		return -EINVAL;
	}
	if (n_wanted == 2 && parse_machine(words[1], &ask) != 0) {
		return -EBADMSG;
	}
	if (what == BW_CTL_DROP_LEASE && ask.by != BW_CTL_BY_ADDRESS) {
		return -EBADMSG;
	}
	*out = ask;
	return 0;
}
