/* SPDX-License-Identifier: ISC */
/*
 * The options of a reply while it is put together: each code once, whatever
 * its length; and how they are laid out in the fields of a packet.  Pure.
 */
#ifndef DHCP_OPTIONS_H
#define DHCP_OPTIONS_H

#include "base/writer.h"
#include "wire.h"

/* Bytes of all values together; more than any packet takes. */
#define DHCP_OPTIONS_SIZE 2048

struct dhcp_options {
	uint16_t at[256];
	uint16_t len[256];
	bool present[256];
	bool forced[256]; /* sent even if the client did not ask for it */
	struct dhcp_bytes asked; /* its parameter request list, borrowed */
	uint8_t bytes[DHCP_OPTIONS_SIZE];
	size_t used;
};

void dhcp_options_init(struct dhcp_options *options);

/*
 * Set an option; one that is there already gets this value instead.  What does
 * not fit into DHCP_OPTIONS_SIZE would fit into no packet, and is left out.
 */
void dhcp_options_put(
    struct dhcp_options *options, uint8_t code, const void *bytes, size_t len);
void dhcp_options_u8(struct dhcp_options *options, uint8_t code, uint8_t value);
void
dhcp_options_u16(struct dhcp_options *options, uint8_t code, uint16_t value);
void
dhcp_options_u32(struct dhcp_options *options, uint8_t code, uint32_t value);
/* Text of one octet or more; "" and NULL leave it as it was. */
void
dhcp_options_text(struct dhcp_options *options, uint8_t code, const char *text);
void dhcp_options_remove(struct dhcp_options *options, uint8_t code);
struct dhcp_bytes
dhcp_options_get(const struct dhcp_options *options, uint8_t code);

/*
 * Leave out what a client with a parameter request list (RFC 2132 9.8) did
 * not ask for, but never what the protocol, relays, firmware or the operator
 * (forced) need.  A client without such a list gets all.
 *
 *   request  borrowed until the options are laid out
 */
void dhcp_options_filter(
    struct dhcp_options *options, const struct dhcp_message *request);

/* How a reply is laid out; there is one way, and those of predecessors. */
struct dhcp_shape {
	/* these codes, what the client lists, these, the others ascending */
	const uint8_t *first;
	size_t n_first;
	const uint8_t *order;
	size_t n_order;
	bool only;           /* no others */
	bool dns_singly;     /* an option 6 for each address */
	const uint8_t *tail; /* behind the last option, END included */
	size_t tail_len;
	/* no fill up to 300 bytes, no PAD behind option 67, no client's list */
	bool bare;
};

/* From the most to the least important; END. */
extern const struct dhcp_shape dhcp_shape_default;

/* Fields of the header that options may go to; RFC 2132 9.3. */
struct dhcp_room {
	uint8_t *file;  /* DHCP_FILE_LEN bytes, or NULL */
	uint8_t *sname; /* DHCP_SNAME_LEN bytes, or NULL */
	bool needs_67;  /* the boot file's name is nowhere else */
};

/*
 * Write all options: in the order of importance as long as there is room, laid
 * out as the client lists them (RFC 2132 9.8), 82 last (RFC 3046 2.2); values
 * of more than 255 bytes in pieces (RFC 3396).  What has no room in the option
 * field goes to `file` or `sname` as far as given, and option 52 says so; what
 * has none there either is left out if client and relay can do without.
 *
 *   w         behind the cookie; its end is the end of the packet
 *   returns   0
 *             -EMSGSIZE  something indispensable did not fit
 */
int dhcp_options_lay_out(const struct dhcp_options *options,
    const struct dhcp_shape *shape, const struct dhcp_room *room,
    struct bw_writer *w);

#endif
