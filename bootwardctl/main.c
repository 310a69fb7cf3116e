/* SPDX-License-Identifier: ISC */
/*
 * bootwardctl: asks a running suite one question by its control socket and
 * prints the rows it answers.  Needs no privilege but that of the socket.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "advice.h"
#include "base/text.h"
#include "command.h"
#include "import.h"
#include "ipc/chan.h"
#include "ipc/rules.h"
#include "page.h"
#include "pypxe.h"
#include "rows.h"
#include "watch.h"

#define SOCKET_PATH "/run/bootward/control"
#define ANSWER_S    15 /* a suite that says nothing for so long is stuck */

enum {
	EXIT_USAGE = 2,
	EXIT_UNREACHABLE = 3,
};

struct printing {
	enum bw_emit_format format;
	bool pypxe; /* leases as a file of PyPXE's */
	struct bw_ctl_ask ask;
	unsigned n; /* rows, sessions when they have events */
	unsigned n_events;
	struct bw_ctl_event last; /* of this session */
};

static const char usage[] =
    "usage: bootwardctl [-s SOCKET] [--json | --csv] COMMAND\n"
    "  status              processes of the suite\n"
    "  leases [--html | --pypxe]\n"
    "                      addresses and who holds them\n"
    "  hosts               reservations\n"
    "  exports             network block devices and who uses them\n"
    "  overlays            what is kept of what clients wrote\n"
    "  counters            what was counted, as Prometheus is told it\n"
    "  sessions            the last boots of all machines\n"
    "  trace MAC|IP|UUID   the last boots of one machine, step by step\n"
    "  explain MAC [--arch ARCH] [--class TEXT] [--ipxe]\n"
    "                      what a machine would be offered, and why\n"
    "  suspended           clients that are not heard for a while, and why\n"
    "  watch               events as they happen\n"
    "  import-leases FILE  take over leases of PyPXE's file\n"
    "  drop-lease ADDRESS  make an address free again\n"
    "  drop-overlay CLIENT [EXPORT]\n"
    "                      drop what is kept of a client, MAC or address\n"
    "  pardon MAC|all      hear a suspended client again\n"
    "  log-level SERVICE LEVEL\n"
    "                      log more or less, until the next reload\n"
    "  reload              read the configuration again\n";

/* --- the socket ------------------------------------------------------------ */

static int
connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(path) >= sizeof(address.sun_path)) {
		return -ENAMETOOLONG;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return -errno;
	}
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) !=
	    0) {
		int error = -errno;

		(void)close(fd); /* of no use */
		return error;
	}
	return fd;
}

static int
send_ask(int fd, const struct bw_ctl_ask *ask)
{
	struct bw_msg msg = {.type = BW_MSG_CTL_ASK, .u.ask = *ask};
	struct timeval patience = {.tv_sec = ANSWER_S};

	if (ask->what != BW_CTL_WATCH && ask->what != BW_CTL_RELOAD &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		sizeof(patience)) != 0) {
		return -errno;
	}
	return bw_chan_send(fd, &msg, -1);
}

/* --- rows ------------------------------------------------------------------ */

/* The end of a session that was told with its events. */
static void
end_session(struct printing *p)
{
	struct advice advice;
	struct bw_emit emit;

	if (p->ask.what != BW_CTL_TRACE || p->n == 0 || p->n_events == 0) {
		return;
	}
	advice = advice_of(&p->last);
	bw_emit_begin(&emit, p->format);
	bw_emit_text(&emit, "stopped", advice.at);
	bw_emit_text(&emit, "help", advice.help);
	bw_emit_end(&emit);
	if (p->format == BW_EMIT_JSON) {
		printf("],\n%s", emit.line + 1); /* goes on with its object */
	} else {
		printf("  %s\n", emit.line);
	}
}

/* A session whose events follow: its object stays open. */
static void
begin_session(struct printing *p, const struct bw_msg *row)
{
	struct bw_emit emit;

	end_session(p);
	rows_emit(&emit, p->format, row);
	if (p->format == BW_EMIT_JSON) {
		printf("%s%.*s,\"events\":[", p->n > 0 ? ",\n" : "",
		    (int)emit.len - 1, emit.line);
	} else {
		printf("%s\n", emit.line);
	}
	p->n++;
	p->n_events = 0;
}

static void
print_event(struct printing *p, const struct bw_msg *row)
{
	uint64_t step_ms =
	    p->n_events == 0 || row->u.event.at_ms < p->last.at_ms
		? 0
		: row->u.event.at_ms - p->last.at_ms;
	struct bw_emit emit;

	rows_emit(&emit, p->format, row);
	if (p->format == BW_EMIT_JSON) {
		printf("%s\n%s", p->n_events > 0 ? "," : "", emit.line);
	} else {
		printf("  +%llu.%03llus %s\n",
		    (unsigned long long)step_ms / 1000,
		    (unsigned long long)step_ms % 1000, emit.line);
	}
	p->last = row->u.event;
	p->n_events++;
}

static void
print_pypxe(struct printing *p, const struct bw_lease *lease)
{
	char row[PYPXE_ROW_MAX];

	if (lease->state == BW_LEASE_STATE_BOUND) {
		pypxe_row(lease, row);
		printf("%s%s", p->n > 0 ? ",\n" : "", row);
		p->n++;
	}
}

static void
print_row(struct printing *p, const struct bw_msg *row)
{
	struct bw_emit emit;

	if (p->pypxe) {
		print_pypxe(p, &row->u.lease);
		return;
	}
	if (p->n == 0 &&
	    (p->format == BW_EMIT_CSV || p->format == BW_EMIT_HTML)) {
		rows_emit(&emit,
		    p->format == BW_EMIT_CSV ? BW_EMIT_CSV_HEADER
					     : BW_EMIT_HTML_HEADER,
		    row);
		printf("%s\n", emit.line);
	}
	rows_emit(&emit, p->format, row);
	if (p->format == BW_EMIT_JSON && p->ask.what != BW_CTL_WATCH) {
		printf("%s%s", p->n > 0 ? ",\n" : "", emit.line);
	} else {
		printf("%s\n", emit.line);
	}
	p->n++;
}

static void
take_row(struct printing *p, const struct bw_msg *row)
{
	if (row->type == BW_MSG_REASON_LISTED && p->format == BW_EMIT_TEXT) {
		fprintf(stderr, "bootwardctl: %s\n", row->u.reason.text);
	} else if (p->ask.what != BW_CTL_TRACE) {
		print_row(p, row);
	} else if (row->type == BW_MSG_SESSION_LISTED) {
		begin_session(p, row);
	} else {
		print_event(p, row);
	}
	if (p->ask.what == BW_CTL_WATCH) {
		(void)fflush(stdout); /* main() asks for errors at the end */
	}
}

/*
 * Hung up on with our question unread, we are told of the reset once, ahead of
 * what was said before it: the reason.
 */
static int
await(int fd, struct bw_msg *out)
{
	int error = bw_chan_await(fd, out, NULL);

	return error == -EPIPE ? bw_chan_await(fd, out, NULL) : error;
}

/* What encloses all rows. */
struct frame {
	const char *before;
	const char *after;
};

static struct frame
frame_of(const struct printing *p)
{
	bool list = p->ask.what < BW_CTL_WATCH || p->ask.what == BW_CTL_RELOAD;

	if (p->pypxe) {
		return (struct frame){"{", "}\n"};
	}
	if (p->format == BW_EMIT_JSON && list) {
		return (struct frame){"[", "]\n"};
	}
	if (p->format == BW_EMIT_HTML) {
		return (struct frame){page_head, page_tail};
	}
	return (struct frame){"", ""};
}

/* Everything until the end; the status to exit with. */
static int
take_answer(int fd, struct printing *p)
{
	const struct bw_speaker parent = {.role = BW_ROLE_PARENT};
	const struct bw_speaker ctl = {.role = BW_ROLE_CTL};
	struct frame frame = frame_of(p);
	static struct bw_msg msg;

	printf("%s", frame.before);
	while (ferror(stdout) == 0) {
		int error = await(fd, &msg);

		if (error != 0 ||
		    !bw_rules_allow(msg.type, parent, ctl, false)) {
			fprintf(stderr, "bootwardctl: no answer: %s\n",
			    error == -EPIPE    ? "the suite hung up"
			    : error == -EAGAIN ? "the suite is silent"
					       : "not understood");
			return EXIT_FAILURE;
		}
		if (msg.type == BW_MSG_CTL_ANSWERED) {
			break;
		}
		take_row(p, &msg);
	}
	end_session(p);
	printf("%s", frame.after);
	if (msg.u.refused.error != 0) {
		fprintf(stderr, "bootwardctl: %s\n", msg.u.refused.reason);
		return EXIT_FAILURE;
	}
	if (p->ask.what == BW_CTL_TRACE && p->n == 0) {
		fprintf(stderr, "bootwardctl: no boot of this machine is "
				"remembered\n");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* --- the command line ------------------------------------------------------ */

struct options {
	const char *path;
	enum bw_emit_format format;
	bool pypxe;
	bool supposes; /* one of --arch, --class, --ipxe */
	struct bw_ctl_explain explain;
};

/* An option about the machine that `explain` is to suppose; 0, -EMSGSIZE. */
static int
suppose(int option, struct options *out)
{
	struct bw_ctl_explain *explain = &out->explain;

	out->supposes = true;
	if (option == 'a') {
		return bw_text_copy(
		    explain->arch, sizeof(explain->arch), optarg);
	}
	if (option == 'C') {
		return bw_text_copy(explain->vendor_class,
		    sizeof(explain->vendor_class), optarg);
	}
	explain->ipxe = 1;
	return 0;
}

/* -1 to go on, or the status to exit with. */
static int
parse_options(int argc, char **argv, struct options *out)
{
	static const struct option options[] = {
	    {"socket", required_argument, NULL, 's'},
	    {"json", no_argument, NULL, 'j'},
	    {"csv", no_argument, NULL, 'c'},
	    {"html", no_argument, NULL, 'H'},
	    {"pypxe", no_argument, NULL, 'p'},
	    {"arch", required_argument, NULL, 'a'},
	    {"class", required_argument, NULL, 'C'},
	    {"ipxe", no_argument, NULL, 'i'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "s:jch", options, NULL)) != -1) {
		switch (c) {
		case 's':
			out->path = optarg;
			break;
		case 'j':
			out->format = BW_EMIT_JSON;
			break;
		case 'c':
			out->format = BW_EMIT_CSV;
			break;
		case 'H':
			out->format = BW_EMIT_HTML;
			break;
		case 'p':
			out->pypxe = true;
			break;
		case 'a':
		case 'C':
		case 'i':
			if (suppose(c, out) != 0) {
				fputs(usage, stderr);
				return EXIT_USAGE;
			}
			break;
		case 'h':
			printf("%s", usage);
			return EXIT_SUCCESS;
		case 'V':
			printf("bootwardctl %s\n", BW_VERSION);
			return EXIT_SUCCESS;
		default:
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	return -1;
}

static int
refuse_words(int error)
{
	fprintf(stderr, "bootwardctl: %s\n%s",
	    error == -EBADMSG
		? "that is no MAC, address, UUID, service or level"
	    : error == -EINVAL ? "an argument is missing or too many"
			       : "no such command",
	    usage);
	return EXIT_USAGE;
}

static int
end_watch(int error)
{
	if (error != 0) {
		fprintf(stderr, "bootwardctl: no answer: %s\n",
		    error == -EPIPE ? "the suite hung up" : strerror(-error));
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	static struct printing printing;
	struct options options = {.path = SOCKET_PATH};
	int status = parse_options(argc, argv, &options);
	int error, fd;

	if (status >= 0) {
		return status;
	}
	error = command_parse((const char *const *)argv + optind,
	    (size_t)(argc - optind), &printing.ask);
	if (error == 0 && options.supposes &&
	    printing.ask.what != BW_CTL_EXPLAIN) {
		error = -EINVAL;
	}
	if (error != 0) {
		return refuse_words(error);
	}
	printing.format = options.format;
	memcpy(options.explain.mac, printing.ask.explain.mac, BW_MAC_LEN);
	printing.ask.explain = options.explain;
	if (printing.format == BW_EMIT_CSV &&
	    printing.ask.what == BW_CTL_TRACE) {
		fputs("bootwardctl: trace has no --csv\n", stderr);
		return EXIT_USAGE;
	}
	if ((options.pypxe || options.format == BW_EMIT_HTML) &&
	    printing.ask.what != BW_CTL_LEASES) {
		fputs(
		    "bootwardctl: --html and --pypxe are for leases\n", stderr);
		return EXIT_USAGE;
	}
	printing.pypxe = options.pypxe;
	fd = connect_to(options.path);
	if (fd >= 0 && printing.ask.what == BW_CTL_ADD_LEASE) {
		return import_leases(fd, argv[optind + 1]);
	}
	if (fd >= 0 && printing.ask.what == BW_CTL_WATCH &&
	    printing.format == BW_EMIT_TEXT && isatty(STDOUT_FILENO) == 1) {
		return end_watch(watch_terminal(fd));
	}
	error = fd < 0 ? fd : send_ask(fd, &printing.ask);
	/* Hung up on already: what it said before tells why. */
	if (error != 0 && error != -EPIPE) {
		fprintf(stderr, "bootwardctl: %s: %s\n", options.path,
		    strerror(-error));
		return EXIT_UNREACHABLE;
	}
	status = take_answer(fd, &printing);
	if (fflush(stdout) != 0) {
		return EXIT_FAILURE;
	}
	return status;
}
