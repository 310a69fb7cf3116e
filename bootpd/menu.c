/* SPDX-License-Identifier: ISC */
/* Boot menus; see menu.h. */
#include "menu.h"

#include "base/reader.h"

/* Types from here on are nobody's; PXE 2.1, table 2-3. */
#define OWN_TYPES 0x8000u

static bool
is_for(const struct bw_conf_menu_item *item, const struct dhcp_client *client)
{
	return item->efi || !dhcp_arch_is_efi(client->arch);
}

static bool
is_local(const struct bw_conf_menu_item *item)
{
	return item->boot_file[0] == '\0' && item->server == 0;
}

static uint16_t
type_of(const struct bw_conf_menu *menu, size_t i)
{
	const struct bw_conf_menu_item *item = &menu->items[i];

	if (is_local(item)) {
		return PXE_TYPE_LOCAL;
	}
	return (uint16_t)(item->type != 0 ? item->type : OWN_TYPES + i);
}

/*
 * They ask the servers of the list one by one, unless all at once; then also
 * those may answer that are not listed.
 */
static uint8_t
discovery(const struct bw_conf_menu *menu)
{
	uint8_t control = 0;

	if (!menu->broadcast) {
		control |= PXE_DISCOVERY_NO_BROADCAST;
	}
	if (menu->group == 0) {
		control |= PXE_DISCOVERY_NO_MULTICAST;
	}
	if (!menu->broadcast && menu->group == 0) {
		control |= PXE_DISCOVERY_LISTED_ONLY;
	}
	return control;
}

static bool
has_menu(const struct dhcp_client *client)
{
	return client->family == DHCP_FAMILY_PXE &&
	       client->arch != PXE_ARCH_RASPBERRY_PI;
}

const struct bw_conf_menu_item *
dhcp_menu_only(
    const struct bw_conf_menu *menu, const struct dhcp_client *client)
{
	const struct bw_conf_menu_item *only = NULL;

	for (size_t i = 0; i < menu->n && has_menu(client); i++) {
		if (!is_for(&menu->items[i], client)) {
			continue;
		}
		if (only != NULL) {
			return NULL;
		}
		only = &menu->items[i];
	}
	return only != NULL && only->server == 0 && !is_local(only) ? only
								    : NULL;
}

bool
dhcp_menu_put(const struct bw_conf_menu *menu, const struct dhcp_client *client,
    uint32_t server, struct dhcp_menu_item items[BW_CONF_MENU_MAX],
    struct dhcp_vendor *vendor)
{
	size_t n = 0;

	if (!has_menu(client) || dhcp_menu_only(menu, client) != NULL) {
		return false;
	}
	for (size_t i = 0; i < menu->n; i++) {
		const struct bw_conf_menu_item *item = &menu->items[i];

		if (is_for(item, client)) {
			items[n++] = (struct dhcp_menu_item){
			    .type = type_of(menu, i),
			    .server = item->server != 0 ? item->server : server,
			    .text =
				item->text[0] != '\0' ? item->text : item->name,
			};
		}
	}
	if (n == 0) {
		return false;
	}
	vendor->items = items;
	vendor->n_items = n;
	vendor->timeout_s = (uint8_t)menu->timeout_s;
	vendor->prompt = menu->prompt;
	vendor->has_control = true;
	vendor->control = discovery(menu);
	vendor->group = menu->group;
	return true;
}

const struct bw_conf_menu_item *
dhcp_menu_find(const struct bw_conf_menu *menu,
    const struct dhcp_client *client, struct dhcp_bytes boot_item)
{
	struct bw_reader r;
	uint16_t type;

	bw_reader_init(&r, boot_item.at, boot_item.len);
	type = bw_reader_u16(&r);
	if (bw_reader_check(&r) != 0 || type == PXE_TYPE_LOCAL) {
		return NULL;
	}
	for (size_t i = 0; i < menu->n; i++) {
		if (menu->items[i].server == 0 && type_of(menu, i) == type &&
		    is_for(&menu->items[i], client)) {
			return &menu->items[i];
		}
	}
	return NULL;
}
