/* SPDX-License-Identifier: ISC */
/*
 * fetchd: asks a web server who may boot, fetches the files of remote roots,
 * and tells hooks of events.  Moves questions from the channel to transfers and their answers
 * back; the only process of the suite that may connect to others.  Resolves no
 * names.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "child/child.h"
#include "conf/hooks.h"
#include "conf/origins.h"
#include "core.h"
#include "download.h"
#include "engine.h"
#include "hooks.h"
#include "multi.h"
#include "profile.h"
#include "remote.h"
#include "trust.h"

static struct bw_worker *worker;
static struct fetch_queue queue;

static void
answer(uint32_t id, const struct fetch_result *result)
{
	struct bw_msg msg;

	fetch_answer_build(id, result, &msg);
	bw_worker_send(worker, &msg, -1);
}

static void
answer_nothing(uint32_t id, const char *why)
{
	static const struct fetch_result none = {.failed = true};
	static struct bw_log_limit limit;

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING, "location=%s error=\"%s\"",
	    worker->conf->http.location, why);
	answer(id, &none);
}

static void
transfer_ended(
    void *arg, uint32_t id, const struct fetch_result *result, const char *why)
{
	static struct bw_log_limit limit;

	(void)arg;
	if (why != NULL) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "location=%s status=%u error=\"%s\"",
		    worker->conf->http.location, (unsigned)result->status, why);
	}
	answer(id, result);
}

static void
begin(const struct fetch_question *question)
{
	const struct bw_conf_http_access *http = &worker->conf->http;
	bool pxe = question->ask.phase == BW_ACCESS_PHASE_PXE;
	struct fetch_form form = {
	    .location = http->location,
	    .path = pxe ? http->pxe : http->dhcp,
	    .mac_dashes = http->mac_dashes,
	    .uuid_upper = http->uuid_upper,
	};
	char url[FETCH_URL_MAX];

	if (question->due_ms <= worker->loop.now_ms) {
		answer_nothing(question->id, "too many questions at once");
	} else if (fetch_url_build(&form, &question->ask, url) != 0) {
		answer_nothing(question->id, "the path is too long");
	} else {
		fetch_engine_begin(question->id, url, question->due_ms);
	}
}

static void
begin_waiting(void)
{
	struct fetch_question question;

	while (fetch_engine_has_room() && fetch_queue_take(&queue, &question)) {
		begin(&question);
	}
}

static void
take_question(struct bw_worker *self, const struct bw_msg *msg)
{
	struct fetch_question question = {
	    .id = msg->id,
	    .ask = msg->u.access_ask,
	    .due_ms = self->loop.now_ms + self->conf->http.timeout_ms,
	};

	if (fetch_queue_put(&queue, &question) != 0) {
		answer_nothing(msg->id, "too many questions at once");
	}
}

/* The parent has looked at the file; one that is no good now changes nothing. */
static void
renew(enum bw_fetch_file which, int fd)
{
	int error = 0;

	switch (which) {
	case BW_FETCH_FILE_TOKEN:
		error = fetch_engine_renew(fd);
		break;
	case BW_FETCH_FILE_HOOK_TOKEN:
		error = fetch_hooks_renew(fd);
		break;
	case BW_FETCH_FILE_TRUST:
		error = fetch_trust_open(fd);
		break;
	case BW_N_FETCH_FILES:
		break;
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "file=%u error=\"%s\"",
		    (unsigned)which, strerror(-error));
	}
}

static void
fetchd_message(struct bw_worker *self, const struct bw_msg *msg, int fd)
{
	BW_ASSERT((fd >= 0) == (msg->type == BW_MSG_FETCH_FILE_RENEWED));
	switch ((int)msg->type) {
	case BW_MSG_FETCH_FILE_RENEWED:
		renew((enum bw_fetch_file)msg->u.fetch_file.which, fd);
		(void)close(fd); /* only read */
		break;
	case BW_MSG_REMOTE_OPEN:
		fetch_remote_ask(msg, self->loop.now_ms);
		break;
	case BW_MSG_NOTICE_POST:
		fetch_hooks_put(&msg->u.notice);
		break;
	default:
		take_question(self, msg);
	}
}

static int
open_access(const struct bw_worker *self)
{
	const struct bw_conf_http_access *http = &self->conf->http;
	int error = fetch_engine_open(
	    http, bw_worker_door(self, "token", 0), transfer_ended, NULL);

	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "location=%s error=\"%s\"",
		    http->location,
		    error == -EBADMSG        ? "not [SCHEME://]HOST[:PORT]"
		    : error == -ENOENT       ? "no address is known"
		    : error == -EKEYREJECTED ? "there is no token"
					     : strerror(-error));
	}
	return error;
}

static void
say(const struct bw_msg *msg, int fd)
{
	bw_worker_send(worker, msg, fd);
}

static int
fetchd_open(struct bw_worker *self)
{
	const struct bw_conf *conf = self->conf;
	int error = fetch_multi_open(&self->loop);

	worker = self;
	if (error == 0) {
		error = fetch_trust_open(bw_worker_door(self, "trust", 0));
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"%s\"", strerror(-error));
	}
	if (error == 0 && bw_conf_asks_access(conf)) {
		error = open_access(self);
	}
	if (error == 0 && bw_conf_has_remote(conf)) {
		error = fetch_remote_open(
		    conf, bw_worker_door(self, "cache", 0), say);
	}
	if (error == 0 && bw_conf_has_hooks(conf)) {
		error = fetch_hooks_open(
		    conf, bw_worker_door(self, "hook-token", 0));
	}
	return error;
}

static void
fetchd_walls(struct bw_worker *self, struct bw_confine *walls)
{
	static uint16_t ports[BW_ORIGINS_MAX + 1 + BW_CONF_NOTICES_MAX];
	size_t n = 0;

	if (bw_conf_has_remote(self->conf)) {
		n = fetch_download_ports(ports);
	} else {
		walls->max_file_size = 0;
	}
	if (bw_conf_asks_access(self->conf)) {
		ports[n++] = fetch_engine_port();
	}
	n += fetch_hooks_ports(ports + n);
	walls->connect_ports = ports;
	walls->n_connect_ports = n;
}

static void
fetchd_start(struct bw_worker *self)
{
	(void)self; /* questions come by the channel */
}

static uint64_t
fetchd_due(struct bw_worker *self)
{
	uint64_t due_ms = fetch_multi_due(), remote_ms = fetch_remote_due(),
		 hooks_ms = fetch_hooks_due();

	(void)self;
	due_ms = remote_ms < due_ms ? remote_ms : due_ms;
	return hooks_ms < due_ms ? hooks_ms : due_ms;
}

static void
fetchd_tick(struct bw_worker *self, uint64_t now_ms)
{
	fetch_multi_tick(now_ms);
	begin_waiting();
	fetch_remote_tick(now_ms);
	fetch_hooks_tick(now_ms);
	if (self->stopping && fetch_hooks_idle()) {
		bw_worker_end(self);
	}
}

/* Hooks are told of the end of all that others had under way. */
static void
fetchd_stop(struct bw_worker *self)
{
	if (fetch_hooks_idle()) {
		bw_worker_end(self);
	}
}

static const struct bw_child fetchd = {
    .role = BW_ROLE_FETCHD,
    .profile = &fetchd_profile,
    .open_rows = fetchd_open_rows,
    .n_open_rows = FETCHD_N_OPEN_ROWS,
    .write_door = "cache",
    .keep_network = true,
    .open = fetchd_open,
    .start = fetchd_start,
    .message = fetchd_message,
    .walls = fetchd_walls,
    .stop = fetchd_stop,
    .due = fetchd_due,
    .tick = fetchd_tick,
};

int
main(int argc, char **argv)
{
	return bw_child_main(argc, argv, &fetchd);
}
