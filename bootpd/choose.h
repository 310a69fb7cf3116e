/* SPDX-License-Identifier: ISC */
/*
 * Which boot file a client is given: its own settings', [bootfile]'s, or the
 * built-in table's; as a plain name or as a URL.  Pure.
 */
#ifndef DHCP_CHOOSE_H
#define DHCP_CHOOSE_H

#include "conf/conf.h"
#include "identify.h"

#define DHCP_TFTP_PORT 69 /* where clients ask siaddr */

struct dhcp_choice {
	char file[DHCP_NAME_MAX + 1];
	bool script;      /* iPXE's own: it is past all menus */
	bool loop_broken; /* what iPXE was to be given is iPXE again */
};

/*
 * Choose.
 *
 *   settings  the client's
 *   server    our address on the client's network
 *   returns   0
 *             -ENOENT    nothing fits this architecture
 *             -ENOTSUP   it wants a URL, and there is no HTTP server here
 *             -EMSGSIZE  the name is longer than an option can be
 */
int dhcp_choose(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, uint32_t server,
    struct dhcp_choice *out);

/* The same with a name that is given. */
int dhcp_choose_named(const struct bw_conf *conf,
    const struct dhcp_client *client, const struct bw_conf_settings *settings,
    uint32_t server, const char *file, struct dhcp_choice *out);

/* Why there is no file, for people. */
const char *dhcp_choose_error_str(int error);

/* Is its server an address, so that no name need be looked up? */
bool dhcp_url_is_numeric(const char *url);

/* Where siaddr points: next_server, or ourselves. */
uint32_t dhcp_choose_next_server(
    const struct bw_conf_settings *settings, uint32_t server);

#endif
