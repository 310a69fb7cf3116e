/* SPDX-License-Identifier: ISC */
/* Requests: looked up, opened, begun or refused; see service.h. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/known.h"
#include "os/clock.h"
#include "service.h"

#define FILE_SHOWN_MAX 256

/* Judge a request; client is NULL before the parent was asked about it. */
static void
judge(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, struct tftp_ask *out)
{
	struct bw_known known;

	if (client != NULL) {
		bw_known_init(&known, client, &asked->peer);
	}
	tftp_core_ask(service->conf, client != NULL ? &known.client : NULL,
	    asked->buf, asked->len, out);
}

static void
refuse(struct service *service, const struct bw_datagram *asked,
    const struct tftp_ask *ask, enum tftp_refusal refusal)
{
	static struct bw_log_limit limit;
	const struct tftp_refusal_text *text = tftp_refusal_text(refusal);
	char peer[BW_ADDR_STR_MAX];

	service_refuse(service, asked, refusal);
	if (ask->request.filename[0] == '\0') {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "peer=%s refused=\"%s\"", bw_addr_str(&asked->peer, peer),
		    text->text);
		return;
	}
	report_refused(
	    service, &asked->peer, ask->request.filename, text->text);
}

static void
log_name_cut(const struct bw_addr *addr, const char *name)
{
	static struct bw_log_limit limit;
	char peer[BW_ADDR_STR_MAX];
	char shown[FILE_SHOWN_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_INFO,
	    "peer=%s event=rom-quirk file=%s reason=\"a byte behind the name "
	    "was dropped\"",
	    bw_addr_str(addr, peer),
	    bw_text_printable(shown, sizeof(shown), name, strlen(name)));
}

/* Hold a request; NULL: too many are. */
static struct waiting *
hold(struct service *service, const struct bw_datagram *asked)
{
	static struct bw_log_limit limit;

	for (size_t i = 0; i < ARRAY_LEN(service->waiting); i++) {
		struct waiting *waiting = &service->waiting[i];

		if (waiting->used) {
			continue;
		}
		BW_ASSERT(asked->len <= sizeof(waiting->bytes));
		service->n_waiting++;
		waiting->used = true;
		waiting->id = 0;
		waiting->remote = NULL;
		waiting->known = false;
		waiting->datagram = *asked;
		waiting->datagram.buf = waiting->bytes;
		memcpy(waiting->bytes, asked->buf, asked->len);
		return waiting;
	}
	/* The client asks again. */
	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "requests=%d error=\"too many wait\"", SERVICE_WAITING_MAX);
	return NULL;
}

/* Has this peer asked already, and is held? */
static bool
is_held(const struct service *service, const struct bw_datagram *asked)
{
	if (service->n_waiting == 0) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(service->waiting); i++) {
		const struct waiting *waiting = &service->waiting[i];

		if (waiting->used && waiting->datagram.len == asked->len &&
		    memcmp(waiting->bytes, asked->buf, asked->len) == 0 &&
		    memcmp(&waiting->datagram.peer, &asked->peer,
			sizeof(asked->peer)) == 0) {
			return true;
		}
	}
	return false;
}

/* Until the file has been opened; remote is taken. */
static void
hold_for(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, struct bw_remote *remote)
{
	struct waiting *waiting = hold(service, asked);

	if (waiting == NULL) {
		bw_remote_close(remote);
	} else {
		waiting->remote = remote;
		waiting->known = client != NULL;
		if (client != NULL) {
			waiting->client = *client;
		}
	}
}

/* Of a template; the parent was asked about the client. */
static int
make(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, const struct tftp_ask *ask,
    struct source *out)
{
	struct bw_known known;

	bw_known_init(&known, client, &asked->peer);
	return source_make(&service->tree, &service->pieces, &service->pages,
	    &ask->target, &known.client, out);
}

static void
serve(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, const struct tftp_ask *ask,
    uint64_t now_us)
{
	struct source source;
	int error = ask->is_template
			? make(service, asked, client, ask, &source)
			: source_open(&service->tree, &service->pieces,
			      &ask->target, &source);

	if (ask->name_cut) {
		log_name_cut(&asked->peer, ask->request.filename);
	}
	if (error == -EINPROGRESS) {
		hold_for(service, asked, client, source.remote);
		return;
	}
	if (error == -EAGAIN) {
		return; /* too much at once: the client asks again */
	}
	if (error != 0) {
		refuse(service, asked, ask, tftp_refusal_of(error));
		return;
	}
	if (!session_begin(service, asked, ask, &source, NULL, now_us)) {
		source_close(&source);
	}
}

/* A WRQ: nothing is held here that a newcomer who finds no room would lose. */
static void
store(struct service *service, const struct bw_datagram *asked,
    const struct tftp_ask *ask, uint64_t now_us)
{
	struct upload upload;
	int error = upload_open(&service->box, ask->upload,
	    tftp_options_tsize(&ask->request), now_us, &upload);

	if (error == 0) {
		(void)session_begin(service, asked, ask, NULL, &upload, now_us);
	} else if (error != -EAGAIN) {
		refuse(service, asked, ask, tftp_refusal_of(error));
	}
}

/* Does it belong to a transfer that this peer already has? */
static bool
taken_by_transfer(struct service *service, const struct bw_datagram *asked,
    const struct tftp_ask *ask, uint64_t now_us)
{
	int slot = tftp_table_find(&service->table, &asked->peer);
	struct session *session;
	struct tftp_transfer *t;

	if (slot == TFTP_TABLE_NONE) {
		return false;
	}
	session = &service->sessions[slot];
	t = &session->transfer;
	if (ask->verdict != TFTP_VERDICT_REFUSE &&
	    !tftp_transfer_asked_again(t,
		session->request_hash == bw_bytes_hash(asked->buf, asked->len),
		now_us)) {
		tftp_transfer_end(t, BW_END_ABORTED, "the client started over",
		    TFTP_ERROR_NOT_DEFINED, NULL);
		session_advance(service, slot, now_us);
		return false;
	}
	session_advance(service, slot, now_us);
	return true;
}

/* Hold the request until the parent has said whose it is. */
static void
ask_parent(struct service *service, const struct bw_datagram *asked)
{
	struct bw_msg msg = {.type = BW_MSG_CLIENT_CHECK};
	struct waiting *waiting = hold(service, asked);

	if (waiting != NULL) {
		waiting->id = ++service->last_id;
		msg.id = waiting->id;
		msg.u.client_check.addr = asked->peer;
		bw_worker_send(service->worker, &msg, -1);
	}
}

void
service_request(
    struct service *service, const struct bw_datagram *asked, uint64_t now_us)
{
	struct tftp_ask ask;

	report_packet("in", &asked->peer, asked->buf, asked->len);
	judge(service, asked, NULL, &ask);
	/* Requests that were broadcast are to be ignored.  RFC 1123 4.2.3.5 */
	if (ask.verdict == TFTP_VERDICT_IGNORE || asked->to_all ||
	    service_socket_for(service, asked) == NULL ||
	    is_held(service, asked) ||
	    taken_by_transfer(service, asked, &ask, now_us)) {
		return;
	}
	if (ask.verdict == TFTP_VERDICT_REFUSE) {
		refuse(service, asked, &ask, ask.refusal);
	} else if (service->check_lease || ask.verdict == TFTP_VERDICT_KNOW) {
		ask_parent(service, asked);
	} else if (ask.verdict == TFTP_VERDICT_STORE) {
		store(service, asked, &ask, now_us);
	} else {
		serve(service, asked, NULL, &ask, now_us);
	}
}

/* Serve a request that was held, or refuse it. */
static void
release(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, uint64_t now_us)
{
	struct tftp_ask ask;

	judge(service, asked, client, &ask);
	if (client != NULL && client->allowed == 0 && service->check_lease) {
		refuse(service, asked, &ask, TFTP_REFUSAL_ACCESS);
	} else if (ask.verdict == TFTP_VERDICT_REFUSE) {
		refuse(service, asked, &ask, ask.refusal);
	} else if (service->stopping ||
		   taken_by_transfer(service, asked, &ask, now_us)) {
		return;
	} else if (ask.verdict == TFTP_VERDICT_STORE) {
		store(service, asked, &ask, now_us);
	} else {
		serve(service, asked, client, &ask, now_us);
	}
}

void
service_checked(struct service *service, uint32_t id,
    const struct bw_msg_client_checked *client, uint64_t now_us)
{
	for (size_t i = 0; i < ARRAY_LEN(service->waiting); i++) {
		struct waiting *waiting = &service->waiting[i];

		if (waiting->used && waiting->remote == NULL &&
		    waiting->id == id) {
			waiting->used = false;
			service->n_waiting--;
			release(service, &waiting->datagram, client, now_us);
			return;
		}
	}
}

/* Serve a request that was held for a file, or refuse it. */
static void
release_remote(
    struct service *service, const struct waiting *waiting, uint64_t now_us)
{
	const struct bw_datagram *asked = &waiting->datagram;
	const struct bw_msg_client_checked *client =
	    waiting->known ? &waiting->client : NULL;
	struct bw_remote *remote = waiting->remote;
	struct tftp_ask ask;

	if (remote->error == 0) {
		release(service, asked, client, now_us);
	} else if (remote->error != -EAGAIN) { /* or the client asks again */
		judge(service, asked, client, &ask);
		refuse(service, asked, &ask, tftp_refusal_of(remote->error));
	}
	bw_remote_close(remote);
}

void
service_remote_changed(void *arg, struct bw_remote *remote)
{
	struct service *service = arg;
	uint64_t now_us = bw_clock_us();

	for (size_t i = 0; i < ARRAY_LEN(service->waiting); i++) {
		struct waiting *waiting = &service->waiting[i];

		if (waiting->used && waiting->remote == remote &&
		    (remote->opened || remote->error != 0)) {
			waiting->used = false;
			service->n_waiting--;
			release_remote(service, waiting, now_us);
		}
	}
	for (int i = 0; i < TFTP_TRANSFERS_MAX; i++) {
		if (service->table.slots[i].used &&
		    service->sessions[i].source.remote == remote) {
			session_advance(service, i, now_us);
		}
	}
}
