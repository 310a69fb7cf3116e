/* SPDX-License-Identifier: ISC */
/* What holds for one client; see settings.h. */
#include "settings.h"

static void
put_u32(uint32_t *to, uint32_t from)
{
	if (from != 0) {
		*to = from;
	}
}

static void
put_text(const char **to, const char *from)
{
	if (from != NULL && from[0] != '\0') {
		*to = from;
	}
}

static void
put_addrs(struct bw_conf_addrs *to, const struct bw_conf_addrs *from)
{
	if (from->n > 0) {
		*to = *from;
	}
}

/* What more says goes before what all says. */
static void
overlay(struct bw_conf_settings *all, const struct bw_conf_settings *more)
{
	if (more->lease_time_s != 0) {
		/* Limits and timers of another lease time are not for it. */
		all->lease_time_s = more->lease_time_s;
		all->min_lease_time_s = all->max_lease_time_s = 0;
		all->renewal_time_s = all->rebinding_time_s = 0;
	}
	put_u32(&all->min_lease_time_s, more->min_lease_time_s);
	put_u32(&all->max_lease_time_s, more->max_lease_time_s);
	put_u32(&all->renewal_time_s, more->renewal_time_s);
	put_u32(&all->rebinding_time_s, more->rebinding_time_s);
	if (more->discourage_renewals != BW_CONF_TRISTATE_UNSET) {
		all->discourage_renewals = more->discourage_renewals;
	}
	put_addrs(&all->router, &more->router);
	put_addrs(&all->dns.addrs, &more->dns.addrs);
	put_addrs(&all->ntp, &more->ntp);
	put_text(&all->domain, more->domain);
	put_u32(&all->next_server, more->next_server);
	put_text(&all->boot_file, more->boot_file);
	put_text(&all->ipxe_file, more->ipxe_file);
}

void
dhcp_settings_find(struct dhcp_turn *turn)
{
	struct bw_conf_settings *settings = &turn->settings;

	*settings = turn->conf->bootpd.settings;
	if (turn->network != NULL && turn->network->subnet != NULL) {
		overlay(settings, &turn->network->subnet->settings);
	}
	if (turn->host != NULL) {
		overlay(settings, &turn->host->settings);
	}
}

uint32_t
dhcp_settings_lease_s(const struct dhcp_turn *turn)
{
	const struct bw_conf_settings *settings = &turn->settings;
	uint32_t usual = settings->lease_time_s;
	uint32_t least = usual, most = usual, asked;

	put_u32(&least, settings->min_lease_time_s);
	put_u32(&most, settings->max_lease_time_s);
	if (!dhcp_message_u32(&turn->message, DHCP_OPTION_LEASE_TIME, &asked)) {
		return usual;
	}
	if (asked < least) {
		return least;
	}
	return asked > most ? most : asked;
}

static uint32_t
part_of(uint32_t lease_s, uint32_t thousandths)
{
	return (uint32_t)((uint64_t)lease_s * thousandths / 1000);
}

struct dhcp_timers
dhcp_settings_timers(const struct dhcp_turn *turn, uint32_t lease_s)
{
	const struct bw_conf_settings *settings = &turn->settings;
	struct dhcp_timers timers = {
	    part_of(lease_s, 500), part_of(lease_s, 875)};

	if (lease_s == 0 || lease_s == DHCP_LEASE_INFINITE) {
		return (struct dhcp_timers){lease_s, lease_s};
	}
	if (settings->discourage_renewals == BW_CONF_TRISTATE_YES) {
		timers.renewal_s = timers.rebinding_s = part_of(lease_s, 975);
	}
	put_u32(&timers.renewal_s, settings->renewal_time_s);
	put_u32(&timers.rebinding_s, settings->rebinding_time_s);
	/* T1 <= T2 <= the lease, as 4.4.5 wants it. */
	if (timers.rebinding_s > lease_s) {
		timers.rebinding_s = lease_s;
	}
	if (timers.renewal_s > timers.rebinding_s) {
		timers.renewal_s = timers.rebinding_s;
	}
	return timers;
}

bool
dhcp_settings_authoritative(const struct dhcp_turn *turn)
{
	const struct bw_conf_subnet *subnet =
	    turn->network != NULL ? turn->network->subnet : NULL;

	if (subnet != NULL && subnet->authoritative != BW_CONF_TRISTATE_UNSET) {
		return subnet->authoritative == BW_CONF_TRISTATE_YES;
	}
	return turn->conf->bootpd.authoritative;
}
