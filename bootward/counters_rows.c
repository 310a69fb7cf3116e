/* SPDX-License-Identifier: ISC */
/* What has been counted, as rows and as a page; see counters.h.  Pure. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/line.h"
#include "counters.h"
#include "ipc/dhcp_type.h"

#define VALUE_MAX 32

/* A metric; how many rows it has depends on the configuration alone. */
struct metric {
	const char *name;
	const char *type; /* Prometheus's word */
	const char *help;
	uint32_t (*n_rows)(const struct counters *c);
	/* out bears the metric's name already */
	void (*row)(
	    const struct counters *c, uint32_t i, struct bw_ctl_counter *out);
};

/* Text of our own, which fits. */
static void
set(char *text, size_t size, const char *format, ...) BW_PRINTF(3, 4);

static void
set(char *text, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, size, format, args); /* cut, if it must be */
	va_end(args);
}

#define LABELS(out, ...) set((out)->labels, sizeof((out)->labels), __VA_ARGS__)

/* --- DHCP ------------------------------------------------------------------ */

struct word {
	uint8_t type;
	const char *label;
};

static const struct word asked[] = {
    {DHCP_TYPE_BOOTP, "bootp"},
    {DHCP_TYPE_DISCOVER, "discover"},
    {DHCP_TYPE_REQUEST, "request"},
    {DHCP_TYPE_DECLINE, "decline"},
    {DHCP_TYPE_RELEASE, "release"},
    {DHCP_TYPE_INFORM, "inform"},
};

static const struct word answered[] = {
    {0, "none"},
    {DHCP_TYPE_OFFER, "offer"},
    {DHCP_TYPE_ACK, "ack"},
    {DHCP_TYPE_NAK, "nak"},
};

static uint32_t
n_messages(const struct counters *c)
{
	return c->services[BW_ROLE_BOOTPD].runs
		   ? ARRAY_LEN(asked) * ARRAY_LEN(answered)
		   : 0;
}

static void
message(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	const struct word *ask = &asked[i / ARRAY_LEN(answered)];
	const struct word *answer = &answered[i % ARRAY_LEN(answered)];

	LABELS(out, "type=\"%s\",answer=\"%s\"", ask->label, answer->label);
	out->value = c->dhcp[ask->type][answer->type];
}

static uint32_t
n_reasons(const struct counters *c)
{
	return (uint32_t)c->n_reasons;
}

static void
reason(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	LABELS(out, "reason=\"%s\"", c->reasons[i].text);
	out->value = c->reasons[i].n;
}

/* A histogram: its buckets, each with what is in those before, sum, count. */
static uint32_t
n_dora(const struct counters *c)
{
	return c->services[BW_ROLE_BOOTPD].runs ? COUNTERS_DORA_BUCKETS + 2 : 0;
}

static void
dora(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	const char *suffix = "_bucket";
	uint32_t last = i;

	if (i >= COUNTERS_DORA_BUCKETS) {
		last = COUNTERS_DORA_BUCKETS - 1;
		suffix = i == COUNTERS_DORA_BUCKETS ? "_sum" : "_count";
	} else if (i == COUNTERS_DORA_BUCKETS - 1) {
		LABELS(out, "le=\"+Inf\"");
	} else {
		LABELS(out, "le=\"%g\"", counters_dora_ms[i] / 1000.0);
	}
	set(out->name + strlen(out->name),
	    sizeof(out->name) - strlen(out->name), "%s", suffix);
	if (i == COUNTERS_DORA_BUCKETS) {
		out->value = c->dora_sum_ms;
		out->milli = 1;
		return;
	}
	for (uint32_t bucket = 0; bucket <= last; bucket++) {
		out->value += c->dora[bucket];
	}
}

/* --- leases ---------------------------------------------------------------- */

static uint32_t
n_leases(const struct counters *c)
{
	return c->services[BW_ROLE_STORED].runs ? BW_LEASE_STATE_MAX + 1 : 0;
}

static void
lease(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	LABELS(out, "state=\"%s\"", bw_lease_state_str((enum bw_lease_state)i));
	out->value = c->now.n_leases[i];
}

static uint32_t
n_pools(const struct counters *c)
{
	return (uint32_t)c->now.n_pools;
}

/* The labels of the nth pool, and which it is. */
static const struct counters_pool *
nth_pool(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	const struct counters_pool *pool = &c->now.pools[i];
	char first[BW_ADDR_STR_MAX], last[BW_ADDR_STR_MAX];

	LABELS(out, "subnet=\"%s\",pool=\"%s-%s\"", pool->subnet,
	    bw_ipv4_str(pool->first, first), bw_ipv4_str(pool->last, last));
	return pool;
}

static void
pool_size(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	const struct counters_pool *pool = nth_pool(c, i, out);

	out->value = (uint64_t)pool->last - pool->first + 1;
}

static void
pool_used(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	out->value = nth_pool(c, i, out)->n_used;
}

/* --- services -------------------------------------------------------------- */

static const enum bw_role senders[] = {
    BW_ROLE_TFTPD, BW_ROLE_HTTPD, BW_ROLE_NBDD};
static const enum bw_role children[] = {BW_ROLE_BOOTPD, BW_ROLE_TFTPD,
    BW_ROLE_HTTPD, BW_ROLE_NBDD, BW_ROLE_STORED, BW_ROLE_FETCHD, BW_ROLE_TLSD};

/* The nth of these services that runs; BW_N_ROLES after the last. */
static enum bw_role
nth_running(
    const struct counters *c, const enum bw_role *of, size_t n_of, uint32_t nth)
{
	for (size_t i = 0; i < n_of; i++) {
		if (c->services[of[i]].runs && nth-- == 0) {
			return of[i];
		}
	}
	return BW_N_ROLES;
}

static uint32_t
n_running(const struct counters *c, const enum bw_role *of, size_t n_of)
{
	uint32_t n = 0;

	while (nth_running(c, of, n_of, n) != BW_N_ROLES) {
		n++;
	}
	return n;
}

static uint32_t
n_senders(const struct counters *c)
{
	return n_running(c, senders, ARRAY_LEN(senders));
}

/* The label of the nth sender, and which it is. */
static enum bw_role
sender(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	enum bw_role role = nth_running(c, senders, ARRAY_LEN(senders), i);

	LABELS(out, "service=\"%s\"", bw_role_str(role));
	return role;
}

static void
bytes(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	out->value = c->services[sender(c, i, out)].bytes;
}

static void
active(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	out->value = c->now.n_active[sender(c, i, out)];
}

/* TFTP and HTTP, which send files. */
static uint32_t
n_ends(const struct counters *c)
{
	return n_running(c, senders, 2) * (BW_END_MAX + 1);
}

static void
transfer(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	enum bw_role role =
	    nth_running(c, senders, ARRAY_LEN(senders), i / (BW_END_MAX + 1));
	enum bw_end end = (enum bw_end)(i % (BW_END_MAX + 1));

	LABELS(out, "service=\"%s\",end=\"%s\"", bw_role_str(role),
	    bw_end_str(end));
	out->value = c->services[role].ends[end];
}

static uint32_t
n_retransmits(const struct counters *c)
{
	return c->services[BW_ROLE_TFTPD].runs ? 1 : 0;
}

static void
retransmits(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	(void)i; /* it is one */
	out->value = c->services[BW_ROLE_TFTPD].retransmits;
}

static uint32_t
n_written(const struct counters *c)
{
	return c->services[BW_ROLE_NBDD].runs ? 1 : 0;
}

static void
written(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	(void)i; /* it is one */
	out->value = c->bytes_written;
}

static uint32_t
n_children(const struct counters *c)
{
	return n_running(c, children, ARRAY_LEN(children));
}

static void
restarts(const struct counters *c, uint32_t i, struct bw_ctl_counter *out)
{
	enum bw_role role = nth_running(c, children, ARRAY_LEN(children), i);

	LABELS(out, "service=\"%s\"", bw_role_str(role));
	out->value = c->now.n_restarts[role];
}

/* --- all of them ----------------------------------------------------------- */

static const struct metric metrics[] = {
    {"bootward_dhcp_messages_total", "counter",
	"Messages of BOOTP and DHCP clients by what they were answered.",
	n_messages, message},
    {"bootward_dhcp_unanswered_total", "counter",
	"Messages that were not answered, by reason.", n_reasons, reason},
    {"bootward_dora_seconds", "histogram",
	"Time from a client's DISCOVER to the ACK it got.", n_dora, dora},
    {"bootward_leases", "gauge", "Leases by state.", n_leases, lease},
    {"bootward_pool_addresses", "gauge", "Addresses of each pool.", n_pools,
	pool_size},
    {"bootward_pool_used", "gauge",
	"Addresses of each pool that cannot be given out now.", n_pools,
	pool_used},
    {"bootward_transfers_total", "counter",
	"Files sent, or not, by how that ended.", n_ends, transfer},
    {"bootward_sent_bytes_total", "counter", "Bytes of files and exports sent.",
	n_senders, bytes},
    {"bootward_active", "gauge", "Transfers under way and exports attached.",
	n_senders, active},
    {"bootward_tftp_retransmits_total", "counter", "TFTP packets sent again.",
	n_retransmits, retransmits},
    {"bootward_nbd_written_bytes_total", "counter",
	"Bytes that clients wrote to exports.", n_written, written},
    {"bootward_restarts_total", "counter",
	"Workers started again because one ended.", n_children, restarts},
};

bool
counters_nth(
    const struct counters *counters, uint32_t n, struct bw_ctl_counter *out)
{
	for (size_t i = 0; i < ARRAY_LEN(metrics); i++) {
		const struct metric *metric = &metrics[i];
		uint32_t n_rows = metric->n_rows(counters);

		if (n < n_rows) {
			*out = (struct bw_ctl_counter){0};
			set(out->name, sizeof(out->name), "%s", metric->name);
			metric->row(counters, n, out);
			return true;
		}
		n -= n_rows;
	}
	return false;
}

/* --- the page -------------------------------------------------------------- */

static void
add_row(struct bw_line *page, const struct bw_ctl_counter *row)
{
	bool labelled = row->labels[0] != '\0';
	char value[VALUE_MAX];

	if (row->milli == 1) {
		set(value, sizeof(value), "%" PRIu64 ".%03" PRIu64,
		    row->value / 1000, row->value % 1000);
	} else {
		set(value, sizeof(value), "%" PRIu64, row->value);
	}
	bw_line_add_whole(page, "%s%s%s%s %s\n", row->name, labelled ? "{" : "",
	    row->labels, labelled ? "}" : "", value);
}

size_t
counters_page(const struct counters *counters, char *out, size_t size)
{
	struct bw_line page;
	uint32_t n = 0;

	bw_line_init(&page, out, size);
	for (size_t i = 0; i < ARRAY_LEN(metrics); i++) {
		const struct metric *metric = &metrics[i];
		uint32_t end = n + metric->n_rows(counters);
		struct bw_ctl_counter row;

		if (n < end) {
			bw_line_add_whole(&page, "# HELP %s %s\n# TYPE %s %s\n",
			    metric->name, metric->help, metric->name,
			    metric->type);
		}
		while (n < end && counters_nth(counters, n, &row)) {
			add_row(&page, &row);
			n++;
		}
	}
	return page.len;
}
