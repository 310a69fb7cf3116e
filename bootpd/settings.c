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
	put_text(&all->hostname, more->hostname);
	put_u32(&all->next_server, more->next_server);
	put_text(&all->boot_file, more->boot_file);
	put_text(&all->ipxe_file, more->ipxe_file);
	all->quirks |= more->quirks;
}

/*
 * The ith of those who may say something for this client, from the least to
 * the most specific; of classes the first in the file is the most.  NULL: that
 * one has nothing to say.
 */
static const struct bw_conf_settings *
scope_nth(const struct dhcp_turn *turn, size_t i)
{
	const struct bw_conf_classes *classes = &turn->conf->bootpd.classes;
	const struct dhcp_network *network = turn->network;
	size_t class_number = classes->n + 1 - i;

	if (i == 0) {
		return &turn->conf->bootpd.settings;
	}
	if (i == 1) {
		return network != NULL && network->subnet != NULL
			   ? &network->subnet->settings
			   : NULL;
	}
	if (i == classes->n + 2) {
		return turn->host != NULL ? &turn->host->settings : NULL;
	}
	return (turn->classes >> class_number & 1) != 0
		   ? &classes->items[class_number].settings
		   : NULL;
}

static size_t
n_scopes(const struct dhcp_turn *turn)
{
	return turn->conf->bootpd.classes.n + 3;
}

void
dhcp_settings_sources(
    const struct dhcp_turn *turn, const char *key, struct bw_line *out)
{
	const struct bw_conf_classes *classes = &turn->conf->bootpd.classes;
	const struct dhcp_network *network = turn->network;

	if (turn->host != NULL && turn->host->name[0] != '\0') {
		bw_line_add_whole(out, "host %s\t%s\n", turn->host->name, key);
	}
	for (size_t i = 0; i < classes->n; i++) {
		if ((turn->classes >> i & 1) != 0) {
			bw_line_add_whole(
			    out, "class %s\t%s\n", classes->items[i].name, key);
		}
	}
	if (network != NULL && network->subnet != NULL) {
		bw_line_add_whole(
		    out, "subnet %s\t%s\n", network->subnet->name, key);
	}
	bw_line_add_whole(out, "bootpd\t%s\n", key);
}

void
dhcp_settings_find(struct dhcp_turn *turn)
{
	turn->settings = turn->conf->bootpd.settings;
	for (size_t i = 1; i < n_scopes(turn); i++) {
		const struct bw_conf_settings *more = scope_nth(turn, i);

		if (more != NULL) {
			overlay(&turn->settings, more);
		}
	}
}

/* The extra of this code, or a new one. */
static struct dhcp_extra *
extra_get(struct dhcp_extra *extras, size_t *n, uint8_t code)
{
	for (size_t i = 0; i < *n; i++) {
		if (extras[i].code == code) {
			return &extras[i];
		}
	}
	return &extras[(*n)++];
}

size_t
dhcp_settings_options(
    const struct dhcp_turn *turn, struct dhcp_extra out[DHCP_OPTIONS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < n_scopes(turn); i++) {
		const struct bw_conf_settings *scope = scope_nth(turn, i);

		for (size_t j = 0; scope != NULL && j < scope->options.n; j++) {
			const struct bw_conf_option *one =
			    &scope->options.items[j];

			*extra_get(out, &n, one->code) = (struct dhcp_extra){
			    .code = one->code,
			    .bytes = one->value.at,
			    .len = one->value.len,
			    .forced = one->always,
			};
		}
	}
	return n;
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

	return bw_conf_tristate_or(
	    subnet != NULL ? subnet->authoritative : BW_CONF_TRISTATE_UNSET,
	    turn->conf->bootpd.authoritative);
}
