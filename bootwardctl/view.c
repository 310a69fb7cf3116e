/* SPDX-License-Identifier: ISC */
/* Lines of machines; see view.h.  Pure. */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/line.h"
#include "base/text.h"
#include "ipc/dhcp_type.h"

#define NAME_SHOWN 28
#define BAR_CELLS  12u

/* --- what happened --------------------------------------------------------- */

static bool
is_same_machine(
    const struct bw_ctl_event *one, const struct bw_ctl_event *other)
{
	if (bw_bytes_zero(other->mac, BW_MAC_LEN)) {
		return bw_bytes_zero(one->mac, BW_MAC_LEN) &&
		       bw_addr_same_ip(&one->address, &other->address);
	}
	return memcmp(one->mac, other->mac, BW_MAC_LEN) == 0;
}

/* The machine of this event moves to the front; it may be a new one. */
static struct view_machine *
to_front(struct view *view, const struct bw_ctl_event *event)
{
	struct view_machine machine = {0};
	size_t i = 0;

	while (
	    i < view->n && !is_same_machine(&view->machines[i].last, event)) {
		i++;
	}
	if (i < view->n) {
		machine = view->machines[i];
	} else if (view->n < VIEW_MACHINES_MAX) {
		view->n++;
	} else {
		i--; /* the last one goes */
	}
	memmove(&view->machines[1], &view->machines[0],
	    i * sizeof(view->machines[0]));
	view->machines[0] = machine;
	return &view->machines[0];
}

static bool
is_refusal(const struct bw_ctl_event *e)
{
	switch ((int)e->kind) {
	case BW_MSG_CLIENT_SEEN:
		return e->answer == DHCP_TYPE_NAK ||
		       (e->answer == 0 && e->reason[0] != '\0');
	case BW_MSG_TRANSFER_ENDED:
		return e->end != BW_END_COMPLETE && e->end != BW_END_PROBE;
	default:
		return false;
	}
}

static void
note_error(struct view_machine *machine, const struct bw_ctl_event *e)
{
	char name[NAME_SHOWN + 1];
	bool file = e->kind == BW_MSG_TRANSFER_ENDED;

	if (!is_refusal(e)) {
		return;
	}
	(void)snprintf(machine->error, sizeof(machine->error), "%s%s%s%s%.48s",
	    file ? bw_text_printable(
		       name, sizeof(name), e->name, strlen(e->name))
		 : "",
	    file ? " " : "", file ? bw_end_str((enum bw_end)e->end) : "",
	    file && e->reason[0] != '\0' ? ": " : "", e->reason);
}

/* How fast the file moves: since it was last heard of, else on the whole. */
static void
note_rate(struct view_machine *machine, const struct bw_ctl_event *e)
{
	bool same = machine->last.kind == BW_MSG_TRANSFER_PROGRESSED &&
		    strcmp(machine->last.name, e->name) == 0 &&
		    e->bytes >= machine->last.bytes && e->ms > machine->last.ms;
	uint64_t bytes = same ? e->bytes - machine->last.bytes : e->bytes;
	uint32_t ms = same ? e->ms - machine->last.ms : e->ms;

	machine->rate = ms == 0 ? 0 : bytes * 1000 / ms;
}

void
view_event(struct view *view, const struct bw_ctl_event *event, uint64_t now_ms)
{
	struct view_machine *machine = to_front(view, event);
	struct bw_addr address = {0};

	if (machine->last.session != event->session) {
		machine->error[0] = '\0';
	}
	note_error(machine, event);
	note_rate(machine, event);
	if (machine->last.session == event->session) {
		address = machine->last.address;
	}
	machine->last = *event;
	if (event->address.family == BW_FAMILY_NONE) {
		machine->last.address = address;
	}
	machine->heard_ms = now_ms;
}

void
view_session(
    struct view *view, const struct bw_ctl_session *session, uint64_t now_ms)
{
	struct bw_ctl_event event = {
	    .session = session->id,
	    .address = session->address,
	    .stage = session->stage,
	    .at_ms = session->length_ms,
	    .bytes = session->bytes,
	};
	struct view_machine *machine;

	memcpy(event.mac, session->mac, BW_MAC_LEN);
	machine = to_front(view, &event);
	*machine = (struct view_machine){.last = event, .heard_ms = now_ms};
}

/* --- lines ----------------------------------------------------------------- */

/* "1023 B", "9.8 MB": at most seven characters. */
static const char *
amount(uint64_t bytes, char out[16])
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
	uint64_t tenths = bytes * 10;
	size_t unit = 0;

	if (bytes < 1000) {
		(void)snprintf(out, 16, "%u B", (unsigned)bytes);
		return out;
	}
	tenths = bytes / 100; /* of a kB */
	for (unit = 1; tenths >= 10000 && unit < ARRAY_LEN(units) - 1; unit++) {
		tenths /= 1000;
	}
	(void)snprintf(out, 16, "%u.%u %s", (unsigned)(tenths / 10),
	    (unsigned)(tenths % 10), units[unit]);
	return out;
}

static void
add_bar(struct bw_line *line, uint64_t bytes, uint64_t size)
{
	unsigned percent =
	    size == 0
		? 100
		: (unsigned)(bytes >= size ? 100 : bytes / ((size + 99) / 100));
	unsigned full = percent * BAR_CELLS / 100;

	bw_line_add(line, " [");
	for (unsigned i = 0; i < BAR_CELLS; i++) {
		bw_line_add(line, "%c", i < full ? '#' : '-');
	}
	bw_line_add(line, "] %3u%%", percent);
}

static void
add_rate(struct bw_line *line, const struct view_machine *machine)
{
	char text[16];

	if (machine->rate > 0) {
		bw_line_add(line, " %s/s", amount(machine->rate, text));
	}
}

static void
add_file(struct bw_line *line, const struct view_machine *machine)
{
	const struct bw_ctl_event *e = &machine->last;
	char name[NAME_SHOWN + 1], text[16];
	bool moving = e->kind != BW_MSG_TRANSFER_ENDED;

	bw_line_add(line, "%s",
	    bw_text_printable(name, sizeof(name), e->name, strlen(e->name)));
	if (moving) {
		add_bar(line, e->bytes, e->size);
		add_rate(line, machine);
	} else if (e->end == BW_END_COMPLETE) {
		bw_line_add(line, " %s", amount(e->bytes, text));
		add_rate(line, machine);
	} else {
		bw_line_add(line, " %s", bw_end_str((enum bw_end)e->end));
	}
	if (e->retransmits > 0) {
		bw_line_add(line, " resent %u", (unsigned)e->retransmits);
	}
}

static void
add_export(struct bw_line *line, const struct bw_ctl_event *e)
{
	char name[NAME_SHOWN + 1], read[16], written[16];

	bw_line_add(line, "nbd %s",
	    bw_text_printable(name, sizeof(name), e->name, strlen(e->name)));
	if (e->bytes + e->written > 0) {
		bw_line_add(line, " read %s written %s", amount(e->bytes, read),
		    amount(e->written, written));
	}
	if (e->kind == BW_MSG_EXPORT_DETACHED) {
		bw_line_add(line, " detached");
	}
}

static void
add_dhcp(struct bw_line *line, const struct bw_ctl_event *e)
{
	char name[NAME_SHOWN + 1];

	bw_line_add(line, "%s", bw_dhcp_type_str(e->asked));
	if (e->answer != 0) {
		bw_line_add(line, " > %s", bw_dhcp_type_str(e->answer));
	}
	if (e->name[0] != '\0') {
		bw_line_add(line, " %s",
		    bw_text_printable(
			name, sizeof(name), e->name, strlen(e->name)));
	}
}

static void
add_doing(struct bw_line *line, const struct view_machine *machine)
{
	const struct bw_ctl_event *e = &machine->last;

	switch ((int)e->kind) {
	case BW_MSG_CLIENT_SEEN:
		add_dhcp(line, e);
		break;
	case BW_MSG_TRANSFER_STARTED:
	case BW_MSG_TRANSFER_PROGRESSED:
	case BW_MSG_TRANSFER_ENDED:
		add_file(line, machine);
		break;
	case BW_MSG_EXPORT_ATTACHED:
	case BW_MSG_EXPORT_PROGRESSED:
	case BW_MSG_EXPORT_DETACHED:
		add_export(line, e);
		break;
	default:
		bw_line_add(line, "-"); /* from before we watched */
	}
}

void
view_titles(char out[VIEW_LINE_MAX])
{
	(void)snprintf(out, VIEW_LINE_MAX, "%-17s %-15s %-8s %7s %5s  %s",
	    "MAC", "ADDRESS", "STAGE", "BOOT", "AGO", "LAST");
}

void
view_line(
    const struct view *view, size_t n, uint64_t now_ms, char out[VIEW_LINE_MAX])
{
	const struct view_machine *machine = &view->machines[n];
	const struct bw_ctl_event *e = &machine->last;
	bool known = !bw_bytes_zero(e->mac, BW_MAC_LEN);
	char mac[BW_MAC_STR_MAX], address[BW_ADDR_STR_MAX];
	uint64_t silent_ms = now_ms - machine->heard_ms;
	uint64_t boot_s = (e->at_ms + silent_ms) / 1000;
	struct bw_line line;

	bw_line_init(&line, out, VIEW_LINE_MAX);
	bw_line_add(&line,
	    "%-17s %-15s %-8s %4" PRIu64 ":%02" PRIu64 " %4" PRIu64 "s  ",
	    known ? bw_mac_str(e->mac, mac) : "?",
	    bw_addr_ip_str(&e->address, address),
	    known ? bw_stage_str((enum bw_stage)e->stage) : "?", boot_s / 60,
	    boot_s % 60, silent_ms / 1000);
	add_doing(&line, machine);
	if (machine->error[0] != '\0') {
		bw_line_add(&line, "  ! %s", machine->error);
	}
}
