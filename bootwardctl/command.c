/* SPDX-License-Identifier: ISC */
/* Commands; see command.h.  Pure. */
#include "command.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "ipc/levels.h"

static const char *const names[] = {
    [BW_CTL_STATUS] = "status",
    [BW_CTL_LEASES] = "leases",
    [BW_CTL_HOSTS] = "hosts",
    [BW_CTL_EXPORTS] = "exports",
    [BW_CTL_COUNTERS] = "counters",
    [BW_CTL_OVERLAYS] = "overlays",
    [BW_CTL_SESSIONS] = "sessions",
    [BW_CTL_TRACE] = "trace",
    [BW_CTL_WATCH] = "watch",
    [BW_CTL_EXPLAIN] = "explain",
    [BW_CTL_SUSPENDED] = "suspended",
    [BW_CTL_DROP_LEASE] = "drop-lease",
    [BW_CTL_DROP_OVERLAY] = "drop-overlay",
    [BW_CTL_ADD_LEASE] = "import-leases",
    [BW_CTL_PARDON] = "pardon",
    [BW_CTL_RELOAD] = "reload",
    [BW_CTL_LOG_LEVEL] = "log-level",
};

static int
parse_machine(const char *word, struct bw_ctl_ask *out)
{
	if (bw_mac_parse(word, out->mac) == 0) {
		out->by = BW_CTL_BY_MAC;
	} else if (bw_addr_parse(word, &out->address) == 0) {
		out->by = BW_CTL_BY_ADDRESS;
	} else if (bw_uuid_parse(word, out->uuid) == 0) {
		out->by = BW_CTL_BY_UUID;
	} else {
		return -EBADMSG;
	}
	return 0;
}

/* A client as overlays name it, and perhaps an export. */
static int
parse_overlay(const char *const *words, size_t n, struct bw_ctl_ask *out)
{
	struct bw_addr addr;

	if (bw_mac_parse(words[0], out->mac) == 0) {
		(void)bw_mac_str(out->mac, out->client);
	} else if (bw_addr_parse(words[0], &addr) == 0) {
		(void)bw_addr_ip_str(&addr, out->client);
	} else {
		return -EBADMSG;
	}
	return n == 1
		   ? 0
		   : bw_text_copy(out->export, sizeof(out->export), words[1]);
}

/* A MAC, or "all". */
static int
parse_pardon(const char *word, struct bw_ctl_ask *out)
{
	if (strcmp(word, "all") == 0) {
		return 0;
	}
	out->by = BW_CTL_BY_MAC;
	return bw_mac_parse(word, out->mac);
}

/* Services and a level. */
static int
parse_level(const char *const *words, struct bw_ctl_ask *out)
{
	enum bw_log_level level;
	unsigned services;

	if (bw_services_parse(words[0], &services, NULL) != 0 ||
	    bw_level_parse(words[1], &level) != 0) {
		return -EBADMSG;
	}
	out->services = services;
	out->level = (uint8_t)level;
	return 0;
}

static int
parse_argument(enum bw_ctl_what what, const char *const *words, size_t n,
    struct bw_ctl_ask *out)
{
	if (what == BW_CTL_ADD_LEASE) {
		return 0; /* a file's name */
	}
	if (what == BW_CTL_DROP_OVERLAY) {
		return parse_overlay(words, n, out);
	}
	if (what == BW_CTL_LOG_LEVEL) {
		return parse_level(words, out);
	}
	if (what == BW_CTL_PARDON) {
		return parse_pardon(words[0], out);
	}
	if (what == BW_CTL_EXPLAIN) {
		return bw_mac_parse(words[0], out->explain.mac);
	}
	if (parse_machine(words[0], out) != 0 ||
	    (what == BW_CTL_DROP_LEASE &&
		(out->by != BW_CTL_BY_ADDRESS ||
		    out->address.family != BW_FAMILY_IPV4))) {
		return -EBADMSG;
	}
	return 0;
}

/* How many words a command takes behind its own. */
static void
count_arguments(enum bw_ctl_what what, size_t *least, size_t *most)
{
	*least = *most = 0;
	if (what == BW_CTL_LOG_LEVEL) {
		*least = *most = 2;
	} else if (what == BW_CTL_DROP_OVERLAY) {
		*least = 1;
		*most = 2;
	} else if (what == BW_CTL_TRACE || what == BW_CTL_EXPLAIN ||
		   what == BW_CTL_DROP_LEASE || what == BW_CTL_ADD_LEASE ||
		   what == BW_CTL_PARDON) {
		*least = *most = 1;
	}
}

int
command_parse(const char *const *words, size_t n, struct bw_ctl_ask *out)
{
	struct bw_ctl_ask ask = {0};
	size_t what = 0, n_least, n_most;
	int error = 0;

	while (what < ARRAY_LEN(names) &&
	       (n == 0 || strcmp(words[0], names[what]) != 0)) {
		what++;
	}
	if (what == ARRAY_LEN(names)) {
		return -ENOENT;
	}
	ask.what = (uint8_t)what;
	count_arguments((enum bw_ctl_what)what, &n_least, &n_most);
	if (n < 1 + n_least || n > 1 + n_most) {
		return -EINVAL;
	}
	if (n > 1) {
		error = parse_argument(
		    (enum bw_ctl_what)what, words + 1, n - 1, &ask);
	}
	if (error != 0) {
		return error;
	}
	*out = ask;
	return 0;
}
