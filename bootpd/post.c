/* SPDX-License-Identifier: ISC */
/* Replies on their way out; see post.h. */
#include "post.h"

#include <string.h>

#include "decode.h"
#include "frame.h"
#include "os/log.h"
#include "os/sock.h"

_Static_assert(DHCP_REPLY_MAX + DHCP_FRAME_HEADERS_LEN + DHCP_FRAME_TAGS_LEN <=
		   BW_OUTLINK_BYTES_MAX,
    "every reply fits");

static void
complain(const struct dhcp_send *send, int error)
{
	static struct bw_log_limit limit;
	char peer[BW_ADDR_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "peer=%s error=\"reply not sent: %s\"",
	    send != NULL ? bw_addr_str(&send->peer, peer) : "link",
	    strerrordesc_np(-error));
}

void
dhcp_post_flush(struct dhcp_post *post)
{
	int error = bw_outlink_send(&post->outlink, post->packet_fd);

	if (error != 0) {
		complain(NULL, error);
	}
}

static int
send_by_link(struct dhcp_post *post, const struct dhcp_send *send)
{
	struct dhcp_frame frame = {
	    .source = send->source,
	    .destination = bw_addr_to_ipv4(&send->peer),
	    .source_port = DHCP_PORT_SERVER,
	    .destination_port = send->peer.port,
	};
	uint8_t *room = bw_outlink_room(&post->outlink);
	size_t tags_len, len;
	uint16_t protocol;
	int error;

	if (room == NULL) {
		dhcp_post_flush(post);
		room = bw_outlink_room(&post->outlink);
	}
	tags_len = dhcp_frame_tag(&send->tags, room, &protocol);
	error = dhcp_frame_build(&frame, send->bytes, send->len,
	    room + tags_len, BW_OUTLINK_BYTES_MAX - tags_len, &len);
	if (error == 0) {
		bw_outlink_add(&post->outlink, tags_len + len, send->ifindex,
		    send->mac, protocol);
	}
	return error;
}

static int
send_by_door(struct dhcp_post *post, struct dhcp_send *send)
{
	struct bw_datagram datagram = {
	    .peer = send->peer,
	    .local = bw_addr_ipv4(send->source, 0),
	    .ifindex = send->ifindex,
	    .buf = send->bytes,
	    .size = sizeof(send->bytes),
	    .len = send->len,
	};

	return bw_sock_send(post->door_fds[send->door], &datagram);
}

void
dhcp_post_send(struct dhcp_post *post, struct dhcp_send *send)
{
	int error;

	if (dhcp_door_is_dhcp(send->door)) {
		bw_log_packet("out", &send->peer, send->ifindex, send->bytes,
		    send->len, dhcp_decode);
	}
	error = send->way == DHCP_WAY_LINK ? send_by_link(post, send)
					   : send_by_door(post, send);

	if (error != 0) {
		complain(send, error);
	}
}
