/* SPDX-License-Identifier: ISC */
/*
 * What the files of this worker share: its sockets, and its transfers with
 * what the kernel has to do with them.  main.c receives and waits, admit.c
 * takes requests, begin.c begins transfers, source.c reads and upload.c writes
 * files, session.c and send.c move blocks, report.c tells the parent.  All of
 * it is one static struct: nothing is allocated.
 */
#ifndef TFTPD_SERVICE_H
#define TFTPD_SERVICE_H

#include "child/tree.h"
#include "caution.h"
#include "core.h"
#include "decode.h"
#include "farewell.h"
#include "os/inbox.h"
#include "os/outbox.h"
#include "source.h"
#include "table.h"
#include "transfer.h"
#include "upload.h"

#define SERVICE_SOCKETS_MAX 32  /* of one kind */
#define SERVICE_WAITING_MAX 256 /* requests that are held */
#define SERVICE_NEVER       UINT64_MAX

struct service;

struct service_socket {
	struct service *service;
	struct bw_source source;
	struct bw_addr addr; /* bound to */
	bool wild;           /* to no address in particular */
	bool blocked;        /* the kernel takes no more for now */
};

/* A transfer under way; its slot in the table bears the same number. */
struct session {
	uint32_t id;
	struct service_socket *socket;
	struct bw_addr peer;
	struct bw_addr local;  /* the address it was asked at */
	uint32_t ifindex;      /* for link-local peers, else 0 */
	uint32_t request_hash; /* of its request */
	uint64_t began_us;
	uint64_t told_us;       /* when the parent last heard of it */
	bool told;              /* the parent knows of it */
	bool singly;            /* the way there takes no runs of packets */
	char file[BW_FILE_MAX]; /* as asked */
	struct source source;
	struct upload upload; /* of a WRQ, instead */
	struct tftp_transfer transfer;
};

/* A block that is to be sent together with those of other transfers. */
struct outgoing {
	int slot;
	uint32_t id; /* of the session */
	struct tftp_run run;
};

/*
 * A request that is held: until the parent has said whether it may be served,
 * or until a remote file has been opened.
 */
struct waiting {
	bool used;
	uint32_t id; /* of the question to the parent */
	bool known;  /* what it answered follows */
	struct bw_msg_client_checked client;
	struct bw_remote *remote; /* NULL: that is the question */
	struct bw_datagram datagram;
	uint8_t bytes[TFTP_REQUEST_SIZE_MAX];
};

struct service {
	struct bw_worker *worker;
	const struct bw_conf_tftpd *conf;
	struct bw_tree tree;
	bool check_lease;
	bool stopping;
	uint32_t last_id;
	uint64_t due_us; /* no transfer's timer runs out before */
	size_t n_listen;
	size_t n_transfer;
	struct service_socket listen[SERVICE_SOCKETS_MAX];
	struct service_socket transfer[SERVICE_SOCKETS_MAX];
	struct tftp_table table;
	struct tftp_caution caution;
	struct tftp_farewells farewells;
	struct upload_box box;
	struct session sessions[TFTP_TRANSFERS_MAX];
	size_t n_waiting;
	struct waiting waiting[SERVICE_WAITING_MAX];
	struct bw_inbox inbox;
	struct bw_outbox outbox;
	struct outgoing outgoing[BW_OUTBOX_MAX]; /* what is in it */
	uint8_t packets[BW_SOCK_SEND_MAX];       /* those being sent */
	struct tftp_pieces pieces;
	struct source_pages pages;
};

/* ---- admit.c ---- */

/* A datagram came to the listening port. */
void service_request(struct service *service,
    const struct bw_datagram *datagram, uint64_t now_us);

/* The parent has looked a peer up. */
void service_checked(struct service *service, uint32_t id,
    const struct bw_msg_client_checked *client, uint64_t now_us);

/* A remote file was opened, has grown or failed. */
void service_remote_changed(void *service, struct bw_remote *remote);

/* ---- begin.c ---- */

/*
 * Begin a transfer of what a request asks for, or wants to write.
 *
 *   source   taken, if there is room for it
 *   upload   taken, likewise; one of both is NULL
 *   returns  false  there is none: the client hears nothing, and asks again
 */
bool session_begin(struct service *service, const struct bw_datagram *asked,
    const struct tftp_ask *ask, const struct source *source,
    const struct upload *upload, uint64_t now_us);

/* ---- measure.c ---- */

/* Tell the parent how long the file is that clients get under this name. */
void service_measure(struct service *service, const char *name);

/* ---- session.c ---- */

/* A datagram came to a transfer socket. */
void service_packet(struct service_socket *socket,
    const struct bw_datagram *datagram, uint64_t now_us);

/* A socket that was blocked takes datagrams again. */
void service_writable(struct service_socket *socket, uint64_t now_us);

/* Timers. */
void service_tick(struct service *service, uint64_t now_us);

/* Send what is to be sent, and see to the end of a transfer that ended. */
void session_advance(struct service *service, int slot, uint64_t now_us);

/* ---- send.c ---- */

/* Send what comes next; false: the kernel takes no more for now. */
bool
session_send(struct service *service, struct session *session, uint64_t now_us);

void session_send_error(struct service *service, const struct session *session,
    enum tftp_error code, const char *text);

/* What session_send() has put aside goes out; before every sleep. */
void service_flush(struct service *service);

/*
 * Send an ERROR to somebody who has no transfer.
 *
 *   asked  the datagram it answers
 */
void service_refuse(struct service *service, const struct bw_datagram *asked,
    enum tftp_refusal refusal);

/* Acknowledge once more the last block of an upload, which came again. */
void service_acknowledge(
    struct service *service, const struct bw_datagram *asked, uint16_t block);

/* The transfer socket that answers this datagram; NULL when there is none. */
struct service_socket *
service_socket_for(struct service *service, const struct bw_datagram *asked);

/* The interface to answer by: matters to link-local peers only, else 0. */
uint32_t service_interface_for(const struct bw_datagram *asked);

/* ---- report.c ---- */

void report_started(struct service *service, struct session *session);
/* It has got further: tells so once a second. */
void report_progressed(
    struct service *service, struct session *session, uint64_t now_us);
void report_ended(
    struct service *service, const struct session *session, uint64_t now_us);

/* A packet came or goes, at the level debug: DATA and ACK are not told of. */
void report_packet(const char *way, const struct bw_addr *peer,
    const uint8_t *packet, size_t len);

/* A request that began nothing. */
void report_refused(struct service *service, const struct bw_addr *peer,
    const char *file, const char *reason);

#endif
