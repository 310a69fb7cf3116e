/* SPDX-License-Identifier: ISC */
/*
 * tftpd: the TFTP service.  Receives on the sockets that the parent
 * opened, and waits; decides nothing.  RFC 1350, RFC 2347, RFC 2348, RFC
 * 2349, RFC 7440.
 */
#include <errno.h>
#include <string.h>

#include "os/clock.h"
#include "profile.h"
#include "service.h"

/* How often one socket is emptied of datagrams before others have a turn. */
#define ROUNDS_MAX 4
/*
 * A client in lockstep acknowledges after one round trip: on a quick network
 * sooner than we would have gone to sleep and been woken.
 */
#define LINGER_US 100

#define UPLOAD_DOOR "upload"

static struct service tftpd;

typedef void take_datagram(struct service_socket *socket,
    const struct bw_datagram *datagram, uint64_t now_us);

static void
receive(struct service_socket *socket, take_datagram *take)
{
	struct bw_inbox *inbox = &tftpd.inbox;
	uint64_t now_us = bw_clock_us();
	bool more = true;

	for (int i = 0; i < ROUNDS_MAX && more; i++) {
		more = bw_inbox_recv(inbox, socket->source.fd);
		for (size_t j = 0; j < inbox->n; j++) {
			take(socket, &inbox->datagrams[j], now_us);
		}
	}
}

static void
take_request(struct service_socket *socket, const struct bw_datagram *datagram,
    uint64_t now_us)
{
	service_request(socket->service, datagram, now_us);
}

static void
listen_ready(struct bw_source *source, unsigned events)
{
	(void)events; /* recvmmsg says */
	receive(source->arg, take_request);
}

static void
transfer_ready(struct bw_source *source, unsigned events)
{
	if ((events & BW_LOOP_WRITE) != 0) {
		service_writable(source->arg, bw_clock_us());
	}
	receive(source->arg, service_packet);
}

/* single_port: requests and acknowledgements come in by one door. */
static void
take_any(struct service_socket *socket, const struct bw_datagram *datagram,
    uint64_t now_us)
{
	uint16_t opcode = tftp_opcode_peek(datagram->buf, datagram->len);

	if (opcode == TFTP_OPCODE_DATA || opcode == TFTP_OPCODE_ACK ||
	    opcode == TFTP_OPCODE_ERROR) {
		service_packet(socket, datagram, now_us);
	} else if (!tftpd.stopping) {
		service_request(&tftpd, datagram, now_us);
	}
}

static void
single_ready(struct bw_source *source, unsigned events)
{
	if ((events & BW_LOOP_WRITE) != 0) {
		service_writable(source->arg, bw_clock_us());
	}
	receive(source->arg, take_any);
}

/* Learn of all doors of one name. */
static int
sockets_find(const char *name, bw_source_ready *ready,
    struct service_socket *sockets, size_t *out_n)
{
	size_t n = 0;
	int fd;

	while ((fd = bw_worker_door(tftpd.worker, name, n)) >= 0) {
		struct service_socket *socket = &sockets[n];
		int error;

		if (n == SERVICE_SOCKETS_MAX) {
			return -E2BIG;
		}
		*socket = (struct service_socket){
		    .service = &tftpd,
		    .source = {.fd = fd, .ready = ready, .arg = socket},
		};
		error = bw_sock_local(fd, &socket->addr);
		if (error != 0) {
			return error;
		}
		socket->wild =
		    bw_bytes_zero(socket->addr.ip, sizeof(socket->addr.ip));
		n++;
	}
	*out_n = n;
	return n > 0 ? 0 : -ENOENT;
}

static int
doors_find(void)
{
	int error;

	if (tftpd.conf->single_port) {
		return sockets_find(
		    "listen", single_ready, tftpd.transfer, &tftpd.n_transfer);
	}
	error =
	    sockets_find("listen", listen_ready, tftpd.listen, &tftpd.n_listen);
	if (error == 0) {
		error = sockets_find("transfer", transfer_ready, tftpd.transfer,
		    &tftpd.n_transfer);
	}
	return error;
}

static int
tftpd_open(struct bw_worker *worker)
{
	int error;

	tftpd.worker = worker;
	worker->loop.linger_us = LINGER_US;
	tftpd.conf = &worker->conf->tftpd;
	tftpd.check_lease = worker->conf->bootward.require_lease;
	tftpd.due_us = SERVICE_NEVER;
	tftp_table_init(&tftpd.table, tftpd.conf->max_clients);
	tftp_pieces_init(&tftpd.pieces);
	tftpd.box = (struct upload_box){
	    .fd = bw_worker_door(worker, UPLOAD_DOOR, 0),
	    .limits = &tftpd.conf->upload,
	};
	bw_inbox_init(&tftpd.inbox);
	error = bw_tree_init(&tftpd.tree, worker, BW_SERVICE_TFTPD,
	    service_remote_changed, &tftpd);
	if (error == 0) {
		error = doors_find();
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "doors: %s", strerror(-error));
	}
	return error;
}

static void
watch(struct service_socket *sockets, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int error = bw_loop_add(
		    &tftpd.worker->loop, &sockets[i].source, BW_LOOP_READ);

		if (error != 0) {
			bw_log(
			    BW_LOG_LEVEL_ERR, "socket: %s", strerror(-error));
			bw_loop_end(&tftpd.worker->loop, EXIT_FAILURE);
		}
	}
}

static void
tftpd_start(struct bw_worker *worker)
{
	(void)worker;
	watch(tftpd.listen, tftpd.n_listen);
	watch(tftpd.transfer, tftpd.n_transfer);
}

static void
tftpd_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	(void)worker;
	if (bw_remotes_message(&tftpd.tree.remotes, msg, fd)) {
		return;
	}
	if (msg->type == BW_MSG_FILE_MEASURE) {
		service_measure(&tftpd, msg->u.measure.name);
	}
	if (msg->type == BW_MSG_CLIENT_CHECKED) {
		service_checked(
		    &tftpd, msg->id, &msg->u.client_checked, bw_clock_us());
	}
}

static uint64_t
tftpd_due(struct bw_worker *worker)
{
	(void)worker;
	/* Rounded up: before its time there is nothing to do. */
	return tftpd.due_us == SERVICE_NEVER ? UINT64_MAX
					     : tftpd.due_us / 1000 + 1;
}

static void
tftpd_tick(struct bw_worker *worker, uint64_t now_ms)
{
	uint64_t now_us = bw_clock_us();

	(void)now_ms; /* too coarse */
	service_tick(&tftpd, now_us);
	service_flush(&tftpd);
	if (tftpd.stopping && tftpd.table.n_used == 0) {
		bw_worker_end(worker);
	}
}

/*
 * New requests are not answered any more: who comes after us will, when they
 * are repeated.
 */
static void
tftpd_stop(struct bw_worker *worker)
{
	tftpd.stopping = true;
	for (size_t i = 0; i < tftpd.n_listen; i++) {
		bw_loop_remove(&worker->loop, &tftpd.listen[i].source);
	}
}

static void
tftpd_expire(struct bw_worker *worker)
{
	const struct tftp_refusal_text *text =
	    tftp_refusal_text(TFTP_REFUSAL_STOPPING);

	(void)worker;
	for (int i = 0; i < tftpd.table.max; i++) {
		if (tftpd.table.slots[i].used) {
			tftp_transfer_end(&tftpd.sessions[i].transfer,
			    BW_END_STOPPED, "", text->code, text->text);
			session_advance(&tftpd, i, bw_clock_us());
		}
	}
}

static bool
tftpd_lists(const struct bw_conf *conf)
{
	return conf->tftpd.case_fold;
}

static void
tftpd_walls(struct bw_worker *worker, struct bw_confine *walls)
{
	const struct bw_conf_tftpd *conf = &worker->conf->tftpd;

	if (conf->upload.dir[0] != '\0') {
		walls->max_file_size = conf->upload.max_size;
		return;
	}
	walls->max_file_size = 0;
	walls->n_rows -= TFTPD_N_UPLOAD_ROWS;
	if (!conf->case_fold) {
		walls->n_rows -= TFTPD_N_LIST_ROWS;
	}
}

int
main(int argc, char **argv)
{
	static const struct bw_child child = {
	    .role = BW_ROLE_TFTPD,
	    .profile = &tftpd_profile,
	    .read_door = BW_TREE_DOOR,
	    .write_door = UPLOAD_DOOR,
	    .lists = tftpd_lists,
	    .open = tftpd_open,
	    .start = tftpd_start,
	    .message = tftpd_message,
	    .stop = tftpd_stop,
	    .expire = tftpd_expire,
	    .walls = tftpd_walls,
	    .due = tftpd_due,
	    .tick = tftpd_tick,
	};

	return bw_child_main(argc, argv, &child);
}
