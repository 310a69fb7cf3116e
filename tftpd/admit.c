/* SPDX-License-Identifier: ISC */
/* Requests: looked up, opened, begun or refused; see service.h. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "known.h"
#include "os/clock.h"
#include "service.h"

#define FILE_SHOWN_MAX 256

/* Judge a request; client is NULL before the parent was asked about it. */
static void
judge(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, struct tftp_ask *out)
{
	struct tftp_known known;

	if (client != NULL) {
		tftp_known_init(&known, client, &asked->peer);
	}
	tftp_core_ask(service->conf, client != NULL ? &known.client : NULL,
	    asked->buf, asked->len, out);
}

/* A slot for the peer, if need be somebody else's. */
static int
slot_take(struct service *service, const struct bw_addr *peer, uint64_t now_us)
{
	uint64_t now_ms = now_us / 1000;
	uint32_t max = service->conf->max_clients_per_address;
	struct tftp_transfer *victim;
	int slot;

	if (max != 0 && tftp_table_count(&service->table, peer) >= max) {
		return TFTP_TABLE_NONE;
	}
	slot = tftp_table_add(&service->table, peer, now_ms);
	if (slot != TFTP_TABLE_NONE) {
		return slot;
	}
	slot = tftp_table_victim(&service->table, peer, now_ms);
	if (slot == TFTP_TABLE_NONE) {
		return TFTP_TABLE_NONE;
	}
	victim = &service->sessions[slot].transfer;
	if (victim->confirmed) {
		const struct tftp_refusal_text *text =
		    tftp_refusal_text(TFTP_REFUSAL_GREEDY);

		tftp_transfer_end(
		    victim, BW_END_REFUSED, text->text, text->code, text->text);
	} else {
		tftp_transfer_end(victim, BW_END_TIMEOUT,
		    "gave way to others without having answered",
		    TFTP_ERROR_NOT_DEFINED, NULL);
	}
	session_advance(service, slot, now_us);
	return tftp_table_add(&service->table, peer, now_ms);
}

/* Headers of IPv4 or IPv6, UDP and TFTP go before a block. */
static uint32_t
blksize_that_fits(uint32_t mtu, const struct bw_addr *peer)
{
	uint32_t headers =
	    (peer->family == BW_FAMILY_IPV6 ? 40 : 20) + 8 + TFTP_HEADER_SIZE;

	return mtu >= headers + TFTP_BLKSIZE_MIN ? mtu - headers
						 : TFTP_BLKSIZE_MIN;
}

static struct tftp_terms
terms_for(const struct service *service, const struct bw_addr *peer)
{
	const struct bw_conf_tftpd *conf = service->conf;
	struct tftp_terms terms = {
	    .blksize = conf->blocksize,
	    .blksize_max = conf->max_blocksize,
	    .windowsize_max = tftp_caution_windowsize(
		&service->caution, peer, conf->max_windowsize),
	    .rollover = conf->rollover,
	};

	if (conf->fit_mtu && conf->link_mtu != 0) {
		uint32_t fits = blksize_that_fits(conf->link_mtu, peer);

		terms.blksize_max =
		    fits < terms.blksize_max ? fits : terms.blksize_max;
	}
	return terms;
}

static void
session_begin(struct service *service, int slot,
    const struct bw_datagram *asked, const struct tftp_ask *ask,
    const struct source *source, uint64_t now_us)
{
	struct session *session = &service->sessions[slot];
	const struct bw_conf_tftpd *conf = service->conf;
	const struct tftp_terms terms = terms_for(service, &asked->peer);
	struct tftp_options options;

	*session = (struct session){
	    .id = ++service->last_id,
	    .socket = service_socket_for(service, asked),
	    .peer = asked->peer,
	    .local = asked->local,
	    .ifindex = service_interface_for(asked),
	    .request_hash = bw_bytes_hash(asked->buf, asked->len),
	    .began_us = now_us,
	    .source = *source,
	};
	bw_text_cut(
	    session->file, sizeof(session->file), ask->request.filename);
	tftp_options_choose(
	    &ask->request, &terms, source->size, ask->netascii, &options);
	tftp_transfer_init(&session->transfer, &options, source->size,
	    conf->timeout_ms * 1000, conf->retries, now_us);
	report_started(service, session);
	session_advance(service, slot, now_us);
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

static void
serve(struct service *service, const struct bw_datagram *asked,
    const struct bw_msg_client_checked *client, const struct tftp_ask *ask,
    uint64_t now_us)
{
	static struct bw_log_limit limit;
	char peer[BW_ADDR_STR_MAX];
	struct source source;
	int error = source_open(
	    &service->tree, &service->pieces, &ask->target, &source);
	int slot;

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
	slot = slot_take(service, &asked->peer, now_us);
	if (slot == TFTP_TABLE_NONE) {
		/*
		 * No answer: the client asks again in a second or two, while
		 * an ERROR would end its boot.
		 */
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "peer=%s transfers=%zu error=\"no room for more\"",
		    bw_addr_str(&asked->peer, peer), service->table.n_used);
		source_close(&source);
		return;
	}
	session_begin(service, slot, asked, ask, &source, now_us);
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
	} else if (!service->stopping &&
		   !taken_by_transfer(service, asked, &ask, now_us)) {
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
