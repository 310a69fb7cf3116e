/* SPDX-License-Identifier: ISC */
/* The live view; see watch.h. */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "ipc/chan.h"
#include "ipc/rules.h"
#include "os/clock.h"
#include "view.h"

#define REDRAW_MS 100  /* at the fastest */
#define AGE_MS    1000 /* and at the slowest: ages are told */
#define ROWS      24   /* of a terminal that does not say */
#define COLUMNS   80

/* ECMA-48: cursor up by n lines, erase to the end of line or screen. */
#define UP         "\x1b[%uA"
#define ERASE_LINE "\x1b[K"
#define ERASE_REST "\x1b[J"

static struct view view;

static int
ask(int fd, enum bw_ctl_what what)
{
	struct bw_msg msg = {.type = BW_MSG_CTL_ASK};

	msg.u.ask.what = (uint8_t)what;
	return bw_chan_send(fd, &msg, -1);
}

/* 1: it was the end of an answer. */
static int
take(const struct bw_msg *msg)
{
	const struct bw_speaker parent = {.role = BW_ROLE_PARENT};
	const struct bw_speaker ctl = {.role = BW_ROLE_CTL};

	if (!bw_rules_allow(msg->type, parent, ctl, false)) {
		return -EBADMSG;
	}
	if (msg->type == BW_MSG_SESSION_LISTED) {
		view_session(&view, &msg->u.session, bw_clock_ms());
	} else if (msg->type == BW_MSG_EVENT_LISTED) {
		view_event(&view, &msg->u.event, bw_clock_ms());
	}
	return msg->type == BW_MSG_CTL_ANSWERED ? 1 : 0;
}

static int
take_sessions(int fd)
{
	static struct bw_msg msg;
	int error = ask(fd, BW_CTL_SESSIONS);

	while (error == 0) {
		error = bw_chan_await(fd, &msg, NULL);
		if (error == 0) {
			error = take(&msg);
		}
	}
	return error < 0 ? error : ask(fd, BW_CTL_WATCH);
}

/* All that is there; what is left of it shows at the next drawing. */
static int
take_events(int fd)
{
	static struct bw_msg msg;
	int error = 0;

	while (error == 0) {
		error = bw_chan_recv_now(fd, &msg, NULL);
		if (error == 0) {
			error = take(&msg);
		}
	}
	return error == -EAGAIN ? 0 : error < 0 ? error : -EPIPE;
}

/* As many lines as the terminal has, each cut to its width; how many. */
static unsigned
draw(unsigned n_drawn)
{
	struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};
	char line[VIEW_LINE_MAX];
	unsigned rows, n = 1;

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size); /* or as it was set */
	rows = size.ws_row < 3 ? 3 : size.ws_row;
	if (n_drawn > 0) {
		printf(UP, n_drawn < rows ? n_drawn : rows - 1);
	}
	view_titles(line);
	printf("\r%.*s" ERASE_LINE "\n", (int)size.ws_col, line);
	for (size_t i = 0; i < view.n && n + 2 < rows; i++, n++) {
		view_line(&view, i, bw_clock_ms(), line);
		printf("%.*s" ERASE_LINE "\n", (int)size.ws_col, line);
	}
	if (n <= view.n) {
		printf("and %zu more" ERASE_LINE "\n", view.n + 1 - n);
		n++;
	}
	printf(ERASE_REST);
	(void)fflush(stdout); /* a terminal that is gone sends SIGHUP */
	return n;
}

static int
open_interrupts(void)
{
	sigset_t mask;

	(void)sigemptyset(&mask); /* these cannot fail */
	(void)sigaddset(&mask, SIGINT);
	(void)sigaddset(&mask, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &mask, NULL);
	return signalfd(-1, &mask, SFD_CLOEXEC);
}

int
watch_terminal(int fd)
{
	struct pollfd ready[] = {
	    {.fd = fd, .events = POLLIN},
	    {.fd = open_interrupts(), .events = POLLIN},
	};
	unsigned n_drawn = 0;
	int error = take_sessions(fd);

	while (error == 0) {
		uint64_t drawn_ms = bw_clock_ms();

		n_drawn = draw(n_drawn);
		if (poll(ready, ARRAY_LEN(ready), AGE_MS) > 0) {
			uint64_t spent_ms = bw_clock_ms() - drawn_ms;

			if (ready[1].revents != 0) {
				break;
			}
			if (spent_ms < REDRAW_MS) {
				(void)poll(
				    &ready[1], 1, (int)(REDRAW_MS - spent_ms));
			}
			error = take_events(fd);
		}
	}
	(void)close(ready[1].fd); /* read only */
	return error;
}
